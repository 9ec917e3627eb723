/**
 * Many simulated comparisons through the whole of part A: how often is which verdict given?
 *
 * Every comparison draws its queues from one pool without repetition and its run effects anew; the pool is shared by all
 * experiments. Deterministic by seed.
 */
import { type Comparison, compareSets, type GateRow, type LatencySeconds } from '../../reports/statistics/index.ts';
import { RandomStream } from '../../reports/statistics/support/random.ts';
import {
  BUSY_ERRORS,
  type MeasuredSeries,
  measurePool,
  SIMULATED_METRIC,
  simulatePastRun,
  simulatePool,
  simulateRun,
} from '../../reports/statistics/support/simulate-run.ts';
import { BUSY } from '../../reports/statistics/support/simulate-series.ts';

/** Queues, and what each of them alone shows. */
export interface Pool {
  series: LatencySeconds[];
  measured: MeasuredSeries[];
}

/** One kind of comparison. */
export interface Experiment {
  /** Runs a side. */
  repeats: number;
  endpoints: number;
  /** σ of the run effect. */
  runNoise: number;
  /** The true change, a factor on every latency of the runs after. */
  factor: number;
  /** Past A/A runs; 0: the noise floor is unknown. */
  past: number;
  /** Each endpoint's p95 is a row of the gate, and its error share with `errors`; `nothing`: exploratory rows only. */
  gate: 'p95' | 'p95 and errors' | 'nothing';
}

/** What many comparisons of one kind came to. */
export interface Tally {
  comparisons: number;
  verdicts: Record<Comparison['verdict'], number>;
  /** Comparisons with any row of the gate regressed or improved. */
  gateAlarms: number;
  /** The same in each exploratory family. */
  familyAlarms: Record<'p50' | 'p95' | 'p99', number>;
  /** Median over comparisons of the first row's MDE80. */
  mde80: number;
  /** Gate rows that are inconclusive, of all. */
  inconclusiveRows: number;
  gateRows: number;
}

/** A pool of the *busy* profile. */
export function makePool(seconds: number, size: number, seed: number): Pool {
  const series = simulatePool(BUSY, { seconds, size, seed });
  return { series, measured: measurePool(series) };
}

/** Runs `comparisons` of one kind. `isDone` is called after each with its number. */
export function tallyComparisons(
  pool: Pool,
  experiment: Experiment,
  { comparisons, seed, onDone }: { comparisons: number; seed: number; onDone?: (done: number) => void },
): Tally {
  const verdicts = { regressed: 0, improved: 0, unchanged: 0, inconclusive: 0, invalid: 0 };
  const familyAlarms = { p50: 0, p95: 0, p99: 0 };
  const sizes: number[] = [];
  let [gateAlarms, inconclusiveRows, gateRows] = [0, 0, 0];
  for (let number = 0; number < comparisons; number += 1) {
    const comparison = compareSimulated(pool, experiment, new RandomStream(seed, number));
    verdicts[comparison.verdict] += 1;
    const gate = comparison.rows.filter(({ family }) => family === 'gate');
    if (hasAlarm(gate)) gateAlarms += 1;
    inconclusiveRows += gate.filter(({ verdict }) => verdict === 'inconclusive').length;
    gateRows += gate.length;
    for (const name of ['p50', 'p95', 'p99'] as const) {
      if (hasAlarm(comparison.rows.filter(({ family }) => family === name))) familyAlarms[name] += 1;
    }
    const first = comparison.rows.find(({ figure }) => figure === 'p95')?.evidence;
    if (first?.status === 'ok') sizes.push(first.value.mde80);
    onDone?.(number + 1);
  }
  const mde80 = sizes.sort((a, b) => a - b)[sizes.length >> 1] ?? Number.NaN;
  return { comparisons, verdicts, gateAlarms, familyAlarms, mde80, inconclusiveRows, gateRows };
}

/** One simulated comparison; the runs are interleaved A B B A …. */
export function compareSimulated(pool: Pool, experiment: Experiment, random: RandomStream): Comparison {
  const { repeats, endpoints, runNoise, past } = experiment;
  const errors = experiment.gate === 'p95 and errors' ? BUSY_ERRORS : null;
  const drawn = random.sample(pool.series, 2 * repeats * endpoints);
  const sides = (['before', 'after'] as const).map((side, offset) =>
    Array.from({ length: repeats }, (_, at) =>
      simulateRun(
        {
          id: `${side}-${at}`,
          startedAtMs: 2 * at + ((at + offset) % 2),
          role: 'journey',
          series: drawn.splice(0, endpoints),
          runNoise,
          factor: side === 'after' ? experiment.factor : 1,
          errors,
        },
        random,
      ),
    ),
  );
  const [before = [], after = []] = sides;
  const like = { endpoints, role: 'journey' as const, runNoise, errors };
  const history = Array.from({ length: past }, () => simulatePastRun(like, pool.measured, random));
  // No smallest effect: the statistics alone must hold the error rates.
  const limitsOf = () => ({ minimumEffect: 0 });
  return compareSets(before, after, { gate: gateOf(experiment), history: [history], limitsOf });
}

function gateOf({ endpoints, gate }: Experiment): GateRow[] {
  if (gate === 'nothing') return [];
  return Array.from({ length: endpoints }, (_, at) => at + 1).flatMap((number): GateRow[] => {
    const key = { endpoint: `endpoint-${number}`, metric: SIMULATED_METRIC, minimumEffect: 0 };
    const p95: GateRow = { ...key, figure: 'p95' };
    return gate === 'p95' ? [p95] : [p95, { ...key, figure: 'errors' }];
  });
}

function hasAlarm(rows: readonly { verdict: string }[]): boolean {
  return rows.some(({ verdict }) => verdict === 'regressed' || verdict === 'improved');
}
