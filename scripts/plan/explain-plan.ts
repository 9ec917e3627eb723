/** Says in words what a plan will do to its target. Pure. */
import type { Plan } from '../../contract/plan.ts';
import { DEPLOYMENTS } from '../../scenarios/deployments/index.ts';
import { expectedStarts } from './resolve-plan.ts';

/** Requests of one start, streams included. */
const REQUESTS_PER_START_DEFAULT = 1;
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
      round(expectedStarts(journey, limitOf(journey.name), plan.phases.measureMs) / seconds),
    ]),
  );
  const requestsOf = (name: string) =>
    name === 'dashboard'
      ? 1 + (deployment?.dashboardCalls?.({ headers: {}, userId: '', conversations: [] }).length ?? 0)
      : REQUESTS_PER_START_DEFAULT;
  const total = plan.journeys.reduce((sum, { name }) => sum + (startsPerSecond[name] ?? 0) * requestsOf(name), 0);
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
    ...plan.journeys.map((journey) =>
      journey.model === 'closed'
        ? `  ${journey.name.padEnd(11)} closed model: ${journey.sessions} sessions, think time ${journey.thinkMs.min / 1000}–${journey.thinkMs.max / 1000} s, about ${figures.startsPerSecond[journey.name]} starts/s`
        : `  ${journey.name.padEnd(11)} open model: ${journey.rateRps} starts/s, evenly spaced, ${journey.preallocatedVus} VUs ready`,
    ),
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

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
