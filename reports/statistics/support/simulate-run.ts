/**
 * Whole simulated runs: series of a pool under a run effect, with errors that come in spells.
 *
 * A run effect multiplies every latency of a run by exp(N(0, σ)); half of its variance is common to all endpoints, half
 * is each endpoint's own. A shift by whole buckets (0.27 %) is exact in the histogram, so one pool of queues serves all
 * noise levels and all true changes. Seeded.
 */
import { measured } from '../../../contract/measured.ts';
import { measureErrors } from '../error-share.ts';
import { foldTo, type LatencySeconds, secondsOf, ZERO_BUCKET } from '../latency-seconds.ts';
import { errorFigure, measureRun, type RunFigure, type RunFigures } from '../run-figures.ts';
import type { RunInput, RunSeries } from '../run-input.ts';
import { RandomStream } from './random.ts';
import { type Profile, simulateSeries } from './simulate-series.ts';

/** How errors come: `share` of all requests, `factor` times as many in spells of some seconds. */
export interface ErrorProfile {
  share: number;
  spell: { factor: number; secondsMin: number; secondsMax: number; everySeconds: number };
}

/** Errors of the *busy* runs: 0.3 %, ten times as many in spells of 1 to 3 s about twice a minute. */
export const BUSY_ERRORS: ErrorProfile = {
  share: 0.003,
  spell: { factor: 10, secondsMin: 1, secondsMax: 3, everySeconds: 30 },
};

/** Part of the run effect's variance that all endpoints of a run share. */
export const COMMON_EFFECT_SHARE = 0.5;

/** Where every simulated run was made. */
const ENVIRONMENT = 'simulated';
/** The metric of every simulated series. */
export const SIMULATED_METRIC = 'simulated_latency';

/** Independent queues of one profile, drawn again and again. */
export function simulatePool(
  profile: Profile,
  { seconds, size, seed }: { seconds: number; size: number; seed: number },
): LatencySeconds[] {
  return Array.from({ length: size }, (_, at) => simulateSeries(profile, seconds, new RandomStream(seed, at)));
}

/** What one simulated run is like. */
export interface RunPlan {
  id: string;
  startedAtMs: number;
  role: RunSeries['role'];
  /** An endpoint for each series, `endpoint-1`, `endpoint-2` …; drawn without repetition. */
  series: readonly LatencySeconds[];
  /** σ of the run effect. */
  runNoise: number;
  /** The true change of every latency, a factor. */
  factor: number;
  /** Null: no errors are counted. */
  errors: ErrorProfile | null;
}

/** A simulated run. */
export function simulateRun(plan: RunPlan, random: RandomStream): RunInput {
  const common = plan.runNoise * Math.sqrt(COMMON_EFFECT_SHARE) * random.normal();
  const series = plan.series.map((base, at): RunSeries => {
    const effect = common + plan.runNoise * Math.sqrt(1 - COMMON_EFFECT_SHARE) * random.normal();
    const counted = plan.errors === null ? null : simulateErrors(base, plan.errors, { effect, random });
    return {
      endpoint: `endpoint-${at + 1}`,
      metric: SIMULATED_METRIC,
      role: plan.role,
      isClosedModel: false,
      latencies: scaledBy(base, effect + Math.log(plan.factor)),
      requests: counted?.requests ?? null,
      errors: counted?.errors ?? null,
    };
  });
  return {
    id: plan.id,
    buildId: 'simulated',
    environmentKey: ENVIRONMENT,
    startedAtMs: plan.startedAtMs,
    measuredSeconds: Math.max(0, ...plan.series.map(secondsOf)),
    missingSeconds: 0,
    reasons: [],
    series,
    levels: [],
  };
}

/** Every latency multiplied by exp(`logFactor`), to the nearest whole bucket. */
export function scaledBy(latencies: LatencySeconds, logFactor: number): LatencySeconds {
  const shift = Math.round((logFactor / Math.LN2) * 2 ** latencies.scale);
  const factor = 2 ** (shift / 2 ** latencies.scale);
  return {
    ...foldTo(latencies, latencies.scale),
    buckets: latencies.buckets.map((bucket) => (bucket === ZERO_BUCKET ? bucket : bucket + shift)),
    lows: latencies.lows.map((low) => low * factor),
    highs: latencies.highs.map((high) => high * factor),
  };
}

/** Requests and errors a second, beside the successful latencies of a series. */
function simulateErrors(
  latencies: LatencySeconds,
  { share, spell }: ErrorProfile,
  { effect, random }: { effect: number; random: RandomStream },
): { requests: Uint32Array; errors: Uint32Array } {
  const requests = requestsASecond(latencies);
  const errors = new Uint32Array(requests.length);
  const spellSeconds = (spell.secondsMin + spell.secondsMax) / 2;
  const inSpells = spellSeconds / (spell.everySeconds + spellSeconds);
  const calm = (share * Math.exp(effect)) / (1 + (spell.factor - 1) * inSpells);
  let spellEnd = 0;
  let nextSpell = random.exponential(spell.everySeconds);
  for (let second = 0; second < requests.length; second += 1) {
    if (second >= nextSpell) {
      spellEnd = second + random.between(spell.secondsMin, spell.secondsMax);
      nextSpell = spellEnd + random.exponential(spell.everySeconds);
    }
    const failed = random.binomial(requests[second] ?? 0, second < spellEnd ? calm * spell.factor : calm);
    errors[second] = failed;
    requests[second] = (requests[second] ?? 0) + failed;
  }
  return { requests, errors };
}

/** Successful requests a second. */
export function requestsASecond({ ends, counts }: LatencySeconds): Uint32Array {
  const requests = new Uint32Array(ends.length);
  let k = 0;
  for (let second = 0; second < ends.length; second += 1) {
    let sum = 0;
    for (; k < (ends[second] ?? 0); k += 1) sum += counts[k] ?? 0;
    requests[second] = sum;
  }
  return requests;
}

/** One queue of a pool, and its latency figures without any run effect. */
export interface MeasuredSeries {
  series: LatencySeconds;
  figures: readonly RunFigure[];
}

/** The latency figures of every series of a pool. */
export function measurePool(pool: readonly LatencySeconds[]): MeasuredSeries[] {
  return pool.map((series, at) => {
    const plan: RunPlan = {
      id: `pool-${at}`,
      startedAtMs: 0,
      role: 'journey',
      series: [series],
      runNoise: 0,
      factor: 1,
      errors: null,
    };
    return { series, figures: measureRun(simulateRun(plan, new RandomStream(0)), 0).figures };
  });
}

/**
 * A past run like those of `plan`, of other queues and another run effect, as the figures that would be kept of it.
 * Latency figures are those of the pool, moved by the run effect, which is what measuring the moved series gives.
 */
export function simulatePastRun(
  { endpoints, role, runNoise, errors }: { endpoints: number } & Pick<RunPlan, 'role' | 'runNoise' | 'errors'>,
  pool: readonly MeasuredSeries[],
  random: RandomStream,
): RunFigures {
  const common = runNoise * Math.sqrt(COMMON_EFFECT_SHARE) * random.normal();
  const figures = random.sample(pool, endpoints).flatMap(({ series, figures: latencies }, at): RunFigure[] => {
    const effect = common + runNoise * Math.sqrt(1 - COMMON_EFFECT_SHARE) * random.normal();
    const key = { endpoint: `endpoint-${at + 1}`, metric: SIMULATED_METRIC, role };
    const moved = latencies.map((figure) => ({ ...figure, ...key, value: movedBy(figure.value, effect) }));
    if (errors === null) return moved;
    const counted = simulateErrors(series, errors, { effect, random });
    const share = errorFigure(measureErrors(counted.requests, counted.errors, 0));
    return [...moved, { ...key, figure: 'errors', isLowerBetter: true, value: share }];
  });
  return {
    runId: 'past',
    buildId: 'simulated',
    environmentKey: ENVIRONMENT,
    startedAtMs: 0,
    cutSeconds: 0,
    figures,
  };
}

function movedBy(figure: RunFigure['value'], effect: number): RunFigure['value'] {
  return figure.status === 'ok' ? measured({ ...figure.value, y: figure.value.y + effect }) : figure;
}
