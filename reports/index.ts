/**
 * The reports' entry point: from a record to its summary, its report and its exit code.
 *
 * A report is a pure function of the record: same input, same bytes. Only `writeReport` writes, and only into the run
 * folder, each file whole or not at all.
 */
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HeadroomError } from '../contract/errors.ts';
import type { Summary } from '../contract/summary.ts';
import { buildModel } from './analysis/build-model.ts';
import { writeCsv } from './analysis/csv.ts';
import { readRecord } from './analysis/read-record.ts';
import { renderReport } from './html/render.ts';
import type { ReportModel } from './model.ts';

export { summariseFindings } from './analysis/findings/build-findings.ts';
export { renderFindingsPage } from './analysis/findings/findings-page.ts';
export { exitCodeOf } from './analysis/verdict.ts';
export type { ReportModel } from './model.ts';

/** What `writeReport` left in the run folder. */
export interface WrittenReport {
  summary: Summary;
  summaryPath: string;
  reportPath: string;
  csvPath: string;
}

/**
 * The report model and summary of the record in `runFolder`. Throws HR_RECORD_NOT_FOUND without a folder and
 * HR_RECORD_UNREADABLE, naming file and line, where too little can be read; a partial record is analysed.
 */
export async function analyseRun(runFolder: string): Promise<{ model: ReportModel; summary: Summary }> {
  const model = buildModel(await readRecord(runFolder));
  return { model, summary: model.summary };
}

/** Writes summary.json, report.csv and report.html beside the record. Throws HR_RECORD_UNWRITABLE besides. */
export async function writeReport(runFolder: string): Promise<WrittenReport> {
  const { model, summary } = await analyseRun(runFolder);
  const summaryPath = join(runFolder, 'summary.json');
  const csvPath = join(runFolder, 'report.csv');
  const reportPath = join(runFolder, 'report.html');
  await writeWhole(summaryPath, `${JSON.stringify(summary, null, 2)}\n`);
  await writeWhole(csvPath, writeCsv(summary));
  await writeWhole(reportPath, renderReport(model));
  return { summary, summaryPath, reportPath, csvPath };
}

/** Readers see the old file or the new one, never half of it. */
async function writeWhole(path: string, text: string): Promise<void> {
  const unfinished = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(unfinished, text, { mode: 0o600 });
    await rename(unfinished, path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    throw new HeadroomError('HR_RECORD_UNWRITABLE', `${path} cannot be written: ${reason}`, { cause: error });
  }
}
