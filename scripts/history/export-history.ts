/**
 * `headroom history export`: a row for every run and figure, as CSV or JSON, to a file or to standard output.
 *
 * One record is in memory at a time. A record that cannot be read is a row with its reason, never a gap.
 */
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { HeadroomError } from '../../contract/errors.ts';
import { type FigureRow, figuresOfRun, figureTableHead, figureTableLine } from '../../reports/comparison/index.ts';
import type { Context } from '../context.ts';
import { listRecords } from '../records/list-records.ts';

/** The formats. */
export const EXPORT_FORMATS = ['csv', 'json'] as const;

/** How to export. */
export interface ExportOptions {
  format: (typeof EXPORT_FORMATS)[number];
  /** A file; absent: standard output, without progress, so that it can be piped. */
  out?: string | undefined;
}

/** Exports all records, the oldest first. HR_RECORD_UNWRITABLE, which leaves an older file as it was. */
export async function exportHistory(
  { terminal }: Pick<Context, 'terminal'>,
  runsDir: string,
  { format, out }: ExportOptions,
): Promise<void> {
  if (out === undefined) {
    if (!terminal.isJson) {
      await writeRows(runsDir, { format, write: (line) => terminal.print(line) });
      return;
    }
    const rows: FigureRow[] = [];
    await eachRow(runsDir, { take: (row) => void rows.push(row), onProgress: () => undefined });
    return terminal.json(rows);
  }
  const path = resolve(out);
  const tally = await terminal.step('Exporting the figures', (report) =>
    writing(path, (write) => writeRows(runsDir, { format, write, onProgress: report })),
  );
  terminal.print(`${tally.rows} figures of ${tally.runs} records, ${tally.unreadable} unreadable: ${path}`);
  terminal.json({ ...tally, path });
}

/** What an export came to. */
interface Tally {
  runs: number;
  rows: number;
  unreadable: number;
}

interface Output {
  format: ExportOptions['format'];
  /** Takes a line without its line feed. */
  write(line: string): void;
  onProgress?: (progress: string) => void;
}

async function writeRows(runsDir: string, output: Output): Promise<Tally> {
  const { format, write, onProgress = () => undefined } = output;
  const isCsv = format === 'csv';
  write(isCsv ? `${figureTableHead()}\r` : '[');
  let held: string | null = null;
  const tally = await eachRow(runsDir, {
    onProgress,
    take: (row) => {
      if (isCsv) return write(`${figureTableLine(row)}\r`);
      // The last row must not have a comma, and which one is the last is known only afterwards.
      if (held !== null) write(`${held},`);
      held = JSON.stringify(row);
    },
  });
  if (held !== null) write(held);
  if (!isCsv) write(']');
  return tally;
}

async function eachRow(
  runsDir: string,
  { take, onProgress }: { take(row: FigureRow): void; onProgress(progress: string): void },
): Promise<Tally> {
  const records = listRecords(runsDir).toReversed();
  const tally = { runs: records.length, rows: 0, unreadable: 0 };
  for (const [at, { name, folder, reason }] of records.entries()) {
    onProgress(`${at + 1} of ${records.length}: ${name}`);
    const rows = await rowsOrReason(folder);
    if (typeof rows === 'string') {
      tally.unreadable += 1;
      take(unreadableRow(name, reason === '' ? rows : reason));
      continue;
    }
    tally.rows += rows.length;
    for (const row of rows) take(row);
  }
  return tally;
}

async function rowsOrReason(folder: string): Promise<FigureRow[] | string> {
  try {
    return await figuresOfRun(folder);
  } catch (error) {
    if (error instanceof HeadroomError) return error.message;
    throw error;
  }
}

function unreadableRow(id: string, reason: string): FigureRow {
  return {
    ...{ id, started: '', build: '', environmentKey: '', toggles: '', workload: '', endpoint: '', metric: '' },
    ...{ figure: '', value: null, unit: '', comparable: false, reason },
  };
}

/** Gives `work` a line writer into a file that takes its place once it is whole. */
async function writing<T>(path: string, work: (write: (line: string) => void) => Promise<T>): Promise<T> {
  const unfinished = `${path}.${process.pid}.tmp`;
  const unwritable = (error: unknown): HeadroomError => {
    const reason = error instanceof Error ? error.message : String(error);
    return new HeadroomError('HR_RECORD_UNWRITABLE', `${path} could not be written: ${reason}`, { cause: error });
  };
  let file: number;
  try {
    mkdirSync(dirname(path), { recursive: true });
    file = openSync(unfinished, 'w', 0o600);
  } catch (error) {
    throw unwritable(error);
  }
  const write = (line: string): void => {
    try {
      writeSync(file, `${line}\n`);
    } catch (error) {
      throw unwritable(error);
    }
  };
  try {
    const result = await work(write);
    closeSync(file);
    renameSync(unfinished, path);
    return result;
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error instanceof HeadroomError ? error : unwritable(error);
  }
}
