/**
 * From the folder of an ablation to its model and tables. Only `writeAblation` and the writers of the page of baselines
 * write, each file whole or not at all.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { HeadroomError } from '../../contract/errors.ts';
import { analyseRun } from '../index.ts';
import { type AblationRecord, ablationRecordSchema } from './ablation-record.ts';
import { type BaselineFigures, judgeBaselines, writeBaselines } from './baselines.ts';
import { buildAblation, type ReadRun } from './build-ablation.ts';
import { writeCsv } from './csv.ts';
import { writeMarkdown } from './markdown.ts';
import { type AblationModel, ablationModelSchema } from './model.ts';

export { type AblationRecord, type Arm, ablationRecordSchema } from './ablation-record.ts';
export { type AblationModel, ablationModelSchema } from './model.ts';

const baselineFiguresSchema = z.object({ ablation: ablationModelSchema, scales: z.array(ablationModelSchema) });

/** Where the parts of an ablation were written. */
export interface WrittenAblation {
  model: AblationModel;
  markdownPath: string;
  csvPath: string;
  jsonPath: string;
}

/** The record in an ablation's folder. Throws HR_RECORD_NOT_FOUND or HR_RECORD_UNREADABLE. */
export async function readAblation(folder: string): Promise<AblationRecord> {
  const path = join(folder, 'ablation.json');
  const text = await readFile(path, 'utf8').catch(() => {
    throw new HeadroomError('HR_RECORD_NOT_FOUND', `there is no ablation ${folder}`);
  });
  try {
    return ablationRecordSchema.parse(JSON.parse(text));
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown';
    throw new HeadroomError('HR_RECORD_UNREADABLE', `${path}: ${reason}`, { cause: error });
  }
}

/** The model of the ablation in `folder`, whose runs lie in `runsDir`. A record that cannot be read is a note. */
export async function analyseAblation(folder: string, runsDir: string): Promise<AblationModel> {
  const record = await readAblation(folder);
  const runs = new Map<string, ReadRun>();
  for (const { runId } of record.made) {
    if (runId === null) continue;
    const read = await analyseRun(join(runsDir, runId)).catch((error: unknown) => {
      if (error instanceof HeadroomError) return { unreadable: error.message };
      throw error;
    });
    runs.set(runId, 'unreadable' in read ? read : read.model);
  }
  return buildAblation(record, runs);
}

/** Writes table.md, table.csv and table.json beside the record. */
export async function writeAblation(folder: string, runsDir: string): Promise<WrittenAblation> {
  const model = await analyseAblation(folder, runsDir);
  const [markdownPath, csvPath, jsonPath] = [
    join(folder, 'table.md'),
    join(folder, 'table.csv'),
    join(folder, 'table.json'),
  ];
  await writeWhole(markdownPath, writeMarkdown(model));
  await writeWhole(csvPath, writeCsv(model));
  await writeWhole(jsonPath, `${JSON.stringify(model, null, 2)}\n`);
  return { model, markdownPath, csvPath, jsonPath };
}

/** Writes the page of baselines and, beside it, the figures that it was made from. */
export async function writeBaselinePage(path: string, figures: BaselineFigures): Promise<void> {
  const page = writeBaselines(figures);
  await writeWhole(figuresPath(path), `${JSON.stringify(judgeBaselines(figures), null, 1)}\n`);
  await writeWhole(path, page);
}

/**
 * Writes the page anew from the arms that are stored beside it, for when their records are gone and the rules have
 * changed. Throws HR_RECORD_NOT_FOUND or HR_RECORD_UNREADABLE.
 */
export async function rewriteBaselinePage(path: string): Promise<void> {
  const from = figuresPath(path);
  const text = await readFile(from, 'utf8').catch(() => {
    throw new HeadroomError('HR_RECORD_NOT_FOUND', `there are no stored baselines ${from}`);
  });
  await writeBaselinePage(path, parseFigures(from, text));
}

function figuresPath(path: string): string {
  return path.replace(/\.md$/, '.json');
}

function parseFigures(path: string, text: string): BaselineFigures {
  try {
    return baselineFiguresSchema.parse(JSON.parse(text));
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown';
    throw new HeadroomError('HR_RECORD_UNREADABLE', `${path}: ${reason}`, { cause: error });
  }
}

/** Readers see the old file or the new one, never half of it. */
async function writeWhole(path: string, text: string): Promise<void> {
  const unfinished = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(unfinished, text, { mode: 0o644 });
    await rename(unfinished, path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    throw new HeadroomError('HR_RECORD_UNWRITABLE', `${path} cannot be written: ${reason}`, { cause: error });
  }
}
