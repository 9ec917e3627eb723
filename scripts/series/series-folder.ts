/**
 * The folder of a series of runs, `<runs>/<kind>/<id>`: made once, its record replaced after every run.
 *
 * It exists so that an interruption loses nothing: what has ended stands in the record before the next run begins.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import type { z } from 'zod';
import { HeadroomError } from '../../contract/errors.ts';
import { nearestName } from '../../contract/nearest-name.ts';
import type { SeriesRecord } from './schedule.ts';

/** A kind of series, and where its record lies. */
export interface SeriesKind {
  /** Below the runs folder; the runs themselves lie beside it like any others. */
  folder: string;
  /** The record's file. */
  file: string;
  /** As messages call one: `ablation`. */
  noun: string;
  /** The npm script that makes one. */
  script: string;
}

/** Where the series of a kind lie. */
export function seriesFolder(runsDir: string, { folder }: SeriesKind): string {
  return join(runsDir, folder);
}

/** Makes the folder and writes the record; HR_RECORD_UNWRITABLE when that is not possible. */
export function createSeries(runsDir: string, kind: SeriesKind, record: SeriesRecord): string {
  const folder = join(seriesFolder(runsDir, kind), record.id);
  writing(folder, () => mkdirSync(folder, { recursive: true, mode: 0o700 }));
  saveSeries(folder, kind, record);
  return folder;
}

/** Replaces the record; readers see the old one or the new one. */
export function saveSeries(folder: string, { file }: SeriesKind, record: SeriesRecord): void {
  const path = join(folder, file);
  writing(path, () => {
    writeFileSync(`${path}.tmp`, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${path}.tmp`, path);
  });
}

/** The record in a folder that `findSeries` found. Throws HR_RECORD_UNREADABLE with its path. */
export function readSeries<R>(folder: string, { file }: SeriesKind, schema: z.ZodType<R>): R {
  const path = join(folder, file);
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HeadroomError('HR_RECORD_UNREADABLE', `${path}: ${reason}`, { cause: error });
  }
}

/** The folder of a series given by id, by path, or as `latest`; HR_RECORD_NOT_FOUND names the nearest id. */
export function findSeries(runsDir: string, kind: SeriesKind, given: string): string {
  const all = seriesFolder(runsDir, kind);
  const ids = listSeries(all, kind);
  const id = given === 'latest' ? ids.at(-1) : given;
  for (const candidate of id === undefined ? [] : [join(all, id), isAbsolute(id) ? id : resolve(id)]) {
    if (existsSync(join(candidate, kind.file))) return candidate;
  }
  const nearest = nearestName(given, ids);
  throw new HeadroomError('HR_RECORD_NOT_FOUND', `there is no ${kind.noun} '${given}' in ${all}`, {
    hint: nearest === undefined ? `Make one with \`npm run ${kind.script}\`.` : `Did you mean '${nearest}'?`,
  });
}

/** Oldest first: ids begin with their time. */
function listSeries(folder: string, { file }: SeriesKind): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, file)))
    .sort();
}

function writing(path: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HeadroomError('HR_RECORD_UNWRITABLE', `${path} could not be written: ${reason}`, { cause: error });
  }
}
