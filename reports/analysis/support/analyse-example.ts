/** Writes an example record into a folder of its own, hands it to a test, and takes the folder away again. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReportModel } from '../../model.ts';
import { buildModel } from '../build-model.ts';
import { type RunRecord, readRecord } from '../read-record.ts';
import { type ExampleOptions, exampleRecord } from './example-run.ts';
import { type RecordTexts, writeRecord } from './record-writer.ts';

/** Calls `use` with the folder of a written record. */
export async function withRecord<T>(texts: RecordTexts, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'headroom-record-'));
  try {
    await writeRecord(folder, texts);
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The report model of an example. */
export async function modelOf(options: ExampleOptions = {}): Promise<ReportModel> {
  return buildModel(await recordOf(options));
}

/** The record of an example as the analysis reads it. */
export async function recordOf(options: ExampleOptions = {}): Promise<RunRecord> {
  return await withRecord(exampleRecord(options), readRecord);
}
