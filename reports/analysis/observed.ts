/**
 * What the collectors saw, found by name and labels and read over the measured phase; or the reason why it is missing.
 *
 * A figure comes from the first collector that has the name, so that a suite whose collectors are named differently
 * is read as well; names that several processes share (`process_…`, `nodejs_…`) are asked for with their collector.
 */
import { type Measured, measured, type OrUnavailable, toSummaryFigure, unavailable } from '../../contract/measured.ts';
import { isMeasuredMs, type Window } from './phases.ts';
import { bucketQuantile, forEachIncrease } from './prometheus-histogram.ts';
import type { RunRecord } from './read-record.ts';
import { roundFigure } from './round.ts';
import type { CollectorSamples, SampleSeries } from './sample-data.ts';

/** Where to look: a name, perhaps labels, perhaps one collector. */
export interface Wanted {
  name: string;
  labels?: Readonly<Record<string, string>>;
  collector?: string;
}

/** The series of a name, or why there are none. `source` names the collector. */
export function observe({ collectors }: RunRecord, wanted: Wanted): Measured<SampleSeries[]> {
  const asked = wanted.collector === undefined ? collectors : collectors.filter((one) => one.name === wanted.collector);
  for (const collector of asked) {
    const found = collector.series.filter((series) => series.name === wanted.name && hasLabels(series, wanted.labels));
    if (found.length > 0) return measured(found);
  }
  return unavailable(whyMissing(asked, wanted));
}

/** The largest sum over the series at one scrape in the measured phase. */
export function largestSeen(record: RunRecord, window: Window, wanted: Wanted): OrUnavailable<number> {
  return overWindow(record, wanted, (series) => {
    const sums = new Map<number, number>();
    for (const one of series) {
      one.at.forEach((atMs, at) => {
        if (isMeasuredMs(window, atMs)) sums.set(atMs, (sums.get(atMs) ?? 0) + (one.values[at] ?? 0));
      });
    }
    return [...sums.values()].reduce<number | undefined>((high, value) => Math.max(high ?? value, value), undefined);
  });
}

/** How much a counter grew in the measured phase, summed over its series. */
export function increaseSeen(record: RunRecord, window: Window, wanted: Wanted): OrUnavailable<number> {
  return overWindow(record, wanted, (series) => {
    let total = 0;
    let scrapes = 0;
    for (const one of series) {
      forEachIncrease(one, (atMs, delta) => {
        if (!isMeasuredMs(window, atMs)) return;
        total += delta;
        scrapes += 1;
      });
    }
    return scrapes === 0 ? undefined : total;
  });
}

/** A quantile of a histogram in seconds, in milliseconds over the measured phase; `name` without `_bucket`. */
export function quantileMsSeen(
  record: RunRecord,
  window: Window,
  wanted: Wanted,
  quantile: number,
): OrUnavailable<number> {
  const asked = { ...wanted, name: `${wanted.name}_bucket` };
  return overWindow(record, asked, (series) => {
    const seconds = bucketQuantile(series, quantile, (atMs) => isMeasuredMs(window, atMs));
    return seconds === undefined ? undefined : seconds * 1000;
  });
}

function overWindow(
  record: RunRecord,
  wanted: Wanted,
  read: (series: readonly SampleSeries[]) => number | undefined,
): OrUnavailable<number> {
  const found = observe(record, wanted);
  if (found.status === 'unavailable') return found;
  const value = read(found.value);
  return toSummaryFigure(
    value === undefined
      ? unavailable(`${wanted.name} has no value in the measured phase`)
      : measured(roundFigure(value)),
  );
}

function hasLabels(series: SampleSeries, labels: Readonly<Record<string, string>> = {}): boolean {
  return Object.entries(labels).every(([key, value]) => series.labels[key] === value);
}

function whyMissing(asked: readonly CollectorSamples[], { name, collector }: Wanted): string {
  if (asked.length === 0) return collector === undefined ? 'not collected' : `not collected: no collector ${collector}`;
  const failing = asked.filter((one) => one.scrapes === one.failures && one.lastReason !== null);
  const reason = failing[0]?.lastReason;
  if (failing.length === asked.length && reason != null) return reason;
  return `${name} was not among what the collectors saw${reason == null ? '' : ` (${failing[0]?.name}: ${reason})`}`;
}
