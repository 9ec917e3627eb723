/**
 * Made nights for the tests of the trend and its benchmark: histories of the simulator as night records, with one knob for
 * each thing that a test provokes. Seeded.
 */
import type { NightFigure, NightRecord, NightRun } from '../../../contract/night.ts';
import { RandomStream } from '../../statistics/support/random.ts';
import { dateOf, NIGHTS, simulateNights } from '../../statistics/support/simulate-nights.ts';

/** No outlier nights: what a test provokes is all that happens. */
const CALM = { ...NIGHTS, outliers: { share: 0, changeMin: 0, changeMax: 0 } };

/** One figure of made nights. */
export interface MadeFigure {
  endpoint: string;
  metric?: string;
  figure?: string;
  isLowerBetter?: boolean;
  isControl?: boolean;
  /** Its value before anything happens; default 200. */
  level?: number;
  /** Noise of a night, natural logarithms; default 0.02. */
  noise?: number;
  step?: { at: number; factor: number };
  /** Outlier nights as STATISTICS.md has them; default none. */
  hasOutliers?: boolean;
}

/** The nights of one figure on top of each other. */
export interface MadeNights {
  count: number;
  figures: readonly MadeFigure[];
  seed?: number;
  environmentKey?: string;
  toggles?: string;
  workload?: string;
  /** Nights after the first of the simulator's calendar; default 0. */
  from?: number;
}

/** Night records, ascending; night `at` is that of `dateOf(from + at)`, its build `build-<at>`. */
export function madeNights(made: MadeNights): NightRecord[] {
  const { count, figures, seed = 1, from = 0 } = made;
  const series = figures.map((figure, at) => valuesOf(figure, count, 1000 * seed + at));
  return Array.from({ length: count }, (_, at): NightRecord => {
    const night = dateOf(from + at);
    return {
      headroom: 'night/1',
      night,
      build: `build-${at}`,
      environmentKey: made.environmentKey ?? 'aaaa00000000',
      toggles: made.toggles ?? 'after',
      workload: made.workload ?? 'baseline',
      deployment: 'reference',
      runs: [madeRun(night)],
      figures: figures.map((figure, of) => madeFigure(figure, night, series[of]?.[at] ?? 0)),
    };
  });
}

/** A run of a night; its id is the night's date and its purpose. */
export function madeRun(night: string, more: Partial<NightRun> = {}): NightRun {
  const { purpose = 'first' } = more;
  const startedAtMs = Date.parse(night) + 3_600_000;
  return { id: `${night}-${purpose}`, startedAtMs, verdict: 'pass', purpose, reasons: [], ...more };
}

/** The nights with one changed; it is a copy, for a test to write into. */
export function withNight(
  nights: readonly NightRecord[],
  at: number,
  change: (night: NightRecord) => NightRecord,
): NightRecord[] {
  return nights.map((night, index) => (index === at ? change(structuredClone(night)) : night));
}

/** A night whose every run may not be compared. */
export function invalidNight(night: NightRecord): NightRecord {
  const reasons = ['0.9 % of the starts were dropped.'];
  return { ...night, figures: [], runs: night.runs.map((run) => ({ ...run, verdict: 'invalid', reasons })) };
}

/** A night with one more run, whose figures are those of its first run times `factor`. */
export function withRun(night: NightRecord, purpose: NightRun['purpose'], factor: number): NightRecord {
  const run = madeRun(night.night, { purpose, startedAtMs: Date.parse(night.night) + 7_200_000 });
  const figures = night.figures.map((figure) => ({
    ...figure,
    runs: [...figure.runs, { id: run.id, value: (figure.runs[0]?.value ?? 0) * factor }],
  }));
  return { ...night, runs: [...night.runs, run], figures };
}

/** A night whose first run is `factor` times what it was, in one figure's endpoint or in all. */
export function slowed(night: NightRecord, factor: number, endpoint?: string): NightRecord {
  const figures = night.figures.map((figure) =>
    endpoint === undefined || figure.endpoint === endpoint
      ? { ...figure, runs: figure.runs.map(({ id, value }) => ({ id, value: value * factor })) }
      : figure,
  );
  return { ...night, figures };
}

function valuesOf({ level = 200, noise = 0.02, step, hasOutliers = false }: MadeFigure, count: number, seed: number) {
  const profile = hasOutliers ? NIGHTS : CALM;
  const nights = simulateNights(
    { count, noise, ...(step === undefined ? {} : { step }) },
    new RandomStream(seed),
    profile,
  );
  return nights.map(({ value }) => ((value ?? 0) * level) / 200);
}

function madeFigure(made: MadeFigure, night: string, value: number): NightFigure {
  const { endpoint, metric = `${endpoint}_load`, figure = 'p95', isLowerBetter = true, isControl = false } = made;
  return { endpoint, metric, figure, isLowerBetter, isControl, runs: [{ id: madeRun(night).id, value }] };
}
