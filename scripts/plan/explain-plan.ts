/** Says in words what a plan will do to its target. Pure. */
import type { Plan, PlannedJourney } from '../../contract/plan.ts';
import { DEPLOYMENTS } from '../../scenarios/deployments/index.ts';
import type { Deployment } from '../../scenarios/deployments/types.ts';
import { expectedStarts, meanShare } from './resolve-plan.ts';

/** Requests of a checkout when the provider answers within its 200–800 ms: creating, two polls or three, the list. */
const REQUESTS_PER_CHECKOUT = 5;
/** Model time to the first token that planning assumes, milliseconds: the middle of 200–300 ms and 600 prompt tokens. */
const EXPECTED_FIRST_TOKEN_MS = 400;

/** What a plan amounts to, for people and for `--json`. */
export interface PlanFigures {
  durationSeconds: number;
  sessions: Record<string, number>;
  startsPerSecond: Record<string, number>;
  streamsInFlightMean: number;
  /** Host → requests a second, think time and the SLO limits taken as answer times: a lower bound for a fast target. */
  requestsPerSecond: Record<string, number>;
  slos: { id: string; judged: boolean; expectedStarts: number; minimumStarts: number }[];
}

/** The figures of `plan --explain`. */
export function planFigures(plan: Plan): PlanFigures {
  const deployment = DEPLOYMENTS[plan.deployment];
  const seconds = plan.phases.measureMs / 1000;
  const limitOf = (journey: string) => plan.slos.find((slo) => slo.journey === journey)?.limitMs ?? 0;
  const startsPerSecond = Object.fromEntries(
    plan.journeys.map((journey) => [
      journey.name,
      round((expectedStarts(journey, limitOf(journey.name), plan.phases.measureMs) / seconds) * meanShare(plan.steps)),
    ]),
  );
  const total = plan.journeys.reduce(
    (sum, journey) => sum + (startsPerSecond[journey.name] ?? 0) * requestsPerStart(journey, deployment),
    0,
  );
  const copilot = plan.journeys.find((journey) => journey.name === 'copilot');
  const streams = ((startsPerSecond.copilot ?? 0) * (EXPECTED_FIRST_TOKEN_MS + (copilot?.meanAnswerMs ?? 0))) / 1000;
  return {
    durationSeconds: (plan.phases.rampMs + plan.phases.warmupMs + plan.phases.measureMs) / 1000,
    sessions: Object.fromEntries(plan.journeys.filter((j) => j.model === 'closed').map((j) => [j.name, j.sessions])),
    startsPerSecond,
    streamsInFlightMean: round(streams),
    requestsPerSecond: { [new URL(plan.baseUrl).host]: round(total) },
    slos: plan.slos.map(({ id, judged, expectedStarts: expected, minimumStarts }) => ({
      id,
      judged,
      expectedStarts: expected,
      minimumStarts,
    })),
  };
}

/** The lines of `plan --explain`. */
export function explainPlan(plan: Plan): string[] {
  const figures = planFigures(plan);
  const { rampMs, warmupMs, measureMs } = plan.phases;
  return [
    `${plan.workload}: ${plan.description}`,
    `  target      ${plan.baseUrl} (deployment '${plan.deployment}', profile ${plan.profile})`,
    `  phases      ramp ${rampMs / 1000} s, warm-up ${warmupMs / 1000} s, measured ${measureMs / 1000} s`,
    ...plan.steps.map(
      (step) =>
        `  step ${step.number}      ${round(step.share * 100)} % of the load for ${round(step.durationMs / 1000)} s`,
    ),
    ...plan.journeys.map((journey) => `  ${journey.name.padEnd(11)} ${describeLoad(journey, figures)}`),
    ...(plan.browser === null
      ? []
      : [
          `  browser     ${plan.browser.users} real browsers, a visit every ${plan.browser.visitEveryMs.min / 1000}–${plan.browser.visitEveryMs.max / 1000} s each; advisory`,
        ]),
    `  streams     about ${figures.streamsInFlightMean} in flight (sessions open: ${figures.sessions.copilot ?? 0})`,
    ...Object.entries(figures.requestsPerSecond).map(([host, rate]) => `  ${host}  about ${rate} requests/s`),
    ...figures.slos.map(
      (slo) =>
        `  ${slo.id}: ${slo.expectedStarts} starts expected, ${slo.minimumStarts} needed to say pass${slo.judged ? '' : ' (not judged by this workload)'}`,
    ),
    ...plan.leftOut.map((name) => `  left out    ${name}: the deployment does not have it`),
    ...plan.warnings.map((warning) => `  warning     ${warning}`),
  ];
}

function describeLoad(journey: PlannedJourney, figures: PlanFigures): string {
  const users = journey.users === null ? '' : `, on users ${journey.users.first}–${journey.users.last} only`;
  if (journey.model === 'open') {
    const spacing = journey.arrivals === 'even' ? 'evenly spaced' : 'Poisson arrivals';
    return `open model: ${journey.rateRps} starts/s, ${spacing}, ${journey.preallocatedVus} VUs ready${users}`;
  }
  const { min, max } = journey.thinkMs;
  return `closed model: ${journey.sessions} sessions, think time ${min / 1000}–${max / 1000} s, about ${figures.startsPerSecond[journey.name]} starts/s${users}`;
}

/** Requests of one start, streams included, when all goes well. */
function requestsPerStart(journey: PlannedJourney, deployment: Deployment | undefined): number {
  const nobody = { headers: {}, userId: '', conversations: [] };
  const exec = journey.exec ?? journey.name;
  if (exec === 'dashboard') return 1 + (deployment?.dashboardCalls?.(nobody).length ?? 0);
  if (exec === 'product') return 1 + (deployment?.productCalls?.({ kind: 'list', category: '' }).length ?? 0);
  if (exec === 'admin') return deployment?.adminLists?.(nobody, 0).length ?? 0;
  if (exec === 'checkout') return REQUESTS_PER_CHECKOUT;
  return journey.settings.callsPerStart ?? 1;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
