/**
 * The records of a runs folder: its real sub-folders that hold a `run.json`. Whatever else lies there (series, nights,
 * sets, comparisons, links) is none, and a link is never followed.
 */
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Run, runSchema } from '../../contract/run.ts';

/** A record in the folder. */
export interface ListedRecord {
  /** The folder's name, which is the run's id unless somebody renamed it. */
  name: string;
  folder: string;
  /** Null: `run.json` cannot be read; `reason` says why. */
  run: Run | null;
  reason: string;
}

/** All records, the newest first, unreadable ones last; empty where there is no such folder. */
export function listRecords(runsDir: string): ListedRecord[] {
  return namesIn(runsDir)
    .map((name) => readListed(runsDir, name))
    .sort((a, b) => (b.run?.startedAtMs ?? 0) - (a.run?.startedAtMs ?? 0) || (a.name < b.name ? -1 : 1));
}

/** Whether a folder of that name is a record: itself, and not what a link points to. */
export function isRecord(runsDir: string, name: string): boolean {
  // What begins with a dot is half deleted (scripts/history/delete-record.ts).
  if (name.startsWith('.')) return false;
  const folder = lstatSync(join(runsDir, name), { throwIfNoEntry: false });
  if (folder?.isDirectory() !== true) return false;
  return lstatSync(join(runsDir, name, 'run.json'), { throwIfNoEntry: false })?.isFile() === true;
}

function namesIn(runsDir: string): string[] {
  try {
    return readdirSync(runsDir).filter((name) => isRecord(runsDir, name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return [];
    throw error;
  }
}

function readListed(runsDir: string, name: string): ListedRecord {
  const folder = join(runsDir, name);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { name, folder, run: null, reason: `run.json: ${reason}` };
  }
  const parsed = runSchema.safeParse(value);
  if (parsed.success) return { name, folder, run: parsed.data, reason: '' };
  const [issue] = parsed.error.issues;
  return { name, folder, run: null, reason: `run.json: ${issue?.path.join('.')}: ${issue?.message}` };
}
