/** Writes the parts of a trend, each whole or not at all. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HeadroomError } from '../../contract/errors.ts';
import { writeTrendCsv } from './csv.ts';
import { renderTrend } from './html.ts';
import type { TrendModel } from './model.ts';

/** Where the parts of a trend were written. */
export interface WrittenTrend {
  htmlPath: string;
  jsonPath: string;
  csvPath: string;
}

/** Writes trend.json, trend.csv and trend.html into `folder`, which is made. HR_RECORD_UNWRITABLE. */
export async function writeTrend(folder: string, model: TrendModel): Promise<WrittenTrend> {
  const pathOf = (ending: string): string => join(folder, `trend.${ending}`);
  const paths = { htmlPath: pathOf('html'), jsonPath: pathOf('json'), csvPath: pathOf('csv') };
  await writeWhole(folder, paths.jsonPath, `${JSON.stringify(model)}\n`);
  await writeWhole(folder, paths.csvPath, writeTrendCsv(model));
  await writeWhole(folder, paths.htmlPath, renderTrend(model));
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
