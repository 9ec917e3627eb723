/**
 * The targets of STATISTICS.md, each with the experiment that measures it. A target is met by the measured figure itself,
 * not by what its sampling error would allow.
 */
import { measureCost } from './cost.ts';
import { makePool, type Pool, type Tally, tallyComparisons } from './simulated-comparisons.ts';
import { countFalseAlerts, findSteps } from './simulated-nights.ts';

/** Seconds measured in every simulated run. */
const RUN_SECONDS = 300;
/** Steady nights before a step, and nights within which it must be found. */
const STEP_NIGHTS = { before: 60, within: 30 };

/** How much is simulated. */
export interface Sizes {
  /** Queues in the pool. */
  pool: number;
  /** Comparisons with a gate of ten rows, with one row, and with fifty endpoints. */
  gate: number;
  single: number;
  fifty: number;
  /** Histories and nights of each. */
  histories: number;
  nights: number;
  steps: number;
  /** Run-series whose cost is measured; the target is for a hundred. */
  cost: number;
}

/** About a quarter of an hour on one core. */
export const FULL: Sizes = {
  pool: 1500,
  gate: 1500,
  single: 2000,
  fifty: 500,
  histories: 200,
  nights: 150,
  steps: 300,
  cost: 100,
};

/** A tenth of it: rough, for work on the statistics. */
export const QUICK: Sizes = {
  pool: 320,
  gate: 150,
  single: 300,
  fifty: 60,
  histories: 30,
  nights: 120,
  steps: 60,
  cost: 100,
};

/** One row of the table. */
export interface MeasuredTarget {
  what: string;
  target: string;
  measured: string;
  isMet: boolean;
}

/** What an experiment needs. */
export interface Bench {
  sizes: Sizes;
  seed: number;
  /** Made when it is first asked for. */
  pool: () => Pool;
  progress: (text: string) => void;
}

/** A bench whose pool is made once. */
export function makeBench(sizes: Sizes, seed: number, progress: (text: string) => void): Bench {
  let pool: Pool | undefined;
  return {
    sizes,
    seed,
    progress,
    pool: () => {
      if (pool === undefined) {
        progress(`simulating ${sizes.pool} queues of ${RUN_SECONDS} s`);
        pool = makePool(RUN_SECONDS, sizes.pool, seed);
      }
      return pool;
    },
  };
}

/** The experiments by the name that `--only` takes; each gives one row or more. */
export const TARGETS: Readonly<Record<string, (bench: Bench) => MeasuredTarget[]>> = {
  gate: (bench) => [0.02, 0.05, 0.2].map((runNoise) => gateTarget(bench, runNoise)),
  power: (bench) => [powerTarget(bench, 3, 0.7), powerTarget(bench, 5, 0.9)],
  unchanged: (bench) => [unchangedTarget(bench)],
  fifty: (bench) => [fiftyTarget(bench)],
  alerts: (bench) => [0.02, 0.05].map((noise) => alertTarget(bench, noise)),
  step: (bench) => [stepTarget(bench)],
  cost: (bench) => [costTarget(bench)],
};

function gateTarget(bench: Bench, runNoise: number): MeasuredTarget {
  const what = `A/A false alarms of the gate, 10 rows, R = 3, run noise ${percent(runNoise)}, 10 past runs`;
  const experiment = { repeats: 3, endpoints: 5, runNoise, factor: 1, past: 10, gate: 'p95 and errors' as const };
  const tally = tallied(bench, what, experiment, bench.sizes.gate);
  const share = tally.gateAlarms / tally.comparisons;
  const rows = percent(tally.inconclusiveRows / Math.max(1, tally.gateRows));
  const more = `${rows} of rows inconclusive, MDE80 of a p95 ${percent(tally.mde80)}`;
  return { what, target: '≤ 6 %', measured: `${shareText(tally.gateAlarms, tally)}; ${more}`, isMet: share <= 0.06 };
}

function powerTarget(bench: Bench, repeats: number, least: number): MeasuredTarget {
  const what = `power for +10 % p95, ${RUN_SECONDS} s, run noise 2 %, R = ${repeats}`;
  const tally = tallied(bench, what, single(repeats, 1.1), bench.sizes.single);
  const found = tally.verdicts.regressed;
  const more = `MDE80 ${percent(tally.mde80)}`;
  const measured = `${shareText(found, tally)}; ${more}`;
  return { what, target: `≥ ${percent(least)}`, measured, isMet: found / tally.comparisons >= least };
}

function unchangedTarget(bench: Bench): MeasuredTarget {
  const what = '“unchanged within ±10 %” of a true 0 %, R = 5';
  const tally = tallied(bench, what, single(5, 1), bench.sizes.single);
  const said = tally.verdicts.unchanged;
  return { what, target: '≥ 90 %', measured: shareText(said, tally), isMet: said / tally.comparisons >= 0.9 };
}

function fiftyTarget(bench: Bench): MeasuredTarget {
  const what = '50 endpoints, nothing changed, R = 3: any false alarm among their p95';
  const experiment = { repeats: 3, endpoints: 50, runNoise: 0.02, factor: 1, past: 10, gate: 'nothing' as const };
  const tally = tallied(bench, what, experiment, bench.sizes.fifty);
  const { p50, p95, p99 } = tally.familyAlarms;
  const more = `p50 ${percent(p50 / tally.comparisons)}, p99 ${percent(p99 / tally.comparisons)}`;
  return {
    what,
    target: '≤ 7 %',
    measured: `${shareText(p95, tally)}; ${more}`,
    isMet: p95 / tally.comparisons <= 0.07,
  };
}

function alertTarget(bench: Bench, noise: number): MeasuredTarget {
  const what = `trend: false alerts per 100 nights and series, noise ${percent(noise)}`;
  const { histories: series, nights } = bench.sizes;
  const counted = countFalseAlerts({ series, nights, noise, seed: bench.seed }, (done) =>
    bench.progress(`${what}: ${done} of ${series}`),
  );
  const rate = counted.alerts / counted.hundreds;
  const reruns = (counted.reruns / counted.hundreds).toFixed(1);
  const measured = `${rate.toFixed(3)} (${counted.alerts} in ${Math.round(counted.hundreds)}); ${reruns} reruns asked for`;
  return { what, target: '≤ 0.1', measured, isMet: rate <= 0.1 };
}

function stepTarget(bench: Bench): MeasuredTarget {
  const what = 'trend: +10 % step at 2 % noise found within 30 nights; median delay';
  const plan = { series: bench.sizes.steps, ...STEP_NIGHTS, noise: 0.02, factor: 1.1, seed: bench.seed };
  const { steps, delays } = findSteps(plan, (done) => bench.progress(`${what}: ${done} of ${plan.series}`));
  const median = delays[delays.length >> 1] ?? Number.POSITIVE_INFINITY;
  const measured = `${percent(delays.length / steps)} of ${steps}; ${median} nights`;
  return { what, target: '≥ 97 %; ≤ 4 nights', measured, isMet: delays.length / steps >= 0.97 && median <= 4 };
}

function costTarget(bench: Bench): MeasuredTarget {
  const what = `cost: ${bench.sizes.cost} run-series of an hour at 3 quantiles`;
  bench.progress(what);
  const { cpuSeconds, entries } = measureCost(bench.sizes.cost, bench.seed);
  const measured = `${cpuSeconds.toFixed(2)} s of processor time, ${(entries / 1e6).toFixed(0)} M entries`;
  return { what, target: '< 2 s', measured, isMet: cpuSeconds < 2 };
}

function single(repeats: number, factor: number): Parameters<typeof tallyComparisons>[1] {
  return { repeats, endpoints: 1, runNoise: 0.02, factor, past: 10, gate: 'p95' };
}

function tallied(
  bench: Bench,
  what: string,
  experiment: Parameters<typeof tallyComparisons>[1],
  comparisons: number,
): Tally {
  return tallyComparisons(bench.pool(), experiment, {
    comparisons,
    seed: bench.seed,
    onDone: (done) => bench.progress(`${what}: ${done} of ${comparisons}`),
  });
}

/** A share with its 95 % sampling error: `2.1 % ± 0.7`. */
function shareText(hits: number, { comparisons, verdicts }: Tally): string {
  const share = hits / comparisons;
  const error = 1.96 * Math.sqrt((share * (1 - share)) / comparisons);
  const invalid = verdicts.invalid === 0 ? '' : `, ${percent(verdicts.invalid / comparisons)} invalid`;
  return `${percent(share)} ± ${(100 * error).toFixed(1)} of ${comparisons}${invalid}`;
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}
