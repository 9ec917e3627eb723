/**
 * How much runs of one unchanged thing differ, figure by figure of the gate, and which change three or five repeats a side
 * could then see: the noise floor and MDE80 of STATISTICS.md section 2, steps 3 and 4, before anything is compared.
 *
 * Reads records one after the other. Missing is never zero: a figure whose floor is not known says why.
 */
import { type Measured, measured, unavailable } from '../../contract/measured.ts';
import { type GateRow, keyText, measureRun, noiseFloor, quantilesFor, type RunFigures } from '../statistics/index.ts';
import { detectableWith } from '../statistics/moderated-t.ts';
import type { FigureKey, FigureValue } from '../statistics/run-figures.ts';
import { type RunFacts, readCheckedRun } from './compared-run.ts';
import { examineRuns } from './examine-runs.ts';
import { type ConfiguredGate, gateFor } from './gate-rows.ts';
import { settingKey } from './run-setting.ts';
import { tidied } from './tidy.ts';

/** Repeats a side that are answered for. */
const REPEATS = [3, 5] as const;

/** What is known of one figure's noise. */
export interface KnownNoise {
  /** `ratio`: shares of the figure (0.02 = 2 %); `points`: differences of error shares. */
  scale: 'ratio' | 'points';
  /** Standard deviation between runs. */
  sd: number;
  /** Degrees of freedom it was learned with, at most 20. */
  df: number;
  /** The runs got steadily slower or faster; the spread is then that of neighbours. */
  isDrifting: boolean;
  /** The true change that so many repeats a side would see in 80 % of the cases. */
  seen: { repeats: number; change: number }[];
}

/** One figure of the gate. */
export interface NoiseRow extends FigureKey {
  runs: { runId: string; value: number }[];
  /** Geometric mean over the runs (ms), of errors the mean share; null without a run. */
  value: number | null;
  noise: Measured<KnownNoise>;
}

/** The noise of a set of runs. */
export interface NoiseModel {
  schema: 'headroom.noise/1';
  workload: string;
  deployment: string;
  profile: string;
  environmentKey: string;
  toggles: string;
  cutSeconds: number;
  runs: { id: string; build: string; startedAtMs: number }[];
  excluded: { runId: string; reasons: string[] }[];
  unreadable: { folder: string; reason: string }[];
  rows: NoiseRow[];
}

/**
 * The noise of the runs in `folders`, those of the latest one's environment and switches; runs of one build are one
 * group. Throws HR_CONFIG_INVALID for a gate that cannot be.
 */
export async function noiseOfRuns(folders: readonly string[], configured: ConfiguredGate = null): Promise<NoiseModel> {
  const examined = await examineRuns(folders);
  const inOrder = examined.runs.toSorted((a, b) => a.facts.startedAtMs - b.facts.startedAtMs);
  const latest = inOrder.at(-1)?.facts;
  const judged = inOrder.map(({ facts, reasons }) => ({
    facts,
    reasons: [
      ...reasons.map(({ message }) => message),
      ...(latest === undefined || settingKey(facts) === settingKey(latest)
        ? []
        : ['Its environment or switches are not those of the latest run.']),
    ],
  }));
  const counted = judged.filter(({ reasons }) => reasons.length === 0).map(({ facts }) => facts);
  const gate = gateFor(configured, latest?.slos ?? []);
  const figures: RunFigures[] = [];
  for (const { folder } of counted) {
    figures.push(measureRun((await readCheckedRun(folder)).input, examined.cutSeconds, quantilesFor(gate)));
  }
  return {
    ...headOf(latest),
    cutSeconds: examined.cutSeconds,
    runs: counted.map(({ id, build, startedAtMs }) => ({ id, build, startedAtMs })),
    excluded: judged
      .filter(({ reasons }) => reasons.length > 0)
      .map(({ facts, reasons }) => ({ runId: facts.id, reasons })),
    unreadable: examined.unreadable,
    rows: gate.map((row) => noiseRow(row, figures)),
  };
}

function headOf(latest: RunFacts | undefined) {
  return {
    schema: 'headroom.noise/1' as const,
    workload: latest?.workload ?? '',
    deployment: latest?.deployment ?? '',
    profile: latest?.profile ?? '',
    environmentKey: latest?.environment.key ?? '',
    toggles: latest?.toggles ?? '',
  };
}

interface RunValue {
  runId: string;
  build: string;
  value: FigureValue;
}

function noiseRow({ endpoint, metric, figure }: GateRow, runs: readonly RunFigures[]): NoiseRow {
  const key = { endpoint, metric, figure };
  const known = runs.flatMap(({ runId, buildId, figures }): RunValue[] => {
    const value = figures.find((one) => keyText(one) === keyText(key))?.value;
    return value?.status === 'ok' ? [{ runId, build: buildId, value: value.value }] : [];
  });
  return {
    ...key,
    runs: known.map(({ runId, value }) => ({ runId, value: rounded(value.value) })),
    value: known.length === 0 ? null : rounded(meanOf(known.map(({ value }) => value))),
    noise: noiseOf(known),
  };
}

function noiseOf(known: readonly RunValue[]): Measured<KnownNoise> {
  const groups = new Map<string, number[]>();
  for (const { build, value } of known) groups.set(build, [...(groups.get(build) ?? []), value.y]);
  const floor = noiseFloor([...groups.values()]);
  if (floor === null) {
    return unavailable(`${known.length} comparable ${known.length === 1 ? 'run has' : 'runs have'} it; 6 are needed`);
  }
  const values = known.map(({ value }) => value);
  const errors = values.flatMap((value) => value.errors ?? []);
  if (errors.length > 0 && errors.every((one) => one.errors === 0)) return unavailable('no error in any run');
  const variance = Math.max(floor.s0 ** 2, errors.length > 0 ? errorVariance(values) : meanSquare(values));
  const share = meanOf(values);
  // asin √share is brought back to shares by the slope 2√(p(1−p)), as the comparison does.
  const toShown = (y: number): number =>
    errors.length > 0 ? Math.min(1, y * 2 * Math.sqrt(share * (1 - share))) : Math.expm1(y);
  return measured({
    scale: errors.length > 0 ? 'points' : 'ratio',
    sd: rounded(errors.length > 0 ? toShown(floor.s0) : floor.s0),
    df: floor.d0,
    isDrifting: floor.source === 'drifting history',
    seen: REPEATS.map((repeats) => ({
      repeats,
      change: rounded(toShown(detectableWith({ variance, priorDf: floor.d0 }, repeats))),
    })),
  });
}

/** The variance of asin √share within runs: 1/(4n), as many times larger as blocks of seconds show (step 4b). */
function errorVariance(values: readonly FigureValue[]): number {
  const errors = values.flatMap((value) => value.errors ?? []);
  const share = meanOf(values);
  const binomial = errors.reduce((sum, { requests }) => sum + (share * (1 - share)) / requests, 0);
  const seen = errors.reduce((sum, { blockVariance }) => sum + blockVariance, 0);
  const deff = binomial === 0 ? 1 : Math.max(1, seen / binomial);
  return errors.reduce((sum, { requests }) => sum + deff / (4 * requests), 0) / errors.length;
}

function meanSquare(values: readonly FigureValue[]): number {
  return values.reduce((sum, { w }) => sum + w * w, 0) / values.length;
}

/** Of errors the pooled share, of everything else the geometric mean. */
function meanOf(values: readonly FigureValue[]): number {
  const errors = values.flatMap((value) => value.errors ?? []);
  if (errors.length === 0) return Math.exp(values.reduce((sum, { y }) => sum + y, 0) / values.length);
  return errors.reduce((sum, one) => sum + one.errors, 0) / errors.reduce((sum, one) => sum + one.requests, 0);
}

function rounded(value: number): number {
  return Number(tidied(value));
}
