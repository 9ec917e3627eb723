/**
 * Writes small records for tests, in the files' real form: load lines through contract/histogram.ts, scrapes, run and
 * plan. Deterministic; knows no analysis, so that a test compares two independent things.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Histogram } from '../../../contract/histogram.ts';
import { METRICS } from '../../../contract/metrics.ts';
import type { Plan } from '../../../contract/plan.ts';
import type { Run } from '../../../contract/run.ts';
import type { SampleValue } from '../../../contract/samples.ts';

/** Tags of a written series. */
export type Tags = Record<string, string>;
type JsonLine = Record<string, unknown>;

/** One load file in the making. */
export interface LoadFileWriter {
  /** Adds values of a trend in a second. */
  trend(metric: string, tags: Tags, second: number, values: readonly number[]): void;
  /** Adds to a counter, or sets a gauge, in a second. */
  scalar(metric: string, tags: Tags, second: number, value: number): void;
  /** Adds samples of a rate: `made` of which `held` were true. */
  rate(metric: string, tags: Tags, second: number, made: number, held: number): void;
  /** Adds a line as it is, such as a notice or a damaged one. */
  raw(line: string): void;
  /** The file's text; `end` is added to what the counters sum up to, null leaves the last line out. */
  text(end?: JsonLine | null): string;
}

/** A load file of one instance; lines stand in the order in which they were added. */
export function createLoadFile(instance: string, startedAtMs: number): LoadFileWriter {
  const lines: string[] = [];
  const numbers = new Map<string, number>();
  const sums: Record<string, number> = { journey_started: 0, journey_finished: 0, dropped_iterations: 0 };
  const put = (line: JsonLine): void => void lines.push(JSON.stringify(line));
  const declare = (metric: string, tags: Tags, otherwise: string): number => {
    const key = metric + JSON.stringify(tags);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    const series = numbers.size + 1;
    numbers.set(key, series);
    const definition = METRICS[metric];
    put({ series, metric, kind: definition?.kind ?? otherwise, unit: definition?.unit ?? 'count', tags });
    return series;
  };
  put({
    headroom: 'load/1',
    instance,
    segment: null,
    scriptHash: null,
    planHash: null,
    k6: 'v1.8.1',
    startedAtMs,
    clock: { source: 'local', offsetMs: 0, errorMs: 0 },
  });
  return {
    trend(metric, tags, second, values) {
      if (values.length === 0) return;
      const histogram = new Histogram();
      for (const value of values) histogram.add(value);
      put({ s: declare(metric, tags, 'trend'), t: second, ...histogram.encode() });
    },
    scalar(metric, tags, second, value) {
      if (metric in sums) sums[metric] = (sums[metric] ?? 0) + value;
      put({ s: declare(metric, tags, 'counter'), t: second, v: value });
    },
    rate(metric, tags, second, made, held) {
      put({ s: declare(metric, tags, 'rate'), t: second, v: held, n: made });
    },
    raw(line) {
      lines.push(line);
    },
    text(end = {}) {
      const last = {
        end: true,
        atMs: startedAtMs,
        started: sums.journey_started,
        finished: sums.journey_finished,
        dropped: sums.dropped_iterations,
        seriesDropped: 0,
        writeErrors: 0,
        unnamed: 0,
        negative: 0,
      };
      const all = end === null ? lines : [...lines, JSON.stringify({ ...last, ...end })];
      return `${all.join('\n')}\n`;
    },
  };
}

/** One scrape as a line. */
export function scrapeLine(collector: string, atMs: number, seen: readonly SampleValue[] | string): string {
  const result =
    typeof seen === 'string' ? { ok: false, tookMs: 900, reason: seen } : { ok: true, tookMs: 4, values: seen };
  return `${JSON.stringify({ atMs, collector, ...result })}\n`;
}

/** The texts of a whole record. */
export interface RecordTexts {
  run: Run;
  plan: Plan;
  /** By file name inside `load/`. */
  load: Record<string, string>;
  /** By file name inside `samples/`. */
  samples: Record<string, string>;
  /** By file name inside `evidence/`. */
  evidence?: Record<string, string>;
}

/** Writes a record into `folder`, which is made. */
export async function writeRecord(folder: string, texts: RecordTexts): Promise<void> {
  await mkdir(join(folder, 'load'), { recursive: true });
  await mkdir(join(folder, 'samples'), { recursive: true });
  await writeFile(join(folder, 'run.json'), `${JSON.stringify(texts.run, null, 2)}\n`);
  await writeFile(join(folder, 'plan.json'), `${JSON.stringify(texts.plan, null, 2)}\n`);
  for (const [name, text] of Object.entries(texts.load)) await writeFile(join(folder, 'load', name), text);
  if (texts.evidence !== undefined) await mkdir(join(folder, 'evidence'), { recursive: true });
  for (const [name, text] of Object.entries(texts.evidence ?? {}))
    await writeFile(join(folder, 'evidence', name), text);
  for (const [name, text] of Object.entries(texts.samples)) await writeFile(join(folder, 'samples', name), text);
}
