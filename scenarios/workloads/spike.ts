/** A crowd arrives within seconds, stays for a minute and leaves: is it served, and is everything as before after it? */
import { buyers, controlProbes, copilotUsers, dashboardUsers, healthChecks, productVisitors } from './journey-loads.ts';
import type { Workload } from './types.ts';

/** A third of the load, all of it, and a third again; judged over all three, since users at the peak are users too. */
export const spike: Workload = {
  name: 'spike',
  description: 'a third of 150 + 150 users, then all of them for a minute, then a third again',
  phases: { rampMs: 10_000, warmupMs: 20_000, measureMs: 180_000 },
  steps: [
    { durationShare: 1 / 3, loadShare: 1 / 3 },
    { durationShare: 1 / 3, loadShare: 1 },
    { durationShare: 1 / 3, loadShare: 1 / 3 },
  ],
  journeys: {
    copilot: copilotUsers(150),
    dashboard: dashboardUsers(150),
    product: { ...productVisitors(12, 60), arrivals: 'poisson' },
    checkout: { ...buyers(12, 160), arrivals: 'poisson' },
    health: healthChecks(12),
    control: controlProbes(),
  },
  judges: ['dashboard_load', 'copilot_first_token', 'product_load', 'checkout_e2e', 'health_check'],
};
