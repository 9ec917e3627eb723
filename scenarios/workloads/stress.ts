/** Where does it break? Eight steps of rising load, up to three times the baseline's; each figure has its step. */
import { buyers, controlProbes, copilotUsers, dashboardUsers, healthChecks, productVisitors } from './journey-loads.ts';
import type { Workload } from './types.ts';

const STEPS = 8;

/** 30 s a step: enough for a p95 of the dashboard at each, and for a queue to show. Judges no SLO: it is to miss some. */
export const stress: Workload = {
  name: 'stress',
  description: 'rising steps up to three times the baseline, 30 s each',
  phases: { rampMs: 10_000, warmupMs: 10_000, measureMs: STEPS * 30_000 },
  steps: Array.from({ length: STEPS }, (_, at) => ({ durationShare: 1 / STEPS, loadShare: (at + 1) / STEPS })),
  journeys: {
    copilot: copilotUsers(300),
    dashboard: dashboardUsers(300),
    product: { ...productVisitors(24, 120), arrivals: 'poisson' },
    checkout: { ...buyers(24, 320), arrivals: 'poisson' },
    health: healthChecks(8),
    control: controlProbes(),
  },
  judges: [],
};
