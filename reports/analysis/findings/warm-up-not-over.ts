/** Did the measured phase begin before the system was warm? */
import { bucketMidpoint } from '../../../contract/buckets.ts';
import { numberText } from '../../html/numbers.ts';
import { mserCut } from '../../statistics/warm-up.ts';
import { percent } from '../round.ts';
import { batchSeconds } from './latency-batches.ts';
import { found, notJudged, QUIET, type Rule } from './rule.ts';
import type { BatchedEndpoint } from './rule-input.ts';

/** Batches with an answer, below which MSER finds a cut in plain noise. */
const BATCHES_MIN = 8;
/** How much slower the beginning is than the rest. */
const SLOWER_MIN = 0.25;
/** And in standard deviations of the rest’s batches: what a single batch never shows by chance. */
const DEVIATIONS_MIN = 4;

export const warmUpNotOver: Rule = {
  id: 'warm-up-not-over',
  kind: 'symptom',
  title: 'A measured phase that begins before the system is warm',
  looksFor: `MSER cuts off the beginning of the measured phase (at most half of it), and answers in it are slower than in the rest by ${percent(SLOWER_MIN)} and by ${DEVIATIONS_MIN} standard deviations of the rest’s batches; each endpoint is held against its own mean, so that another mix is no slowness.`,
  needs: `Answers in ${BATCHES_MIN} batches of the measured phase.`,
  meaning:
    'Caches, compilers and connections were still filling when the measurement began: the figures mix a cold system with a warm one, and the tail is the cold one’s.',
  action: 'Lengthen the warm-up (workloads.<name>.phases.warmupMs) by at least what was cut, and measure again.',
  explains: [],
  judge(input) {
    const series = centredMeans(input.endpoints);
    if (series.length < BATCHES_MIN)
      return notJudged(`answers in only ${series.length} batches; ${BATCHES_MIN} are needed`);
    const cut = mserCut(series);
    if (cut === 0) return QUIET;
    const [start, rest] = [meanOf(series.slice(0, cut)), series.slice(cut)];
    const restMean = meanOf(rest);
    const deviation = Math.sqrt(meanOf(rest.map((value) => (value - restMean) ** 2)));
    const slower = Math.exp(start - restMean) - 1;
    if (slower < SLOWER_MIN || start - restMean < DEVIATIONS_MIN * deviation) return QUIET;
    const seconds = cut * batchSeconds(input.window);
    return found({
      severity: 'warning',
      title: `The system was not warm: answers in the first ${numberText(seconds)} s of the measured phase took ${percent(slower)} longer than later ones`,
      score: cut / series.length,
      evidence: [
        { label: 'Cut by MSER', value: `${numberText(seconds)} s of the measured phase`, link: '#latency-time' },
        {
          label: 'Slower than the rest',
          value: `${percent(slower)}, geometric mean over endpoints`,
          link: '#latency-time',
        },
        {
          label: 'Warm-up that was planned',
          value: `${numberText(input.record.plan.phases.warmupMs / 1000)} s`,
          link: '#method',
        },
      ],
    });
  },
};

/**
 * The mean natural logarithm of latency a batch, each endpoint less its own mean over the phase; only batches with an
 * answer, in the order of time.
 */
function centredMeans(endpoints: readonly BatchedEndpoint[]): number[] {
  const length = endpoints[0]?.batches.length ?? 0;
  const sums = Array.from({ length }, () => 0);
  const counts = [...sums];
  for (const { batches } of endpoints) {
    const logs = batches.map((batch) =>
      batch.buckets().map(([index, count]) => ({ log: Math.log(bucketMidpoint(index)), count })),
    );
    const all = logs.flat();
    const n = all.reduce((sum, { count }) => sum + count, 0);
    const mean = all.reduce((sum, { log, count }) => sum + log * count, 0) / Math.max(1, n);
    for (const [at, buckets] of logs.entries()) {
      for (const { log, count } of buckets) {
        sums[at] = (sums[at] ?? 0) + (log - mean) * count;
        counts[at] = (counts[at] ?? 0) + count;
      }
    }
  }
  return sums.map((sum, at) => sum / (counts[at] ?? 0)).filter(Number.isFinite);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
