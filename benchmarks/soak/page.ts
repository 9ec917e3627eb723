/** The soak's page: is memory flat, does the p95 drift, how large is the record? From a record and looks at the suite. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { mannKendallScore, theilSenSlope } from '../../reports/analysis/findings/trend.ts';
import { histogramOf } from '../../reports/analysis/load-series.ts';
import { findWindow, isMeasuredMs, type Window } from '../../reports/analysis/phases.ts';
import { type RunRecord, readRecord } from '../../reports/analysis/read-record.ts';
import type { MemoryLook } from './memory-watch.ts';

/** Parts of the measured phase that are held against each other. */
const PARTS = 6;
/** Memory is flat when the last sixth's mean is at most this much above the second's: the first still warms up. */
const MEMORY_GROWTH_MAX = 0.1;
/** Batches whose p95s are tested for a trend: 100 s each of 40 minutes. */
const BATCHES = 24;
/** Mann–Kendall's score from which a trend is no accident: two-sided 6 in 100,000. */
const TREND_SCORE = 4;
/** Smaller changes of a p95 are smaller than anyone can feel: STATISTICS' 1 % of the limit, at least 2 ms. */
const minimumEffectMs = (limitMs: number) => Math.max(2, 0.01 * limitMs);
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
  note: string;
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
    table(memory, 'last against second'),
    '',
    `p95, ms, of each part. A drift: the p95s of ${BATCHES} batches have a trend (Mann–Kendall's score ${TREND_SCORE} or more) that rises over the phase (Theil–Sen) by more than anyone can feel (1 % of the limit, at least 2 ms).`,
    '',
    table(latency, 'trend over the phase'),
  ].join('\n');
  return { text, holds };
}

function memoryRow(title: string, bytes: readonly number[]): Row {
  const [, second = Number.NaN] = bytes;
  const last = bytes.at(-1) ?? Number.NaN;
  return {
    title,
    values: bytes.map((value) => value / MEBIBYTE),
    note: `${((last / second - 1) * 100).toFixed(1)} %`,
    holds: last <= second * (1 + MEMORY_GROWTH_MAX),
  };
}

/** The p95 by part, and whether those of the batches have a trend that somebody could feel. */
function latencyRow(
  record: RunRecord,
  window: Window,
  slo: { title: string; metric: string; journey: string; limitMs: number },
): Row {
  const series = record.load.select(slo.metric, { journey: slo.journey, phase: 'measure' });
  const p95s = (parts: number) =>
    Array.from({ length: parts }, (_, part) => {
      const inPart = (second: number) => partOf(window, second * 1000 + 500, parts) === part;
      return histogramOf(series, inPart).quantile(0.95) ?? Number.NaN;
    });
  const batches = p95s(BATCHES);
  const score = mannKendallScore(batches);
  const riseMs = (theilSenSlope(batches.map((value, at) => [at, value] as const)) ?? 0) * BATCHES;
  return {
    title: slo.title,
    values: p95s(PARTS),
    note: `${riseMs.toFixed(1)} ms, score ${score.toFixed(1)}`,
    holds: Math.abs(score) < TREND_SCORE || Math.abs(riseMs) < minimumEffectMs(slo.limitMs),
  };
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

function partOf(window: Window, atMs: number, parts = PARTS): number {
  return Math.floor(((atMs - window.measureStartMs) / (window.measureEndMs - window.measureStartMs)) * parts);
}

function table(rows: readonly Row[], note: string): string {
  const head = ['', ...Array.from({ length: PARTS }, (_, part) => `part ${part + 1}`), note, 'holds'];
  const body = rows.map((row) => [
    row.title,
    ...row.values.map((value) => value.toFixed(1)),
    row.note,
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
