/** Turns the plan into k6's options: one k6 scenario a journey. Pure. */
import type { Plan, PlannedJourney, PlannedStep } from '../../contract/plan.ts';
import { loadDurationMs } from './phases.ts';

/** k6's arrival rates are whole numbers; counting in this many seconds keeps tenths of a start. */
const RATE_UNIT_SECONDS = 10;

/** What of a plan makes k6's options. */
type LoadShape = Pick<Plan, 'phases' | 'steps' | 'journeys'>;

/** k6's `scenarios`; the scenario's name is the journey's, which is how dropped starts find their journey. */
export function scenariosOf(plan: LoadShape): Record<string, object> {
  return Object.fromEntries(plan.journeys.map((journey) => [journey.name, scenarioOf(plan, journey)]));
}

function scenarioOf(plan: LoadShape, journey: PlannedJourney): object {
  const common = {
    exec: journey.exec ?? journey.name,
    gracefulStop: `${journey.gracefulStopMs}ms`,
    tags: { journey: journey.name },
  };
  const duration = `${loadDurationMs(plan.phases)}ms`;
  if (journey.model === 'closed') return { ...common, executor: 'constant-vus', vus: journey.sessions, duration };
  const open = {
    ...common,
    timeUnit: `${RATE_UNIT_SECONDS}s`,
    preAllocatedVUs: journey.preallocatedVus,
    maxVUs: journey.preallocatedVus,
  };
  if (plan.steps.length === 0) {
    return { ...open, executor: 'constant-arrival-rate', rate: rateOf(journey, 1), duration };
  }
  return {
    ...open,
    executor: 'ramping-arrival-rate',
    startRate: rateOf(journey, plan.steps[0]?.share ?? 1),
    stages: plan.steps.flatMap((step, at) => stagesOf(plan, journey, step, at === 0)),
  };
}

/** A jump to the step's rate, and staying there; the first step begins with the scenarios. */
function stagesOf(plan: LoadShape, journey: PlannedJourney, step: PlannedStep, isFirst: boolean): object[] {
  const target = rateOf(journey, step.share);
  const durationMs = step.durationMs + (isFirst ? plan.phases.rampMs + plan.phases.warmupMs : 0);
  return [...(isFirst ? [] : [{ target, duration: '0s' }]), { target, duration: `${durationMs}ms` }];
}

function rateOf(journey: PlannedJourney, share: number): number {
  return Math.round(journey.rateRps * share * RATE_UNIT_SECONDS);
}
