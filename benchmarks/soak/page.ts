/** The soak's page: is memory flat, does the p95 drift, how large is the record? From a record and looks at the suite. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { histogramOf } from '../../reports/analysis/load-series.ts';
import { findWindow, isMeasuredMs, type Window } from '../../reports/analysis/phases.ts';
import { type RunRecord, readRecord } from '../../reports/analysis/read-record.ts';
import type { MemoryLook } from './memory-watch.ts';

/** Parts of the measured phase that are held against each other. */
const PARTS = 6;
/** Memory is flat when the last sixth's mean is at most this much above the second's: the first still warms up. */
const MEMORY_GROWTH_MAX = 0.1;
/** A p95 drifts when its last sixth lies this far from the mean of the others, relatively, and by over 5 ms. */
const DRIFT_MAX = { share: 0.2, ms: 5 };
/** The bound on the record of 40 minutes. */
const RECORD_BYTES_MAX = 40e6;
const MEBIBYTE = 1 << 20;

/** The page in Markdown, and whether every bound holds. */
export interface SoakPage {
  text: string;
  holds: boolean;
}

/** One row: a figure for each part, in order; NaN where a part has none. */
interface Row {
  title: string;
  values: number[];
  holds: boolean;
}

/** The page of the record in `folder`. */
export async function writeSoakPage(folder: string, suite: readonly MemoryLook[]): Promise<SoakPage> {
  const record = await readRecord(folder);
  const window = findWindow(record);
  const memory = [
    memoryRow('load generator (k6)', meanByPart(window, generatorMemory(record))),
    memoryRow('application', meanByPart(window, applicationMemory(record))),
    memoryRow(
      'suite (headroom)',
      meanByPart(
        window,
        suite.map(({ atMs, bytes }) => [atMs, bytes]),
      ),
    ),
  ];
  const latency = record.plan.slos.map((slo) => latencyRow(record, window, slo));
  const recordBytes = folderBytes(folder);
  const holds = [...memory, ...latency].every((row) => row.holds) && recordBytes < RECORD_BYTES_MAX;
  const minutes = ((window.measureEndMs - window.measureStartMs) / 60_000).toFixed(0);
  const text = [
    `Run ${record.run.id}: ${minutes} minutes measured, in ${PARTS} equal parts. Record ${(recordBytes / 1e6).toFixed(1)} MB (bound ${RECORD_BYTES_MAX / 1e6} MB), report included.`,
    '',
    `Resident memory, MiB, mean of each part; flat: the last is at most ${MEMORY_GROWTH_MAX * 100} % above the second.`,
    '',
    table(memory),
    '',
    `p95, ms, of each part; no drift: the last is within ${DRIFT_MAX.share * 100} % or ${DRIFT_MAX.ms} ms of the mean of the others.`,
    '',
    table(latency),
  ].join('\n');
  return { text, holds };
}

function memoryRow(title: string, bytes: readonly number[]): Row {
  const [, second = Number.NaN] = bytes;
  const last = bytes.at(-1) ?? Number.NaN;
  return {
    title,
    values: bytes.map((value) => value / MEBIBYTE),
    holds: last <= second * (1 + MEMORY_GROWTH_MAX),
  };
}

function latencyRow(record: RunRecord, window: Window, slo: { title: string; metric: string; journey: string }): Row {
  const series = record.load.select(slo.metric, { journey: slo.journey, phase: 'measure' });
  const values = Array.from(
    { length: PARTS },
    (_, part) =>
      histogramOf(series, (second) => partOf(window, second * 1000 + 500) === part).quantile(0.95) ?? Number.NaN,
  );
  const last = values.at(-1) ?? Number.NaN;
  const others = values.slice(0, -1);
  const usual = others.reduce((sum, value) => sum + value, 0) / others.length;
  const offMs = Math.abs(last - usual);
  return { title: slo.title, values, holds: offMs <= Math.max(DRIFT_MAX.ms, DRIFT_MAX.share * usual) };
}

function generatorMemory({ load, plan }: RunRecord): [number, number][] {
  const own = load.select('generator_rss_bytes').filter((series) => series.instance === plan.executor.instance);
  return own.flatMap((series) =>
    series.seconds.map((second, at): [number, number] => [second * 1000, series.values[at] ?? Number.NaN]),
  );
}

function applicationMemory({ collectors }: RunRecord): [number, number][] {
  const series = collectors
    .find((collector) => collector.name === 'application')
    ?.series.find(({ name }) => name === 'process_resident_memory_bytes');
  return (series?.at ?? []).map((atMs, at): [number, number] => [atMs, series?.values[at] ?? Number.NaN]);
}

function meanByPart(window: Window, points: readonly (readonly [number, number])[]): number[] {
  return Array.from({ length: PARTS }, (_, part) => {
    const values = points.flatMap(([atMs, value]) =>
      isMeasuredMs(window, atMs) && partOf(window, atMs) === part ? [value] : [],
    );
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
}

function partOf(window: Window, atMs: number): number {
  return Math.floor(((atMs - window.measureStartMs) / (window.measureEndMs - window.measureStartMs)) * PARTS);
}

function table(rows: readonly Row[]): string {
  const head = ['', ...Array.from({ length: PARTS }, (_, part) => `part ${part + 1}`), 'holds'];
  const body = rows.map((row) => [
    row.title,
    ...row.values.map((value) => value.toFixed(1)),
    row.holds ? 'yes' : '**no**',
  ]);
  return [head, head.map(() => '---'), ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function folderBytes(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    return sum + (entry.isDirectory() ? folderBytes(path) : statSync(path).size);
  }, 0);
}
