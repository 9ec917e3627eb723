/**
 * `nights/changes.json`: what was told of changed levels and what people said to it. Read and replaced whole.
 *
 * A file that cannot be read is never overwritten: what people said is not to be had again.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HeadroomError } from '../../contract/errors.ts';
import { storedChangesSchema, type ToldChanges } from '../../contract/night.ts';
import { NOTHING_TOLD } from '../../reports/nights/index.ts';

/** The file in a folder of nights. */
export function changesPath(nightsFolder: string): string {
  return join(nightsFolder, 'changes.json');
}

/** What was told so far; nothing where there is no file. HR_RECORD_UNREADABLE for one that is torn or of another version. */
export function readChanges(nightsFolder: string): ToldChanges {
  const path = changesPath(nightsFolder);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return NOTHING_TOLD;
    throw unreadable(path, error instanceof Error ? error.message : String(error));
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unreadable(path, error instanceof Error ? error.message : String(error));
  }
  const parsed = storedChangesSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw unreadable(path, problems.slice(0, 3).join('; '));
}

/** Replaces the file; readers see the old one or the new one. HR_RECORD_UNWRITABLE. */
export function saveChanges(nightsFolder: string, told: ToldChanges): void {
  const path = changesPath(nightsFolder);
  try {
    mkdirSync(nightsFolder, { recursive: true, mode: 0o700 });
    writeFileSync(`${path}.tmp`, `${JSON.stringify(told, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${path}.tmp`, path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HeadroomError('HR_RECORD_UNWRITABLE', `${path} could not be written: ${reason}`, { cause: error });
  }
}

function unreadable(path: string, reason: string): HeadroomError {
  return new HeadroomError('HR_RECORD_UNREADABLE', `${path} cannot be read: ${reason}`);
}
