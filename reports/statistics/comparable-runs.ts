/**
 * Which runs may be compared at all, and from which second on (STATISTICS.md section 2, steps 0 and 1).
 *
 * What one run's own analysis has against it comes in with the run; here is what only the sets can tell: one environment,
 * enough seconds, and one warm-up cut for all. An excluded run is named with its reasons, never dropped silently.
 */
import type { ExcludedRun, Side } from './comparison.ts';
import type { LatencySeconds } from './latency-seconds.ts';
import type { Reason, RunInput } from './run-input.ts';
import { CUT_SHARE_MAX, ensembleWarmUp, meanLogLatencies } from './warm-up.ts';

/** Shortest measured phase, seconds: below it one slow minute is the whole run. */
const MEASURED_SECONDS_MIN = 120;
/** Largest share of measured seconds without a line of the generator. */
const MISSING_SHARE_MAX = 0.01;

/** What choosing needs of a run besides `RunInput`'s facts: so that a caller need not hold all seconds of all runs. */
export interface Candidate extends Omit<RunInput, 'series' | 'levels'> {
  /** `meanLogLatencies` of its endpoints. */
  readonly meanLogs: Float64Array;
}

/** What may be compared. */
export interface ComparableRuns {
  /** The ids that may be compared, in the given order; empty where none is left. */
  runs: Record<Side, string[]>;
  excluded: ExcludedRun[];
  /** Seconds to leave out at the beginning of every run. */
  cutSeconds: number;
  warnings: string[];
}

/** The candidate of a run whose seconds are at hand. */
export function candidateOf(run: RunInput): Candidate {
  const parts = run.series.flatMap(({ role, latencies }): LatencySeconds[] =>
    role === 'endpoint' && latencies !== null ? [latencies] : [],
  );
  // Without endpoints the journeys are all there is.
  const journeys = run.series.flatMap(({ latencies }): LatencySeconds[] => (latencies === null ? [] : [latencies]));
  const { series: _series, levels: _levels, ...facts } = run;
  return { ...facts, meanLogs: meanLogLatencies(parts.length > 0 ? parts : journeys) };
}

/**
 * Chooses the comparable runs of both sides. The environment is that of most `before` runs; others are excluded, or with
 * `acrossEnvironments` only warned of. A run's own reason `unsteady` does not count: the runs of a side decide together.
 * Throws a RangeError for a run that stands there twice: it would be compared with itself.
 */
export function chooseComparable(
  sides: Record<Side, readonly Candidate[]>,
  acrossEnvironments = false,
): ComparableRuns {
  const ids = [...sides.before, ...sides.after].map(({ id }) => id);
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) throw new RangeError(`run ${twice} stands there twice`);
  const key = commonest(
    [...sides.before, ...sides.after].map(({ environmentKey }) => environmentKey),
    sides.before,
  );
  const isForeign = (run: Candidate): boolean => run.environmentKey !== key;
  const judged = (side: Side) =>
    sides[side].map((run) => ({ run, reasons: reasonsAgainst(run, isForeign(run) && !acrossEnvironments) }));
  const before = judgeSide('before', judged('before'));
  const after = judgeSide('after', judged('after'));
  const warnings = [...before.warnings, ...after.warnings];
  if (acrossEnvironments && [...sides.before, ...sides.after].some(isForeign)) {
    warnings.unshift('The runs come from different environments: a difference may be the environment’s.');
  }
  const cutSeconds = Math.max(before.cutSeconds, after.cutSeconds);
  // Runs of one environment are equally long; of several, the others' cut may be too much for a short one.
  const short = (['before', 'after'] as const).flatMap((side) =>
    sides[side].flatMap((run) =>
      run.measuredSeconds < cutSeconds / CUT_SHARE_MAX ? tooShort(side, run, cutSeconds) : [],
    ),
  );
  const isShort = (id: string): boolean => short.some(({ runId }) => runId === id);
  const kept = (ids: readonly string[]): string[] => ids.filter((id) => !isShort(id));
  const known = [...before.excluded, ...after.excluded];
  return {
    runs: { before: kept(before.runs), after: kept(after.runs) },
    excluded: [...known, ...short.filter(({ runId }) => !known.some((one) => one.runId === runId))],
    cutSeconds,
    warnings,
  };
}

function tooShort(side: Side, { id, measuredSeconds }: Candidate, cutSeconds: number): ExcludedRun {
  const message = `The other runs need a warm-up cut of ${cutSeconds} s, more than a fifth of its ${measuredSeconds} s.`;
  return { side, runId: id, reasons: [{ code: 'too_short', message }] };
}

/** The environment key of most `before` runs, the earlier one of equals; of all runs when there are none before. */
function commonest(all: readonly string[], before: readonly Candidate[]): string | undefined {
  const keys = before.length > 0 ? before.map(({ environmentKey }) => environmentKey) : all;
  const countOf = (key: string): number => keys.filter((other) => other === key).length;
  return keys.reduce<string | undefined>(
    (best, key) => (best === undefined || countOf(key) > countOf(best) ? key : best),
    undefined,
  );
}

function reasonsAgainst(run: Candidate, isForeign: boolean): Reason[] {
  const reasons = run.reasons.filter(({ code }) => code !== 'unsteady');
  const has = (code: string): boolean => reasons.some((reason) => reason.code === code);
  if (run.measuredSeconds < MEASURED_SECONDS_MIN && !has('too_short')) {
    const message = `Only ${run.measuredSeconds} s were measured; a comparison needs ${MEASURED_SECONDS_MIN} s.`;
    reasons.push({ code: 'too_short', message });
  }
  if (run.missingSeconds > run.measuredSeconds * MISSING_SHARE_MAX) {
    const message = `${run.missingSeconds} of ${run.measuredSeconds} measured seconds are missing; at most 1 % may be.`;
    reasons.push({ code: 'missing_seconds', message });
  }
  if (isForeign) {
    const message = `Its environment (${run.environmentKey}) is not that of the other runs.`;
    reasons.push({ code: 'environment_differs', message });
  }
  return reasons;
}

interface JudgedSide {
  runs: string[];
  excluded: ExcludedRun[];
  cutSeconds: number;
  warnings: string[];
}

function judgeSide(side: Side, judged: readonly { run: Candidate; reasons: Reason[] }[]): JudgedSide {
  const excluded = judged.flatMap(({ run, reasons }) => (reasons.length > 0 ? [{ side, runId: run.id, reasons }] : []));
  const kept = judged.flatMap(({ run, reasons }) => (reasons.length === 0 ? [run] : []));
  const ids = kept.map(({ id }) => id);
  if (kept.length === 0) return { runs: [], excluded, cutSeconds: 0, warnings: [] };
  const warmUp = ensembleWarmUp(kept.map(({ meanLogs }) => meanLogs));
  if (warmUp === undefined) {
    const warning = `Too few answers on side ${side} to look for a warm-up; nothing was cut for it.`;
    return { runs: ids, excluded, cutSeconds: 0, warnings: [warning] };
  }
  if (!warmUp.isUnsteady) return { runs: ids, excluded, cutSeconds: warmUp.cutSeconds, warnings: [] };
  const message = `Latency of side ${side} became steady only after ${warmUp.cutSeconds} s (MSER-5 over its runs); at most a fifth may be cut.`;
  const unsteady = ids.map((runId) => ({ side, runId, reasons: [{ code: 'unsteady', message }] }));
  return { runs: [], excluded: [...excluded, ...unsteady], cutSeconds: 0, warnings: [] };
}
