/**
 * Makes the plan of a run from configuration, workload and deployment, and refuses what cannot work before anything
 * is sent: too few samples for an SLO, users who would trip the limiter.
 *
 * Pure: no clock, no files.
 */
import type { Config } from '../../contract/config.ts';
import { HeadroomError } from '../../contract/errors.ts';
import { nearestName } from '../../contract/nearest-name.ts';
import { type Plan, type PlannedJourney, type PlannedSlo, type PlannedStep, planSchema } from '../../contract/plan.ts';
import { DEFAULT_SLOS, minimumStarts, type SloDefinition } from '../../contract/slos.ts';
import { DEPLOYMENTS } from '../../scenarios/deployments/index.ts';
import type { Deployment } from '../../scenarios/deployments/types.ts';
import { ARRIVAL_DELAY_MS } from '../../scenarios/lib/exponential.ts';
import { WORKLOADS } from '../../scenarios/workloads/index.ts';
import type { ClosedLoad, OpenLoad, Workload } from '../../scenarios/workloads/types.ts';
import { findLimiterTrips } from './limiter-trips.ts';
import { canPerform, canUseBrowser, journeyOf } from './supported-journeys.ts';

/** What a run adds to configuration and workload. */
export interface PlanRequest {
  workload: string;
  profile: string;
  baseUrl: string;
  /** Overrides the measured phase, milliseconds. */
  measureMs?: number | undefined;
  /** False: no SLO is judged, so that any length will do. Default true. */
  judge?: boolean | undefined;
  /** Tags every request with its id, so that another output can be paired with the application's log. */
  tagRequestId?: boolean | undefined;
}

/** How much longer than its longest iteration a journey may take to end, milliseconds. */
const GRACEFUL_STOP_MARGIN_MS = 5_000;
/** Preallocated VUs of an open journey: DESIGN.md section 6 calls fewer than 1.5 × rate × (limit + 1 s) the
 * generator's fault. */
const PREALLOCATION_FACTOR = 1.5;

/** A browser's visits; its users are nobody else's, so that its caches are its own. */
const BROWSER = { visitEveryMs: { min: 10_000, max: 15_000 }, firstUser: 501, requestTimeoutMs: 10_000 } as const;

/** The plan, or HR_WORKLOAD_UNKNOWN, HR_CONFIG_INVALID, HR_PLAN_SAMPLES, HR_PLAN_TRIPS_LIMITER. */
export function resolvePlan(config: Config, request: PlanRequest): Plan {
  const workload = applyOverrides(findWorkload(request.workload), config, request);
  const deployment = findDeployment(config.target.deployment);
  const slos = DEFAULT_SLOS.map((slo) => ({ ...slo, limitMs: config.slos[slo.id] ?? slo.limitMs }));
  const supported = Object.entries(workload.journeys).filter(([name, load]) =>
    canPerform(deployment, journeyOf(name, load)),
  );
  const journeys = supported.map(([name, load]) => planJourney(name, load, slos, config, workload.name));
  const steps = planSteps(workload);
  const plannedSlos = slos
    .filter((slo) => journeys.some((journey) => journey.name === slo.journey))
    .map((slo) => planSlo(slo, workload, { journeys, steps }));
  const plan = planSchema.parse({
    headroom: 'plan/1',
    workload: workload.name,
    description: workload.description,
    profile: request.profile,
    deployment: deployment.name,
    baseUrl: request.baseUrl,
    seed: config.seed,
    phases: workload.phases,
    steps,
    journeys,
    browser: planBrowser(workload, deployment),
    leftOut: Object.keys(workload.journeys).filter((name) => !supported.some(([kept]) => kept === name)),
    slos: plannedSlos,
    errorShareLimit: config.errorShareLimit,
    stopEarly: config.stopEarly,
    warnings: findWarnings(journeys, workload),
    model: workload.model ?? {},
    executor: {
      instance: 'local-0',
      localIps: config.target.localIps,
      niceness: 0,
      tagRequestId: request.tagRequestId ?? false,
    },
  });
  refuseTooFewSamples(plan);
  const trips = findLimiterTrips(config, { workload, journeys, deployment });
  if (trips.length > 0) {
    throw new HeadroomError('HR_PLAN_TRIPS_LIMITER', `workload ${workload.name} would be rate-limited`, {
      problems: trips,
    });
  }
  return plan;
}

/** The workload of that name, or HR_WORKLOAD_UNKNOWN with the nearest name. */
export function findWorkload(name: string): Workload {
  const workload = WORKLOADS[name];
  if (workload !== undefined) return workload;
  const known = Object.keys(WORKLOADS);
  const nearest = nearestName(name, known);
  throw new HeadroomError('HR_WORKLOAD_UNKNOWN', `there is no workload '${name}'; there are ${known.join(', ')}`, {
    ...(nearest === undefined ? {} : { hint: `Did you mean '${nearest}'?` }),
  });
}

/**
 * Starts expected of a journey in the measured phase: sessions × seconds ÷ (think + limit + answer), or rate × seconds;
 * for all of the load, without steps.
 */
export function expectedStarts(journey: PlannedJourney, limitMs: number, measureMs: number): number {
  if (journey.model === 'open') return (journey.rateRps * measureMs) / 1000;
  const cycleMs = (journey.thinkMs.min + journey.thinkMs.max) / 2 + limitMs + journey.meanAnswerMs;
  return (journey.sessions * measureMs) / cycleMs;
}

function findDeployment(name: string): Deployment {
  const deployment = DEPLOYMENTS[name];
  if (deployment !== undefined) return deployment;
  const known = Object.keys(DEPLOYMENTS);
  const nearest = nearestName(name, known);
  const suggestion = nearest === undefined ? `known are ${known.join(', ')}` : `did you mean '${nearest}'?`;
  throw new HeadroomError('HR_CONFIG_INVALID', 'the configuration names a deployment that does not exist', {
    problems: [`target.deployment: there is no deployment '${name}'; ${suggestion}`],
  });
}

/** The steps' moments: the first one begins with the measured phase's first second for the analysis, and covers all before. */
function planSteps(workload: Workload): PlannedStep[] {
  const { rampMs, warmupMs, measureMs } = workload.phases;
  let atMs = rampMs + warmupMs;
  return (workload.steps ?? []).map(({ durationShare, loadShare }, index) => {
    const durationMs = Math.round(durationShare * measureMs);
    const step = { number: index + 1, atMs, durationMs, share: loadShare };
    atMs += durationMs;
    return step;
  });
}

/** The mean share of the load in the measured phase. */
export function meanShare(steps: readonly PlannedStep[]): number {
  const totalMs = steps.reduce((sum, step) => sum + step.durationMs, 0);
  return totalMs === 0 ? 1 : steps.reduce((sum, step) => sum + step.share * step.durationMs, 0) / totalMs;
}

function planBrowser(workload: Workload, deployment: Deployment): Plan['browser'] {
  if (workload.browser === undefined || !canUseBrowser(deployment)) return null;
  return { users: workload.browser.users, ...BROWSER };
}

function applyOverrides(workload: Workload, config: Config, request: PlanRequest): Workload {
  const unknown = Object.keys(config.workloads).filter((name) => WORKLOADS[name] === undefined);
  const changes = config.workloads[workload.name];
  const unknownJourneys = Object.keys(changes?.journeys ?? {}).filter((name) => workload.journeys[name] === undefined);
  const problems = [
    ...unknown.map((name) => `workloads.${name}: there is no such workload`),
    ...unknownJourneys.map((name) => `workloads.${workload.name}.journeys.${name}: the workload has no such journey`),
  ];
  if (problems.length > 0) throw new HeadroomError('HR_CONFIG_INVALID', 'the configuration has problems', { problems });
  const phases: Workload['phases'] = Object.assign({ ...workload.phases }, defined(changes?.phases ?? {}));
  return {
    ...workload,
    judges: request.judge === false ? [] : workload.judges,
    phases: request.measureMs === undefined ? phases : { ...phases, measureMs: request.measureMs },
    journeys: Object.fromEntries(
      Object.entries(workload.journeys).map(([name, load]) => [
        name,
        { ...load, ...defined(changes?.journeys?.[name] ?? {}) } as ClosedLoad | OpenLoad,
      ]),
    ),
  };
}

function defined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as Partial<T>;
}

function planJourney(
  name: string,
  load: ClosedLoad | OpenLoad,
  slos: readonly SloDefinition[],
  config: Config,
  workload: string,
): PlannedJourney {
  const limitMs = slos.find((slo) => slo.journey === name)?.limitMs ?? 0;
  const configured = config.workloads[workload]?.journeys?.[name];
  const gracefulStopMs = configured?.gracefulStopMs ?? longestStartMs(load) + GRACEFUL_STOP_MARGIN_MS;
  const closed = load.model === 'closed';
  const arrivals = closed ? 'even' : (load.arrivals ?? 'even');
  const delayS = arrivals === 'poisson' ? ARRIVAL_DELAY_MS.mean / 1000 : 0;
  return {
    name,
    ...(load.journey === undefined ? {} : { exec: load.journey }),
    model: load.model,
    sessions: closed ? load.sessions : 0,
    thinkMs: closed ? load.thinkMs : { min: 0, max: 0 },
    rateRps: closed ? 0 : load.rateRps,
    arrivals,
    preallocatedVus: closed
      ? 0
      : (load.preallocatedVus ?? Math.ceil(PREALLOCATION_FACTOR * load.rateRps * (limitMs / 1000 + 1 + delayS)) + 1),
    firstUser: load.firstUser ?? 1,
    users: load.users ?? null,
    requestTimeoutMs: load.requestTimeoutMs,
    gracefulStopMs,
    meanAnswerMs: closed ? load.meanAnswerMs : 0,
    settings: { ...load.settings },
  };
}

/** The longest that one start may take: every request times out at the last moment. */
function longestStartMs(load: ClosedLoad | OpenLoad): number {
  return load.sequentialRequests * load.requestTimeoutMs + (load.waitMsMax ?? 0);
}

function planSlo(
  slo: SloDefinition,
  workload: Workload,
  { journeys, steps }: Readonly<{ journeys: readonly PlannedJourney[]; steps: readonly PlannedStep[] }>,
): PlannedSlo {
  const journey = journeys.find((candidate) => candidate.name === slo.journey);
  return {
    ...slo,
    judged: workload.judges.includes(slo.id),
    minimumStarts: minimumStarts(slo.quantile),
    expectedStarts:
      journey === undefined
        ? 0
        : Math.floor(expectedStarts(journey, slo.limitMs, workload.phases.measureMs) * meanShare(steps) + 1e-9),
  };
}

function findWarnings(journeys: readonly PlannedJourney[], workload: Workload): string[] {
  return journeys.flatMap((journey) => {
    const load = workload.journeys[journey.name];
    const longestMs = load === undefined ? 0 : longestStartMs(load);
    return journey.gracefulStopMs <= longestMs
      ? [
          `${journey.name}: gracefulStop of ${journey.gracefulStopMs} ms is shorter than its longest iteration of ${longestMs} ms, so the end of the run may interrupt starts`,
        ]
      : [];
  });
}

function refuseTooFewSamples(plan: Plan): void {
  const problems = plan.slos
    .filter((slo) => slo.judged && slo.expectedStarts < slo.minimumStarts)
    .map((slo) => {
      const neededS = Math.ceil(((plan.phases.measureMs / 1000) * slo.minimumStarts) / Math.max(1, slo.expectedStarts));
      return `${slo.id}: ${slo.expectedStarts} starts expected in ${plan.phases.measureMs / 1000} s, p${slo.quantile * 100} needs ${slo.minimumStarts}; measure at least ${neededS} s`;
    });
  if (problems.length > 0) {
    throw new HeadroomError('HR_PLAN_SAMPLES', `workload ${plan.workload} cannot give a verdict`, { problems });
  }
}
