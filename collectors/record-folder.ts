/** Makes the folders of a record that the collectors write into. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { HeadroomError } from '../contract/errors.ts';
import { reasonOf } from './redact.ts';

/** The path of `<runFolder>/<name>/`, mode 0700, made unless it is there. Throws HR_RECORD_UNWRITABLE. */
export function makeRecordFolder(runFolder: string, name: string): string {
  const folder = join(runFolder, name);
  try {
    for (const path of [runFolder, folder]) makeFolder(path);
  } catch (error) {
    throw new HeadroomError('HR_RECORD_UNWRITABLE', `cannot make ${folder}: ${reasonOf(error, [])}`, { cause: error });
  }
  return folder;
}

/** Makes one folder unless it is there. Not `recursive`, which never returns where mkdir says ENOENT (in /proc). */
function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}
