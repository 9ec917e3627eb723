/**
 * `<runs>/sets/<name>.json`: named sets of runs that others are held against. Read, listed and replaced whole.
 *
 * A set holds ids only; whether its records are still there is asked by whoever needs them. A file that cannot be read is
 * named and never overwritten by a list.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HeadroomError } from '../../contract/errors.ts';
import { nearestName } from '../../contract/nearest-name.ts';
import { type PinnedSet, pinnedSetSchema, SET_NAME } from '../../contract/pinned-set.ts';

/** The sets of a runs folder. */
export interface PinnedSets {
  /** By name. */
  sets: PinnedSet[];
  /** Files in the sets' folder that are no set, or not of this version; what they pin is not known. */
  unreadable: { name: string; reason: string }[];
}

const ENDING = '.json';
/** Words that mean something else wherever a set can be named. */
const TAKEN = /^(latest|[0-9a-f]{7,})$/;

/** The file of a set. */
export function pinnedSetPath(runsDir: string, name: string): string {
  return join(runsDir, 'sets', `${name}${ENDING}`);
}

/** Why a set cannot be called so, or null. */
export function problemOfSetName(name: string): string | null {
  if (!SET_NAME.test(name)) {
    return `'${name}' is no name of a set: 1 to 40 small letters, digits or -, beginning with a letter`;
  }
  return TAKEN.test(name) ? `'${name}' is no name of a set: it already means ${meaningOf(name)}` : null;
}

function meaningOf(name: string): string {
  return name === 'latest' ? 'the newest run' : 'a git revision';
}

/**
 * The set of that name. Throws HR_RECORD_NOT_FOUND with the nearest name, and HR_RECORD_UNREADABLE for a file that is
 * torn or of another version.
 */
export function readPinnedSet(runsDir: string, name: string): PinnedSet {
  const read = SET_NAME.test(name) ? readSet(runsDir, name) : null;
  if (read === null) {
    const names = namesOfSets(runsDir);
    const nearest = nearestName(name, names);
    const all = names.length === 0 ? 'There is none; pin one with' : `There are ${names.join(', ')}; pin another with`;
    throw new HeadroomError('HR_RECORD_NOT_FOUND', `there is no pinned set '${name}' in ${runsDir}`, {
      hint: nearest === undefined ? `${all} \`npm run pin -- set <name> <runs>\`.` : `Did you mean '${nearest}'?`,
    });
  }
  if ('reason' in read) {
    throw new HeadroomError('HR_RECORD_UNREADABLE', `${pinnedSetPath(runsDir, name)} cannot be read: ${read.reason}`, {
      hint: 'Pin the set anew with `npm run pin -- set`, or delete the file; the runs are untouched.',
    });
  }
  return read;
}

/** All sets, and the files among them that cannot be read; both empty where nothing was ever pinned. */
export function listPinnedSets(runsDir: string): PinnedSets {
  const sets: PinnedSet[] = [];
  const unreadable: PinnedSets['unreadable'] = [];
  for (const name of namesOfSets(runsDir)) {
    const read = readSet(runsDir, name);
    if (read === null) continue;
    if ('reason' in read) unreadable.push({ name, reason: read.reason });
    else sets.push(read);
  }
  return { sets, unreadable };
}

/** Writes or replaces a set; readers see the old one or the new one. HR_RECORD_UNWRITABLE. */
export function savePinnedSet(runsDir: string, set: PinnedSet): string {
  const path = pinnedSetPath(runsDir, set.name);
  try {
    mkdirSync(join(runsDir, 'sets'), { recursive: true, mode: 0o700 });
    writeFileSync(`${path}.tmp`, `${JSON.stringify(set, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${path}.tmp`, path);
  } catch (error) {
    throw new HeadroomError('HR_RECORD_UNWRITABLE', `${path} could not be written: ${messageOf(error)}`, {
      cause: error,
    });
  }
  return path;
}

/** Names of files that may be sets, sorted. Throws HR_RECORD_UNREADABLE when the folder is there and cannot be read. */
function namesOfSets(runsDir: string): string[] {
  const folder = join(runsDir, 'sets');
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(ENDING))
      .map((name) => name.slice(0, -ENDING.length))
      .sort();
  } catch (error) {
    if (isAbsent(error)) return [];
    throw new HeadroomError('HR_RECORD_UNREADABLE', `${folder} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

/** The set, the reason why it cannot be read, or null where there is no such file. */
function readSet(runsDir: string, name: string): PinnedSet | { reason: string } | null {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(pinnedSetPath(runsDir, name), 'utf8'));
  } catch (error) {
    return isAbsent(error) ? null : { reason: messageOf(error) };
  }
  const parsed = pinnedSetSchema.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    return { reason: problems.slice(0, 3).join('; ') };
  }
  return parsed.data.name === name ? parsed.data : { reason: `it says that its name is '${parsed.data.name}'` };
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
