/** Turns the plan into k6's options: one k6 scenario a journey. Pure. */
import type { Plan, PlannedJourney } from '../../contract/plan.ts';
import { loadDurationMs } from './phases.ts';

/** k6's arrival rates are whole numbers; counting in this many seconds keeps tenths of a start. */
const RATE_UNIT_SECONDS = 10;

/** k6's `scenarios`; the scenario's name is the journey's, which is how dropped starts find their journey. */
export function scenariosOf(plan: Plan): Record<string, object> {
  return Object.fromEntries(plan.journeys.map((journey) => [journey.name, scenarioOf(plan, journey)]));
}

function scenarioOf(plan: Plan, journey: PlannedJourney): object {
  const common = {
    exec: journey.name,
    gracefulStop: `${journey.gracefulStopMs}ms`,
    tags: { journey: journey.name },
  };
  const duration = `${loadDurationMs(plan.phases)}ms`;
  return journey.model === 'closed'
    ? { ...common, executor: 'constant-vus', vus: journey.sessions, duration }
    : {
        ...common,
        executor: 'constant-arrival-rate',
        rate: Math.round(journey.rateRps * RATE_UNIT_SECONDS),
        timeUnit: `${RATE_UNIT_SECONDS}s`,
        duration,
        preAllocatedVUs: journey.preallocatedVus,
        maxVUs: journey.preallocatedVus,
      };
}
