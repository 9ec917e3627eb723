/** The payment webhook under stress: exactly once, in order and signed, at a hundred events a second. */
import { healthChecks, paymentEvents } from './journey-loads.ts';
import type { Workload } from './types.ts';

/** What each event must come to is checked at each; the reconciliation afterwards proves the rest. */
export const webhookStress: Workload = {
  name: 'webhook-stress',
  description: '100 payment events a second, a third of them duplicates, late, forged or stale; 60 s measured',
  phases: { rampMs: 5_000, warmupMs: 10_000, measureMs: 60_000 },
  journeys: { webhook: paymentEvents(100), health: healthChecks(8) },
  judges: ['health_check'],
};
