/**
 * Retention: the records of older nights are deleted, their figures and summaries are kept for ever.
 *
 * Only records that a night itself made are touched, never one of a pinned set, and none at all while it is not known
 * what is pinned. A record is renamed before it is deleted, so that one that is broken off leaves no half record.
 */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { HeadroomError } from '../../contract/errors.ts';
import { nightSchema } from '../../contract/night.ts';
import { listPinnedSets } from '../records/pinned-sets.ts';
import { jobSchema } from './job.ts';
import { nightsFolder } from './job-file.ts';

/** What is to be deleted. */
export interface Pruning {
  /** Ids of records, by age of their nights. */
  records: string[];
  /** Pages of nights whose records are gone: they link to what is not there. Paths, relative to the nights' folder. */
  pages: string[];
  /** Records that are older and stay, because a set pins them. */
  pinned: string[];
}

/** A record on its way out. */
const DELETED = '.deleted-';
/** What is made of records, and can be made no more. */
const PAGES = ['comparison', 'trend'].flatMap((name) => ['html', 'json', 'csv'].map((ending) => `${name}.${ending}`));

/**
 * What keeping the latest `keepNights` nights and the `current` one, which may be an older one that is made up for, asks
 * for; deletes nothing. HR_RECORD_UNREADABLE when a set cannot be read.
 */
export function planPruning(
  runsDir: string,
  { keepNights, current }: { keepNights: number; current: string },
): Pruning {
  const { sets, unreadable } = listPinnedSets(runsDir);
  if (unreadable.length > 0) {
    const names = unreadable.map(({ name }) => name).join(', ');
    throw new HeadroomError('HR_RECORD_UNREADABLE', `no record was deleted: what is pinned as ${names} is not known`);
  }
  const isPinned = new Set(sets.flatMap(({ runs }) => runs));
  const nights = nightsFolder(runsDir);
  const names = nightNames(nights);
  const old = names.slice(0, -keepNights).filter((night) => night !== current);
  const kept = new Set(
    names.filter((night) => !old.includes(night)).flatMap((night) => runsOfNight(join(nights, night))),
  );
  const made = old
    .flatMap((night) => runsOfNight(join(nights, night)))
    .filter((id) => !kept.has(id) && existsSync(join(runsDir, id, 'run.json')));
  return {
    records: made.filter((id) => !isPinned.has(id)),
    pages: old
      .flatMap((night) => PAGES.map((page) => join(night, page)))
      .filter((page) => existsSync(join(nights, page))),
    pinned: made.filter((id) => isPinned.has(id)),
  };
}

/** Deletes what is planned, and what an earlier deletion left. HR_RECORD_UNWRITABLE names what stays. */
export function prune(runsDir: string, { records, pages }: Pruning): void {
  try {
    for (const page of pages) rmSync(join(nightsFolder(runsDir), page), { force: true });
    for (const id of records) renameSync(join(runsDir, id), join(runsDir, `${DELETED}${id}`));
    for (const name of namesIn(runsDir).filter((one) => one.startsWith(DELETED))) {
      rmSync(join(runsDir, name), { recursive: true, force: true });
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HeadroomError('HR_RECORD_UNWRITABLE', `an old record could not be deleted: ${reason}`, { cause: error });
  }
}

/** Ascending. */
function nightNames(nights: string): string[] {
  return namesIn(nights)
    .filter((name) => /^\d{4}-\d{2}-\d{2}$/.test(name))
    .sort();
}

/** The runs that a night made, also those that do not count; of a night whose files cannot be read none. */
function runsOfNight(folder: string): string[] {
  const night = nightSchema.safeParse(readJson(join(folder, 'night.json')));
  const job = jobSchema.safeParse(readJson(join(folder, 'job.json')));
  const ids = [
    ...(night.success ? night.data.runs : []),
    ...(job.success ? [...job.data.runs, ...job.data.abandoned] : []),
  ].map(({ id }) => id);
  // An id is a folder's name: what could lead elsewhere is none.
  return [...new Set(ids)].filter((id) => /^[\w-][\w.-]*$/.test(id));
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
