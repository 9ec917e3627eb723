/** Does latency creep up while the load stays the same? */
import type { Histogram } from '../../../contract/histogram.ts';
import { numberText } from '../../html/numbers.ts';
import { measuredSeconds } from '../phases.ts';
import { milliseconds, percent } from '../round.ts';
import { BATCH_VALUES_MIN, batchSeconds } from './latency-batches.ts';
import { found, notJudged, QUIET, type Rule } from './rule.ts';
import { mannKendallScore, medianOf, type Point, theilSenSlope } from './trend.ts';

/** Batches with enough values; fewer can't reach the score below even when each is slower than all before. */
const BATCHES_MIN = 12;
/** Mann–Kendall's score: one-sided 3 in 100,000, so that 20 endpoints together are wrong in 1 of 1,500 runs. */
const SCORE_MIN = 4;
/** Rise over the measured phase, as a share of where it began: less is not worth a finding. */
const RISE_MIN = 0.3;
/** And in milliseconds: below it nobody feels it. */
const RISE_MS_MIN = 20;

export const latencyDrift: Rule = {
  id: 'latency-drift',
  kind: 'symptom',
  title: 'Latency that rises during the run',
  looksFor: `The medians of an endpoint’s batches (at most 24 of the measured phase, ${BATCHES_MIN} with ${BATCH_VALUES_MIN} answers or more) rise by ${percent(RISE_MIN)} and ${RISE_MS_MIN} ms or more by Theil–Sen’s slope, with a Mann–Kendall score of ${SCORE_MIN} or more.`,
  needs: 'A constant load, and an endpoint that is answered several times a batch.',
  meaning:
    'The system becomes slower under a load that it has carried: something fills up, grows or leaks, and a longer run would end worse.',
  action:
    'Look for what else rises on the same axis: memory, connections, table and queue sizes, entries of a cache. Run the soak workload to see where it ends.',
  explains: [],
  judge(input) {
    if (input.record.plan.steps.length > 0)
      return notJudged('the planned load itself changes within the measured phase');
    const length = batchSeconds(input.window);
    const judged = input.endpoints.flatMap(({ name, batches }) => {
      const points = pointsOf(batches, length);
      return points.length >= BATCHES_MIN ? [{ name, points }] : [];
    });
    if (judged.length === 0) {
      return notJudged(
        `no endpoint was answered ${BATCH_VALUES_MIN} times in each of ${BATCHES_MIN} batches of ${length} s`,
      );
    }
    const rising = judged
      .map(({ name, points }) => ({ name, points, ...riseOf(points, measuredSeconds(input.window)) }))
      .filter(({ fromMs, riseMs, score }) => score >= SCORE_MIN && riseMs >= RISE_MS_MIN && riseMs >= RISE_MIN * fromMs)
      .sort((a, b) => b.riseMs / b.fromMs - a.riseMs / a.fromMs);
    const worst = rising[0];
    if (worst === undefined) return QUIET;
    return found({
      severity: 'warning',
      title: `${worst.name} became slower during the run: its median rose from ${milliseconds(worst.fromMs)} to ${milliseconds(worst.fromMs + worst.riseMs)}`,
      score: rising.length / judged.length,
      evidence: rising.map(({ name, fromMs, riseMs, score }) => ({
        label: name,
        value: `${milliseconds(fromMs)} → ${milliseconds(fromMs + riseMs)} (Theil–Sen), Mann–Kendall score ${numberText(score)}`,
        link: '#latency-time',
      })),
    });
  },
};

/** The middle of each batch in seconds and its median, milliseconds. */
function pointsOf(batches: readonly Histogram[], length: number): Point[] {
  return batches.flatMap((batch, at): Point[] => {
    const median = batch.count < BATCH_VALUES_MIN ? undefined : batch.quantile(0.5);
    return median === undefined ? [] : [[(at + 0.5) * length, median]];
  });
}

/** The line of Theil and Sen over the whole phase: where it begins and by how much it rises. */
function riseOf(points: readonly Point[], seconds: number): { fromMs: number; riseMs: number; score: number } {
  const slope = theilSenSlope(points) ?? 0;
  const fromMs = Math.max(0.01, medianOf(points.map(([at, value]) => value - slope * at)));
  return { fromMs, riseMs: slope * seconds, score: mannKendallScore(points.map(([, value]) => value)) };
}
