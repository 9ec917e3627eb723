/**
 * The only file k6 is given for the load: options from the plan, and one exported function a journey.
 *
 * It decides nothing. What runs is in `plan.json`; how a journey goes is in `journeys/`.
 */
import { admin as adminJourney } from './journeys/admin.ts';
import { checkout as checkoutJourney } from './journeys/checkout.ts';
import { control as controlJourney } from './journeys/control.ts';
import { copilot as copilotJourney } from './journeys/copilot.ts';
import { dashboard as dashboardJourney } from './journeys/dashboard.ts';
import { health as healthJourney } from './journeys/health.ts';
import { limits as limitsJourney } from './journeys/limits.ts';
import { product as productJourney } from './journeys/product.ts';
import { webhook as webhookJourney } from './journeys/webhook.ts';
import { scenariosOf } from './lib/options.ts';
import { currentJourney, plan } from './lib/run-plan.ts';

export const options = {
  scenarios: scenariosOf(plan),
  discardResponseBodies: false,
  // Only tags that stand in a series: each further one would multiply the series.
  systemTags: ['name', 'method', 'status', 'error_code', 'check', 'scenario', 'expected_response'],
  // A keep-alive connection a VU, as a browser has; the time-outs are the journeys'.
  noConnectionReuse: false,
  noVUConnectionReuse: false,
};

export function admin(): void {
  adminJourney(currentJourney());
}

export function checkout(): void {
  checkoutJourney(currentJourney());
}

export function control(): void {
  controlJourney(currentJourney());
}

export function copilot(): void {
  copilotJourney(currentJourney());
}

export function dashboard(): void {
  dashboardJourney(currentJourney());
}

export function health(): void {
  healthJourney(currentJourney());
}

export function limits(): void {
  limitsJourney(currentJourney());
}

export function product(): void {
  productJourney(currentJourney());
}

export function webhook(): void {
  webhookJourney(currentJourney());
}
