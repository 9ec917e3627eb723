/** The requirement's load: 100 copilot sessions and 100 dashboard users at once, beside the monitor. */
import { copilotUsers, dashboardUsers, healthChecks } from './journey-loads.ts';
import type { Workload } from './types.ts';

/** 60 s measured after 30 s of ramp and warm-up; every SLO reaches its 400 starts. */
export const baseline: Workload = {
  name: 'baseline',
  description: '100 copilot sessions and 100 dashboard users at once, and the health monitor; 60 s measured',
  phases: { rampMs: 10_000, warmupMs: 20_000, measureMs: 60_000 },
  journeys: { copilot: copilotUsers(100), dashboard: dashboardUsers(100), health: healthChecks(8) },
  judges: ['dashboard_load', 'copilot_first_token', 'health_check'],
};
