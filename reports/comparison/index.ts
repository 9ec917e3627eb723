/**
 * The comparison's entry point: from two sets of run folders to the model, and from the model to its files.
 *
 * Pure functions of the records; only `writeComparison` writes, each file whole or not at all.
 */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HeadroomError } from '../../contract/errors.ts';
import { writeCsv } from './csv.ts';
import { renderComparison } from './html.ts';
import type { ComparisonModel } from './model.ts';

export { MEASURED_SECONDS_MIN } from '../analysis/comparability.ts';
export { type ComparisonRequest, compareRecords, exitCodeOfComparison } from './compare-records.ts';
export { buildOf, differencesOf } from './environment.ts';
export { type ExaminedRun, type ExaminedRuns, examineRuns } from './examine-runs.ts';
export { type FigureRow, figuresOfRun, figureTableHead, figureTableLine } from './figures-of-run.ts';
export { type ConfiguredGate, parseGate } from './gate-rows.ts';
export { writeMarkdown } from './markdown.ts';
export { type ComparisonModel, comparisonModelSchema } from './model.ts';
export { type NoiseModel, noiseOfRuns } from './noise-of-runs.ts';
export { writeNoiseTable } from './noise-text.ts';
export { pastRunsLike } from './past-runs.ts';
export { rowChange, rowInterval, rowName, valueText } from './row-texts.ts';
export { type RunSetting, readRunSetting, settingKey } from './run-setting.ts';
export { figuresOfSet, type SetFigure, setFigureText } from './set-figures.ts';
export { shortBuild } from './texts.ts';

/** Where the parts of a comparison were written. */
export interface WrittenComparison {
  htmlPath: string;
  jsonPath: string;
  csvPath: string;
}

/** Writes comparison.json, comparison.csv and comparison.html into `folder`, which is made. HR_RECORD_UNWRITABLE. */
export async function writeComparison(folder: string, model: ComparisonModel): Promise<WrittenComparison> {
  const pathOf = (ending: string): string => join(folder, `comparison.${ending}`);
  const paths = { htmlPath: pathOf('html'), jsonPath: pathOf('json'), csvPath: pathOf('csv') };
  await writeWhole(folder, paths.jsonPath, `${JSON.stringify(model, null, 2)}\n`);
  await writeWhole(folder, paths.csvPath, writeCsv(model));
  await writeWhole(folder, paths.htmlPath, renderComparison(model));
  return paths;
}

/** Readers see the old file or the new one, never half of it. */
async function writeWhole(folder: string, path: string, text: string): Promise<void> {
  const unfinished = `${path}.${process.pid}.tmp`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(unfinished, text, { mode: 0o600 });
    await rename(unfinished, path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    throw new HeadroomError('HR_RECORD_UNWRITABLE', `${path} cannot be written: ${reason}`, { cause: error });
  }
}
