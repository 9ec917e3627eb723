/** Writes a file so that readers see the old one or the new one, never half of it. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { HeadroomError } from '../../contract/errors.ts';

/** Writes or replaces the file; its folder is made, closed to others. HR_RECORD_UNWRITABLE names the path. */
export function writeWhole(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(`${path}.tmp`, text, { mode: 0o600 });
    renameSync(`${path}.tmp`, path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HeadroomError('HR_RECORD_UNWRITABLE', `${path} could not be written: ${reason}`, { cause: error });
  }
}
