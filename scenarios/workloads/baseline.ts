/** The requirement's load: 100 copilot sessions and 100 dashboard users at once, beside a shop that sells. */
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

/** 60 s measured after 30 s of ramp and warm-up; every SLO reaches its 400 starts. */
export const baseline: Workload = {
  name: 'baseline',
  description: '100 copilot sessions and 100 dashboard users at once, shop, checkout, admin and monitor; 60 s measured',
  phases: { rampMs: 10_000, warmupMs: 20_000, measureMs: 60_000 },
  journeys: {
    copilot: copilotUsers(100),
    dashboard: dashboardUsers(100),
    product: productVisitors(8, 40),
    checkout: buyers(8, 100),
    admin: administrators(2),
    health: healthChecks(8),
    control: controlProbes(),
  },
  browser: { users: 2 },
  judges: ['dashboard_load', 'copilot_first_token', 'product_load', 'checkout_e2e', 'health_check'],
};
