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

/** When a collector's scrapes succeeded, Unix milliseconds, and the usual time between two of them. */
interface Scrapes {
  times: readonly number[];
  stepMs: number;
}

/** Where to look: a name, perhaps labels, perhaps one collector. */
export interface Wanted {
  name: string;
  labels?: Readonly<Record<string, string>>;
  collector?: string;
}

/** Scrapes that may be missing at either end of a phase: one fails now and then; more, and counts are of another time. */
const EDGE_SCRAPES_MAX = 3;
const NEVER_SCRAPED: Scrapes = { times: [], stepMs: 0 };
/** By collector, which is never changed once it was read: every counter asks for it. */
const scrapesByCollector = new WeakMap<CollectorSamples, Scrapes>();

/** The series of a name, or why there are none. `source` names the collector. */
export function observe(record: RunRecord, wanted: Wanted): Measured<SampleSeries[]> {
  const found = find(record, wanted);
  return found === undefined ? unavailable(whyMissing(askedOf(record, wanted), wanted)) : measured(found.series);
}

/**
 * Why the growth that scrapes between two moments saw is of another time than that, in words; null: it is of that time,
 * but for a few scrapes. Between its ends a counter may be out of sight: its growth is seen afterwards.
 */
export function whyPartlySeen(
  record: RunRecord,
  wanted: Wanted,
  { fromMs, untilMs }: Readonly<{ fromMs: number; untilMs: number }>,
): string | null {
  const found = find(record, wanted);
  const { times, stepMs } = found === undefined ? NEVER_SCRAPED : scrapesOf(found.collector);
  const within = times.filter((atMs) => atMs >= fromMs && atMs < untilMs);
  const [firstMs, lastMs] = [within[0], within.at(-1)];
  if (firstMs === undefined || lastMs === undefined) return null; // there is no growth that could be told
  const slackMs = EDGE_SCRAPES_MAX * stepMs;
  const beforeMs = times.findLast((atMs) => atMs < fromMs);
  if (beforeMs !== undefined && fromMs - beforeMs > slackMs && firstMs - fromMs <= slackMs) {
    return `${wanted.name} was not seen in the ${secondsText(fromMs - beforeMs)} before, so that its growth is of these, too`;
  }
  const isLate = firstMs - fromMs > slackMs && (beforeMs === undefined || fromMs - beforeMs > slackMs);
  const isShort = untilMs - lastMs > slackMs;
  if (!isLate && !isShort) return null;
  const seenMs = (isShort ? lastMs : untilMs) - (isLate ? firstMs : fromMs);
  return `${wanted.name} was seen for ${secondsText(seenMs)} of ${secondsText(untilMs - fromMs)} only`;
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

/** How much a counter grew in the measured phase, summed over its series; unavailable when only a part of it was seen. */
export function increaseSeen(record: RunRecord, window: Window, wanted: Wanted): OrUnavailable<number> {
  const partly = whyPartlySeen(record, wanted, spanOf(window));
  if (partly !== null) return unavailable(partly);
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
  const partly = whyPartlySeen(record, asked, spanOf(window));
  if (partly !== null) return unavailable(partly);
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

type Found = Readonly<{ collector: CollectorSamples; series: SampleSeries[] }>;

function find(record: RunRecord, wanted: Wanted): Found | undefined {
  for (const collector of askedOf(record, wanted)) {
    const series = collector.series.filter((one) => one.name === wanted.name && hasLabels(one, wanted.labels));
    if (series.length > 0) return { collector, series };
  }
  return undefined;
}

function askedOf({ collectors }: RunRecord, { collector }: Wanted): readonly CollectorSamples[] {
  return collector === undefined ? collectors : collectors.filter((one) => one.name === collector);
}

/**
 * When anything was seen of the collector's source, ascending, and the median step; of all its series, since a labelled
 * counter appears with its first event, and until then was nothing.
 */
function scrapesOf(collector: CollectorSamples): Scrapes {
  const known = scrapesByCollector.get(collector);
  if (known !== undefined) return known;
  const times = [...new Set(collector.series.flatMap(({ at }) => at))].sort((a, b) => a - b);
  const steps = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
  const stepMs = steps.sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  const scrapes = { times, stepMs };
  scrapesByCollector.set(collector, scrapes);
  return scrapes;
}

function spanOf({ measureStartMs, measureEndMs }: Window): { fromMs: number; untilMs: number } {
  return { fromMs: measureStartMs, untilMs: measureEndMs };
}

function secondsText(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
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
