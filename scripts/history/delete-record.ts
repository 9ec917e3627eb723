/**
 * Deletes whole records: a record is renamed out of sight first, so that a deletion that is killed leaves no half record,
 * and is finished by the next one. Links in it are removed as links; what they point to is never touched.
 */
import { lstatSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { HeadroomError } from '../../contract/errors.ts';
import { isRecord } from '../records/list-records.ts';

/** What a record is called while it is deleted; no list shows it. */
const DELETED = '.deleted-';

/** Deletes the record of that name. HR_RECORD_NOT_FOUND for what is no record, HR_RECORD_UNWRITABLE. */
export function deleteRecord(runsDir: string, name: string): void {
  if (name.includes('/') || !isRecord(runsDir, name)) {
    throw new HeadroomError('HR_RECORD_NOT_FOUND', `${join(runsDir, name)} is no record; nothing was deleted`);
  }
  const hidden = join(runsDir, `${DELETED}${name}`);
  removing(join(runsDir, name), () => {
    rmSync(hidden, { recursive: true, force: true });
    renameSync(join(runsDir, name), hidden);
    rmSync(hidden, { recursive: true });
  });
}

/** Finishes deletions that were killed; how many. */
export function finishDeletions(runsDir: string): number {
  const left = readdirSync(runsDir).filter(
    (name) => name.startsWith(DELETED) && lstatSync(join(runsDir, name)).isDirectory(),
  );
  for (const name of left) removing(join(runsDir, name), () => rmSync(join(runsDir, name), { recursive: true }));
  return left.length;
}

function removing(path: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HeadroomError('HR_RECORD_UNWRITABLE', `${path} could not be deleted: ${reason}`, { cause: error });
  }
}
