/**
 * The longest delay of the application's event loop in each interval between two scrapes.
 *
 * From a histogram that only ever grows where there is one: whatever the step of blocks and scrapes, none is lost. Else
 * from the maximum, or p99, that prom-client begins anew at each scrape. Judges nothing.
 */
import { type Measured, measured } from '../../../contract/measured.ts';
import { observe } from '../observed.ts';
import { isMeasuredMs, type Window } from '../phases.ts';
import { forEachIncrease } from '../prometheus-histogram.ts';
import type { RunRecord } from '../read-record.ts';
import type { SampleSeries } from '../sample-data.ts';

/** One value an interval of the measured phase, milliseconds, in no order. */
export interface LoopDelays {
  longestMs: number[];
  /** The values are lower bounds of buckets: the delays were longer. */
  isAtLeast: boolean;
}

/** The delays, or why there are none. */
export function readLoopDelays(record: RunRecord, window: Window): Measured<LoopDelays> {
  const collector = 'application';
  const counted = observe(record, { name: 'app_event_loop_delay_seconds_bucket', collector });
  if (counted.status === 'ok') return measured({ longestMs: fromBuckets(counted.value, window), isAtLeast: true });
  const longest = observe(record, { name: 'nodejs_eventloop_lag_max_seconds', collector });
  const seen =
    longest.status === 'ok' ? longest : observe(record, { name: 'nodejs_eventloop_lag_p99_seconds', collector });
  if (seen.status === 'unavailable') return seen;
  const longestMs = seen.value.flatMap(({ at, values }) =>
    values.filter((_, index) => isMeasuredMs(window, at[index] ?? 0)).map((seconds) => seconds * 1000),
  );
  return measured({ longestMs, isAtLeast: false });
}

/** Of each interval the lower bound of the highest bucket that grew; 0 when none did. */
function fromBuckets(buckets: readonly SampleSeries[], window: Window): number[] {
  const byInterval = new Map<number, Map<number, number>>();
  for (const series of buckets) {
    const bound = series.labels.le === '+Inf' ? Number.POSITIVE_INFINITY : Number(series.labels.le);
    if (Number.isNaN(bound)) continue;
    forEachIncrease(series, (atMs, delta) => {
      if (!isMeasuredMs(window, atMs)) return;
      const upTo = byInterval.get(atMs) ?? new Map<number, number>();
      upTo.set(bound, (upTo.get(bound) ?? 0) + delta);
      byInterval.set(atMs, upTo);
    });
  }
  return [...byInterval.values()].map((upTo) => longestMsOf([...upTo].sort(([a], [b]) => a - b)));
}

/** Counts are cumulative: a bucket grew by what it has more than the one below it. */
function longestMsOf(upTo: readonly (readonly [bound: number, count: number])[]): number {
  const highest = upTo.findLastIndex(([, count], at) => count > (upTo[at - 1]?.[1] ?? 0));
  return (upTo[highest - 1]?.[0] ?? 0) * 1000;
}
