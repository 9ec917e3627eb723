/** Are there two kinds of answers behind one address: quick ones and slow ones, and few between? */
import { bucketMidpoint } from '../../../contract/buckets.ts';
import { type Histogram, mergeHistograms } from '../../../contract/histogram.ts';
import { milliseconds, percent } from '../round.ts';
import { found, notJudged, QUIET, type Rule } from './rule.ts';

/** Answers of an endpoint, below which a valley is chance. */
const VALUES_MIN = 200;
/** Bins an octave, each 9 % wide; a bin is 32 of the histogram's buckets. */
const BINS_PER_OCTAVE = 8;
const BUCKETS_PER_BIN = 256 / BINS_PER_OCTAVE;
/** Share of the answers that the smaller kind has. */
const MASS_MIN = 0.1;
/** How far the two peaks lie apart. */
const FACTOR_MIN = 2;
/** The valley's height as a share of the lower peak. */
const VALLEY_MAX = 0.25;
/** The valley's depth in standard deviations of counts (Poisson), after smoothing. */
const DEVIATIONS_MIN = 5;
/** Where the slow kind lies at least, milliseconds: between 1 and 5 ms nobody feels a difference. */
const SLOW_MS_MIN = 100;
/** Sum of the squared weights (1, 2, 1) / 4: what smoothing leaves of a count's variance. */
const SMOOTHED_VARIANCE = 0.375;

export const bimodalLatency: Rule = {
  id: 'bimodal-latency',
  kind: 'symptom',
  title: 'Two kinds of latency behind one address',
  looksFor: `An endpoint’s log-latency histogram has two peaks ${FACTOR_MIN} times apart or more, each with ${percent(MASS_MIN)} of ${VALUES_MIN} answers or more, and between them a valley of at most ${percent(VALLEY_MAX)} of the lower peak; the slow kind takes ${SLOW_MS_MIN} ms or more.`,
  needs: `An endpoint with ${VALUES_MIN} answers in the measured phase.`,
  meaning:
    'A mean or a median describes nobody: some users are always quick and others always slow. Something decides between two paths: a cache, a size, one of several servers, a lock.',
  action:
    'Find what the slow ones share: split the requests by cache hit, user, size or server, and look at Server-Timing of each kind.',
  explains: [],
  judge(input) {
    const judged = input.endpoints
      .map(({ name, batches }) => ({ name, histogram: mergeHistograms(batches) }))
      .filter(({ histogram }) => histogram.count >= VALUES_MIN);
    if (judged.length === 0) return notJudged(`no endpoint had ${VALUES_MIN} answers in the measured phase`);
    const split = judged.flatMap(({ name, histogram }) => {
      const modes = findModes(histogram);
      return modes === null ? [] : [{ name, ...modes }];
    });
    const worst = split.sort((a, b) => b.slowShare * b.slowMs - a.slowShare * a.slowMs)[0];
    if (worst === undefined) return QUIET;
    return found({
      severity: 'warning',
      title: `${worst.name} has two kinds of answers: ${percent(1 - worst.slowShare)} around ${milliseconds(worst.quickMs)} and ${percent(worst.slowShare)} around ${milliseconds(worst.slowMs)}`,
      score: worst.slowShare,
      evidence: split.map(({ name, quickMs, slowMs, slowShare }) => ({
        label: name,
        value: `peaks at ${milliseconds(quickMs)} and ${milliseconds(slowMs)}; ${percent(slowShare)} belong to the slow one`,
        link: '#latency-curve',
      })),
    });
  },
};

/** The two kinds of answers of a histogram; null where there is one. */
export function findModes(histogram: Histogram): { quickMs: number; slowMs: number; slowShare: number } | null {
  const counts = binsOf(histogram);
  const smooth = counts.map((count, at) => ((counts[at - 1] ?? 0) + 2 * count + (counts[at + 1] ?? 0)) / 4);
  const total = counts.reduce((sum, count) => sum + count, 0);
  let below = 0;
  let best: { left: number; right: number; depth: number; slowShare: number } | null = null;
  for (let valley = 1; valley < smooth.length - 1; valley += 1) {
    below += counts[valley - 1] ?? 0;
    const slowShare = (total - below) / total;
    if (Math.min(slowShare, 1 - slowShare) < MASS_MIN) continue;
    const [left, right] = [highest(smooth, 0, valley), highest(smooth, valley + 1, smooth.length)];
    const peak = Math.min(smooth[left] ?? 0, smooth[right] ?? 0);
    const floor = smooth[valley] ?? 0;
    const isDeep =
      floor <= VALLEY_MAX * peak && peak - floor >= DEVIATIONS_MIN * Math.sqrt(SMOOTHED_VARIANCE * (peak + floor));
    if (isDeep && (best === null || peak - floor > best.depth)) best = { left, right, depth: peak - floor, slowShare };
  }
  if (best === null) return null;
  const first = Math.floor((histogram.buckets()[0]?.[0] ?? 0) / BUCKETS_PER_BIN) - 1;
  const [quickMs, slowMs] = [binMidpoint(first + best.left), binMidpoint(first + best.right)];
  return slowMs < SLOW_MS_MIN || slowMs / quickMs < FACTOR_MIN ? null : { quickMs, slowMs, slowShare: best.slowShare };
}

/** Counts by bin, from one before the first to one after the last. */
function binsOf(histogram: Histogram): number[] {
  const buckets = histogram.buckets();
  const first = Math.floor((buckets[0]?.[0] ?? 0) / BUCKETS_PER_BIN) - 1;
  const last = Math.floor((buckets.at(-1)?.[0] ?? 0) / BUCKETS_PER_BIN) + 1;
  const counts = Array.from({ length: last - first + 1 }, () => 0);
  for (const [index, count] of buckets) {
    const bin = Math.floor(index / BUCKETS_PER_BIN) - first;
    counts[bin] = (counts[bin] ?? 0) + count;
  }
  return counts;
}

function binMidpoint(bin: number): number {
  return bucketMidpoint(bin * BUCKETS_PER_BIN + BUCKETS_PER_BIN / 2);
}

function highest(values: readonly number[], from: number, to: number): number {
  let best = from;
  for (let at = from; at < to; at += 1) if ((values[at] ?? 0) > (values[best] ?? 0)) best = at;
  return best;
}
