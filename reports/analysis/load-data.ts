/**
 * What all generators of a run measured: series merged by metric and tags, and what is known of each file.
 *
 * Series of several instances with equal metric and tags are one series; what belongs to one generator alone (gauges,
 * its own health) stays apart, because gauges of two machines cannot be added into one line.
 */
import type { EndLine, LoadHeader, SeriesLine, Tags } from '../../contract/load-file.ts';
import { METRICS } from '../../contract/metrics.ts';
import { LoadSeries } from './load-series.ts';

/** A leap of the generator's seconds in the order of the file. */
export interface ClockLeap {
  line: number;
  fromSecond: number;
  toSecond: number;
}

/** What is known of one load file besides its series. */
export interface LoadFile {
  /** File name inside `load/`. */
  name: string;
  instance: string;
  header: LoadHeader | null;
  /** Absent: the file is partial. */
  end: EndLine | null;
  /** Whether the last line was torn off in the middle. */
  isTorn: boolean;
  notices: string[];
  /** Seconds in which the generator reported its own health. */
  generatorSeconds: Set<number>;
  leaps: ClockLeap[];
  /** Sums of this file's own counters, to be held against its last line. */
  started: number;
  finished: number;
  dropped: number;
}

/** Tags that a series must have. */
export type TagFilter = Readonly<Record<string, string>>;

/** A class because the index by key and the list by metric must hold the same series. */
export class LoadData {
  readonly files: LoadFile[] = [];
  readonly #byKey = new Map<string, LoadSeries>();
  readonly #byMetric = new Map<string, LoadSeries[]>();

  /** The series that a declaration stands for, made when it is new. */
  declare(line: SeriesLine, instance: string): LoadSeries {
    const own = belongsToInstance(line) ? instance : null;
    const key = `${line.metric}\n${tagsKey(line.tags)}\n${own ?? ''}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const series = new LoadSeries(line, own);
    this.#byKey.set(key, series);
    const siblings = this.#byMetric.get(line.metric);
    if (siblings === undefined) this.#byMetric.set(line.metric, [series]);
    else siblings.push(series);
    return series;
  }

  /** All series, ordered by metric and tags whatever the order of the files. */
  all(): LoadSeries[] {
    return [...this.#byKey].sort(([a], [b]) => compareText(a, b)).map(([, series]) => series);
  }

  /** The series of a metric that carry all the given tags; empty when there are none. */
  select(metric: string, tags: TagFilter = {}): LoadSeries[] {
    const wanted = Object.entries(tags);
    return (this.#byMetric.get(metric) ?? []).filter((series) =>
      wanted.every(([key, value]) => series.tags[key] === value),
    );
  }

  /** The different values of a tag among a metric's series, sorted. */
  tagValues(metric: string, tag: string, tags: TagFilter = {}): string[] {
    const values = new Set(this.select(metric, tags).map((series) => series.tags[tag] ?? ''));
    values.delete('');
    return [...values].sort(compareText);
  }
}

/** Tags as one text, the same whatever their order. */
export function tagsKey(tags: Tags): string {
  return JSON.stringify(Object.entries(tags).sort(([a], [b]) => compareText(a, b)));
}

/** Orders texts by their code units, the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function belongsToInstance(line: SeriesLine): boolean {
  return line.kind === 'gauge' || METRICS[line.metric]?.source === 'generator';
}
