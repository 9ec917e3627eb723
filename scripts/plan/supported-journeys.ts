/** Which journeys a deployment can be loaded with: those of which it describes every step. Pure. */
import type { Deployment } from '../../scenarios/deployments/types.ts';
import type { ClosedLoad, JourneyName, OpenLoad } from '../../scenarios/workloads/types.ts';

/** What a journey needs a deployment to describe. */
const STEPS: Readonly<Record<JourneyName, readonly (keyof Deployment)[]>> = {
  admin: ['adminLists'],
  checkout: ['productCategories', 'productCalls', 'readProducts', 'checkoutCreate', 'orderState', 'readOrder'],
  control: ['control'],
  copilot: ['copilotRequest'],
  dashboard: ['dashboardPage', 'dashboardCalls'],
  health: ['health'],
  limits: ['limitedCall', 'readLimiterAnswer'],
  product: ['productCategories', 'productPage', 'productCalls'],
  webhook: ['productCategories', 'productCalls', 'readProducts', 'checkoutCreate', 'readOrder', 'paymentEvent'],
};

/** The journey that a load performs: the one it names, or the one named like the load; null when there is none. */
export function journeyOf(name: string, load: ClosedLoad | OpenLoad): JourneyName | null {
  return load.journey ?? journeyNames().find((known) => known === name) ?? null;
}

/** Whether the deployment describes every step of the journey. */
export function canPerform(deployment: Deployment, journey: JourneyName | null): boolean {
  return journey !== null && STEPS[journey].every((step) => deployment[step] !== undefined);
}

/** Whether a real browser can sign in and open the dashboard and a product of it. */
export function canUseBrowser(deployment: Deployment): boolean {
  return (
    deployment.browser !== undefined &&
    deployment.signIn !== undefined &&
    canPerform(deployment, 'dashboard') &&
    canPerform(deployment, 'product')
  );
}

function journeyNames(): JourneyName[] {
  return Object.keys(STEPS) as JourneyName[];
}
