/**
 * Two sets of runs against each other: comparability, one warm-up cut, a row for every figure, families corrected for
 * how many they are, verdicts and sentences (STATISTICS.md section 2).
 *
 * `compareSets` does it all from the runs' seconds. A caller that cannot hold all runs at once takes the same steps
 * itself: `candidateOf` each run, `chooseComparable`, `measureRun` each, `compareFigures`. Pure; reads no record.
 */
import { type ComparableRuns, candidateOf, chooseComparable } from './comparable-runs.ts';
import { verdictOf } from './compare-rows.ts';
import type { Comparison, ComparisonRow, Evidence, Side } from './comparison.ts';
import { compareAll, correctFamilies, type FamilyRow } from './family-rows.ts';
import { defaultGate, GATE_ROWS_MAX, type GateRow, type RowLimits } from './gate.ts';
import { orderOf } from './order.ts';
import { type FigureKey, measureRun, QUANTILES, quantileOfName, type RunFigures } from './run-figures.ts';
import type { RunInput } from './run-input.ts';
import { comparisonSentence, rowSentence } from './sentences.ts';
import { judgeGate } from './verdict.ts';

/** Difference of error shares from which the survivors' latencies are not comparable. */
const SURVIVORSHIP_SHARE = 0.01;
/** Level at which a drift over the runs of a gate row is hinted at. */
const DRIFT_LEVEL = 0.01;

/** How to compare; everything may be left out. */
export interface ComparisonSettings {
  /** At most 12 rows; default: `defaultGate()`. */
  readonly gate?: readonly GateRow[];
  /**
   * Past runs' figures in this environment and with these toggles: a group for each unchanged build or segment, oldest
   * first. Default: none, which makes the noise floor unknown.
   */
  readonly history?: readonly (readonly RunFigures[])[];
  /** Limits of single rows that differ from the defaults, gate rows apart. */
  readonly limitsOf?: (key: FigureKey) => Partial<RowLimits>;
  /** Compare runs of different environments all the same, and say so. Default: false. */
  readonly acrossEnvironments?: boolean;
}

/** The figures of the comparable runs of both sides. */
export interface SidesFigures {
  readonly figures: Record<Side, readonly RunFigures[]>;
  readonly chosen: ComparableRuns;
}

/**
 * Compares two sets of runs, each in any order. Throws a RangeError for a gate of more than 12 rows and for a run whose
 * columns are broken; what is merely not comparable stands in the result.
 */
export function compareSets(
  before: readonly RunInput[],
  after: readonly RunInput[],
  settings: ComparisonSettings = {},
): Comparison {
  const sides = { before: before.map(candidateOf), after: after.map(candidateOf) };
  const chosen = chooseComparable(sides, settings.acrossEnvironments);
  const measure = (side: Side, runs: readonly RunInput[]): RunFigures[] =>
    runs
      .filter(({ id }) => chosen.runs[side].includes(id))
      .map((run) => measureRun(run, chosen.cutSeconds, quantilesFor(settings.gate)));
  return compareFigures(
    { figures: { before: measure('before', before), after: measure('after', after) }, chosen },
    settings,
  );
}

/** The quantiles that `measureRun` must take of each series so that the gate finds its own. */
export function quantilesFor(
  gate: readonly GateRow[] = defaultGate(),
): (series: Omit<FigureKey, 'figure'>) => number[] {
  return ({ endpoint, metric }) => {
    const own = gate
      .filter((row) => row.endpoint === endpoint && row.metric === metric)
      .flatMap(({ figure }) => quantileOfName(figure) ?? []);
    return [...new Set([...QUANTILES, ...own])];
  };
}

/** Compares the figures of runs that were chosen and measured before. Throws like `compareSets`. */
export function compareFigures({ figures, chosen }: SidesFigures, settings: ComparisonSettings = {}): Comparison {
  const gate = settings.gate ?? defaultGate();
  if (gate.length > GATE_ROWS_MAX) throw new RangeError(`a gate has at most ${GATE_ROWS_MAX} rows, got ${gate.length}`);
  const order = orderOf(
    (['before', 'after'] as const).flatMap((side) => figures[side].map(({ startedAtMs }) => ({ side, startedAtMs }))),
  );
  const isInvalid = figures.before.length === 0 || figures.after.length === 0;
  const rows = isInvalid ? [] : speak(compareRows(figures, gate, settings));
  const comparison: Omit<Comparison, 'sentence'> = {
    verdict: isInvalid
      ? 'invalid'
      : judgeGate(rows.filter(({ family }) => family === 'gate').map((row) => row.verdict)),
    runs: chosen.runs,
    excluded: chosen.excluded,
    cutSeconds: chosen.cutSeconds,
    order,
    warnings: [...chosen.warnings, ...warningsOf(rows, order.isConfounded)],
    rows,
  };
  return { ...comparison, sentence: comparisonSentence(comparison) };
}

function compareRows(
  figures: Record<Side, readonly RunFigures[]>,
  gate: readonly GateRow[],
  { history = [], limitsOf = () => ({}) }: ComparisonSettings,
): FamilyRow[] {
  return correctFamilies(compareAll(figures, { gate, history, limitsOf }));
}

/** Verdicts, flags and sentences. */
function speak(rows: readonly FamilyRow[]): ComparisonRow[] {
  const suspicious = survivorshipKeys(rows);
  return rows.map(({ key, role, family, limits, compared, q }) => {
    const { before, after, evidence } = compared;
    const flags = [...compared.flags];
    const isLatency = quantileOfName(key.figure) !== null;
    if (isLatency && suspicious.has(seriesText(key))) flags.unshift('survivorship');
    const corrected = evidence.status === 'ok' ? { ...evidence, value: withQ(evidence.value, q) } : evidence;
    const row = { ...key, ...limits, role, family, ...verdictOf(compared, q, limits), before, after, flags };
    const unspoken = { ...row, evidence: corrected };
    return { ...unspoken, sentence: rowSentence(unspoken) };
  });
}

function withQ(evidence: Evidence, q: number | null): Evidence {
  return { ...evidence, q };
}

function seriesText({ endpoint, metric }: FigureKey): string {
  return `${endpoint}\n${metric}`;
}

/** Series whose error shares differ by more than a percentage point. */
function survivorshipKeys(rows: readonly FamilyRow[]): Set<string> {
  const far = rows.filter(({ key, compared: { before, after } }) => {
    // A side without a countable run has no share, which is not the share 0.
    if (key.figure !== 'errors' || before.value === null || after.value === null) return false;
    return Math.abs(after.value - before.value) > SURVIVORSHIP_SHARE;
  });
  return new Set(far.map(({ key }) => seriesText(key)));
}

function warningsOf(rows: readonly ComparisonRow[], isConfounded: boolean): string[] {
  const gate = rows.filter(({ family }) => family === 'gate');
  const warnings: string[] = [];
  if (isConfounded) {
    warnings.push(
      'Order confounded with drift: all runs of one side came before all of the other, so a machine that changed meanwhile looks like a change of the build. Interleave the runs (A B B A).',
    );
  }
  if (gate.some(({ flags }) => flags.includes('noise floor unknown'))) {
    warnings.push('Noise floor unknown: run 10 A/A runs in this environment to see smaller changes.');
  }
  const drifting = gate.filter(
    ({ evidence }) => evidence.status === 'ok' && (evidence.value.drift?.p ?? 1) < DRIFT_LEVEL,
  );
  if (drifting.length > 0) {
    const names = drifting.map(({ endpoint, figure }) => `${endpoint} ${figure}`).join(', ');
    warnings.push(
      `The machine may have drifted during the comparison: ${names} rose or fell with the order of the runs.`,
    );
  }
  return warnings;
}
