/**
 * Small made records for the tests of comparisons: the example run, measured for 120 s, with a seeded spread between
 * runs and one knob for each thing that a test provokes. Written through the record writer, so that they are read as any
 * other record.
 */
import { join } from 'node:path';
import { type ExampleOptions, exampleRecord, MEASURE_SECOND } from '../../analysis/support/example-run.ts';
import { type LoadFileWriter, type RecordTexts, writeRecord } from '../../analysis/support/record-writer.ts';
import { RandomStream } from '../../statistics/support/random.ts';

/** Seconds measured: the fewest that may be compared. */
export const MADE_SECONDS = 120;

/** What a made run is like. */
export interface MadeRun {
  id: string;
  /** Minutes after the first: the order of the runs. Default 0. */
  minute?: number;
  /** Factor on the dashboard; default 1. */
  dashboard?: number;
  options?: ExampleOptions;
  revision?: string;
  profile?: string;
  toggles?: Record<string, boolean>;
  evidence?: Record<string, string>;
}

/** Writes a made run below `folder` and returns its own folder. */
export async function writeMadeRun(folder: string, made: MadeRun): Promise<string> {
  const path = join(folder, made.id);
  await writeRecord(path, madeRecord(made));
  return path;
}

/** The texts of a made run. */
export function madeRecord(made: MadeRun): RecordTexts {
  const { id, minute = 0, options = {}, revision = 'aaaaaaaaaaaa', profile = 'after', evidence, toggles } = made;
  const random = new RandomStream(hashOf(id));
  const medianMs = 300 * Math.exp(0.01 * random.normal()) * (made.dashboard ?? 1);
  const texts = exampleRecord({
    measuredSeconds: MADE_SECONDS,
    dashboardMsAt: (_second, count) => Array.from({ length: count }, () => medianMs * Math.exp(0.3 * random.normal())),
    ...options,
    touch: (file) => {
      writeParts(file, medianMs, options);
      options.touch?.(file);
    },
  });
  const laterMs = 60_000 * minute;
  const startedAtMs = texts.run.startedAtMs + laterMs;
  const endedAtMs = (texts.run.endedAtMs ?? startedAtMs) + laterMs;
  const target = toggles === undefined ? {} : { target: { toggles } };
  const run = { ...texts.run, id, profile, git: { revision, dirty: false }, startedAtMs, endedAtMs, ...target };
  return { ...texts, run, ...(evidence === undefined ? {} : { evidence }) };
}

/** Six interleaved runs, three a side; `change` multiplies the dashboard of the `after` runs. */
export async function writeSets(
  folder: string,
  change: number,
  sharedOf: (side: 'before' | 'after') => Partial<MadeRun> = () => ({}),
): Promise<{ before: string[]; after: string[] }> {
  const sets: { before: string[]; after: string[] } = { before: [], after: [] };
  const order = ['before', 'after', 'after', 'before', 'before', 'after'] as const;
  for (const [minute, side] of order.entries()) {
    const isAfter = side === 'after';
    const own = { id: `${side}-${minute}`, minute, dashboard: isAfter ? change : 1, ...sharedOf(side) };
    sets[side].push(await writeMadeRun(folder, { revision: isAfter ? 'bbbbbbbbbbbb' : 'aaaaaaaaaaaa', ...own }));
  }
  return sets;
}

/** Where a start's time went: all but 100 ms of it in the database. */
function writeParts(file: LoadFileWriter, meanMs: number, { measuredSeconds = MADE_SECONDS }: ExampleOptions): void {
  const tags = { journey: 'dashboard', phase: 'measure', band: `${meanMs.toFixed(0)}-${(2 * meanMs).toFixed(0)}` };
  const parts = { db: 1.2 * meanMs - 100, app: 60, pool: 40 };
  for (let at = 0; at < measuredSeconds; at += 1) {
    const second = MEASURE_SECOND + at;
    file.scalar('start_band', tags, second, 40);
    for (const [part, ms] of Object.entries(parts)) file.scalar('start_part_ms', { ...tags, part }, second, ms * 40);
  }
}

/** Counters of two statements around the measured phase: the orders' calls take `ordersMs` each, the others 1 ms. */
export function madeDatabase(
  ordersMs: number,
  text = 'SELECT * FROM orders WHERE user_id = $1',
): Record<string, string> {
  const row = (id: string, of: string, calls: number, totalMs: number) => ({
    ...{ id, text: of, calls, totalMs, stddevMs: 0, maxMs: totalMs, rows: calls, blocksHit: 0, blocksRead: 0 },
    ...{ tempBlocksRead: 0, tempBlocksWritten: 0, ioMs: 0 },
  });
  const reason = { status: 'unavailable', reason: 'not asked' };
  const snapshot = (moment: 'before' | 'after', calls: number) => {
    const atMs = 1000 * (MEASURE_SECOND + (moment === 'before' ? 0 : MADE_SECONDS));
    const rows = [row('1', text, calls, calls * ordersMs), row('2', 'SELECT * FROM products', calls, calls)];
    const statements = { status: 'ok', value: { rows, omitted: 0 } };
    const rest = { tables: reason, indexes: reason, settings: reason };
    return JSON.stringify({ headroom: 'database/1', moment, wantedAtMs: atMs, atMs, tookMs: 1, statements, ...rest });
  };
  return { 'database-before.json': snapshot('before', 1000), 'database-after.json': snapshot('after', 61_000) };
}

function hashOf(text: string): number {
  return [...text].reduce((hash, letter) => (Math.imul(hash, 31) + (letter.codePointAt(0) ?? 0)) >>> 0, 7);
}
