/** Does everything work? A few users for seconds; judges no SLO, only checks and the error share. */
import {
  administrators,
  buyers,
  copilotUsers,
  dashboardUsers,
  healthChecks,
  paymentEvents,
  productVisitors,
} from './journey-loads.ts';
import type { Workload } from './types.ts';

/** Under 20 s in all; too few samples for any quantile, so none is judged. */
export const smoke: Workload = {
  name: 'smoke',
  description: 'a few users for seconds: checks and error share only',
  phases: { rampMs: 1_000, warmupMs: 4_000, measureMs: 14_000 },
  journeys: {
    copilot: { ...copilotUsers(5), thinkMs: { min: 500, max: 1_000 }, requestTimeoutMs: 8_000 },
    dashboard: { ...dashboardUsers(5), requestTimeoutMs: 5_000 },
    product: { ...productVisitors(2, 10), requestTimeoutMs: 5_000 },
    checkout: { ...buyers(1, 12), requestTimeoutMs: 2_000 },
    webhook: { ...paymentEvents(3), requestTimeoutMs: 3_000 },
    admin: { ...administrators(1), thinkMs: { min: 10_000, max: 12_000 }, requestTimeoutMs: 5_000 },
    health: healthChecks(4),
  },
  judges: [],
};
