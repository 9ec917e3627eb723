/** Where ablations lie, `<runs>/ablations/<id>/ablation.json`, and the id of a new one. */
import { randomBytes } from 'node:crypto';
import type { AblationRecord } from '../../reports/ablation/index.ts';
import { createRunId } from '../run/record-folder.ts';
import { createSeries, findSeries, type SeriesKind } from '../series/series-folder.ts';

/** Ablations among the kinds of series; their runs lie beside the folder like any others. */
export const ABLATION: SeriesKind = {
  folder: 'ablations',
  file: 'ablation.json',
  noun: 'ablation',
  script: 'ablation',
};

/** A new ablation's id: when, what, and four characters that keep two of the same second apart. */
export function createAblationId(nowMs: number, kind: AblationRecord['kind']): string {
  return createRunId(nowMs, kind, randomBytes(2).toString('hex'));
}

/** Makes the folder and writes the record; HR_RECORD_UNWRITABLE when that is not possible. */
export function createAblation(runsDir: string, record: AblationRecord): string {
  return createSeries(runsDir, ABLATION, record);
}

/** The folder of an ablation given by id, by path, or as `latest`; HR_RECORD_NOT_FOUND names the nearest id. */
export function findAblation(runsDir: string, given: string): string {
  return findSeries(runsDir, ABLATION, given);
}
