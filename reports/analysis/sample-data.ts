/**
 * What the collectors saw, as one time series a name and label set, and how many scrapes failed.
 *
 * Times are Unix milliseconds in file order. A value that was not scraped is absent, never zero.
 */
import { basename } from 'node:path';
import { parseSampleLine, type SampleLine } from '../../contract/samples.ts';
import { tagsKey } from './load-data.ts';
import { readLines } from './read-lines.ts';
import { redactText } from './redact.ts';

/** One observed series; `at` and `values` are parallel. */
export interface SampleSeries {
  name: string;
  labels: Readonly<Record<string, string>>;
  at: number[];
  values: number[];
  /** Whether earlier scrapes succeeded without it, so that a counter began at zero. */
  isBornLate: boolean;
}

/** All scrapes of one collector. */
export interface CollectorSamples {
  name: string;
  scrapes: number;
  failures: number;
  /** Why the last failed scrape had none; null when all succeeded. */
  lastReason: string | null;
  /**
   * The furthest that one scrape was stamped before the one above it, milliseconds; 0 when time only went on. Of scrapes
   * that succeeded: lines of missed ones are stamped with when they were due, and are written late.
   */
  leapsBackMs: number;
  series: SampleSeries[];
}

/** Reads one `samples/<collector>.ndjson`; a torn last line is passed over, a broken one in the middle is a failure. */
export async function readSamples(path: string): Promise<CollectorSamples> {
  const collector: CollectorSamples = {
    name: basename(path).replace(/\.ndjson(\.gz)?$/, ''),
    scrapes: 0,
    failures: 0,
    lastReason: null,
    leapsBackMs: 0,
    series: [],
  };
  const index = new Map<string, SampleSeries>();
  let wasUnreadable = false;
  let lastAtMs = Number.NEGATIVE_INFINITY;
  await readLines(path, (text) => {
    if (wasUnreadable) countFailure(collector, 'a line of the samples file cannot be read');
    wasUnreadable = false;
    const line = parseSampleLine(text);
    if (line === undefined) {
      wasUnreadable = !isOtherKind(text);
      return;
    }
    if (line.ok) {
      collector.leapsBackMs = Math.max(collector.leapsBackMs, lastAtMs - line.atMs);
      lastAtMs = line.atMs;
    }
    addScrape(collector, index, line);
  });
  return collector;
}

function addScrape(collector: CollectorSamples, index: Map<string, SampleSeries>, line: SampleLine): void {
  if (!line.ok) {
    countFailure(collector, redactText(line.reason ?? 'no reason given'));
    return;
  }
  const hadScrapes = collector.scrapes > collector.failures;
  collector.scrapes += 1;
  for (const { name, labels = {}, value } of line.values ?? []) {
    const key = `${name}\n${tagsKey(labels)}`;
    let series = index.get(key);
    if (series === undefined) {
      series = { name, labels, at: [], values: [], isBornLate: hadScrapes };
      index.set(key, series);
      collector.series.push(series);
    }
    series.at.push(line.atMs);
    series.values.push(value);
  }
}

function countFailure(collector: CollectorSamples, reason: string): void {
  collector.scrapes += 1;
  collector.failures += 1;
  collector.lastReason = reason;
}

function isOtherKind(text: string): boolean {
  if (text === '') return true;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !('collector' in value);
  } catch {
    return false;
  }
}
