/**
 * The measured phase in at most 24 batches of whole seconds: what trends and warm-up are read from.
 *
 * Few and long batches, because neighbouring seconds resemble each other and the tests for a trend want batches that
 * do not.
 */
import type { Histogram } from '../../../contract/histogram.ts';
import { HistogramAccumulator } from '../histogram-accumulator.ts';
import type { LoadSeries } from '../load-series.ts';
import { isMeasuredSecond, measuredSeconds, type Window } from '../phases.ts';

/** Most batches: of a minute 3 s each, of two hours 5 min. */
const BATCHES_MAX = 24;
/** Values without which a batch says nothing. */
export const BATCH_VALUES_MIN = 5;

/** Length of a batch, whole seconds, at least 1. */
export function batchSeconds(window: Window): number {
  return Math.max(1, Math.ceil(measuredSeconds(window) / BATCHES_MAX));
}

/** The values of the series by batch, in the order of time; a batch may be empty, a last one shorter is left out. */
export function batchHistograms(series: readonly LoadSeries[], window: Window): Histogram[] {
  const length = batchSeconds(window);
  const first = Math.ceil((window.measureStartMs - 500) / 1000);
  const batches = Array.from(
    { length: Math.floor(measuredSeconds(window) / length) },
    () => new HistogramAccumulator(),
  );
  const isMeasured = isMeasuredSecond(window);
  for (const one of series) {
    one.seconds.forEach((second, at) => {
      if (!isMeasured(second)) return;
      const into = batches[Math.floor((second - first) / length)];
      if (into !== undefined) one.accumulate(at, into);
    });
  }
  return batches.map((batch) => batch.take());
}
