/** Does it stay as it is? Half of the baseline for hours: memory, connections and latency must not creep. */
import {
  administrators,
  buyers,
  controlProbes,
  copilotUsers,
  dashboardUsers,
  healthChecks,
  productVisitors,
} from './journey-loads.ts';
import type { Workload } from './types.ts';

const HOUR_MS = 3_600_000;

/** Two hours, or as long as `--measure` says. */
export const soak: Workload = {
  name: 'soak',
  description: 'half of the baseline for two hours',
  phases: { rampMs: 10_000, warmupMs: 50_000, measureMs: 2 * HOUR_MS },
  journeys: {
    copilot: copilotUsers(50),
    dashboard: dashboardUsers(50),
    product: productVisitors(4, 20),
    checkout: buyers(4, 50),
    admin: administrators(1),
    health: healthChecks(4),
    control: controlProbes(),
  },
  judges: ['dashboard_load', 'copilot_first_token', 'product_load', 'checkout_e2e', 'health_check'],
};
