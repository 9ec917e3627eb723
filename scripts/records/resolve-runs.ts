/**
 * From a user's words to run folders, for every verb that takes runs: ids, folders, `latest`, pinned sets, git revisions
 * and builds.
 *
 * A build's runs are its complete ones of one environment and one set of switches. Where it has several such groups, the
 * one that the other side of a comparison has too is meant, and that is said; otherwise the user is asked to choose.
 */
import { join } from 'node:path';
import { HeadroomError } from '../../contract/errors.ts';
import type { PinnedSet } from '../../contract/pinned-set.ts';
import { type RunSetting, readRunSetting, settingKey } from '../../reports/comparison/index.ts';
import { isRecord } from './list-records.ts';
import { type Meaning, meaningOf, openCatalogue } from './word-meanings.ts';

/** Which of a build's runs are meant; everything else is taken as it is. */
export interface RunChoice {
  workload?: string | undefined;
  profile?: string | undefined;
  /** An environment key, or its beginning. */
  environment?: string | undefined;
}

/** Both sides of a comparison. */
export interface ResolvedSides {
  before: string[];
  after: string[];
  /** What was chosen for the user, in words; empty when every word was plain. */
  notes: string[];
}

/** Runs of one build that differ in nothing else. */
interface Group {
  key: string;
  runs: RunSetting[];
}

/**
 * The folders of the runs that the words name, each once, in the order of the words. Throws HR_RECORD_NOT_FOUND with the
 * nearest name, and HR_USAGE for a word that means several things or a build whose runs are of several kinds.
 */
export async function resolveRuns(
  runsDir: string,
  given: readonly string[],
  choice: RunChoice = {},
): Promise<string[]> {
  const { before } = await resolveSides(runsDir, { before: given, after: [] }, choice);
  return before;
}

/** The same for both sides, each of which may settle which runs of a build the other one means. */
export async function resolveSides(
  runsDir: string,
  given: { before: readonly string[]; after: readonly string[] },
  choice: RunChoice = {},
): Promise<ResolvedSides> {
  const catalogue = openCatalogue(runsDir);
  const read = async (words: readonly string[]): Promise<ReadWord[]> => {
    const meanings: ReadWord[] = [];
    for (const word of words) meanings.push(readWord(word, await meaningOf(catalogue, word), choice));
    return meanings;
  };
  const [before, after] = [await read(given.before), await read(given.after)];
  const notes: string[] = [];
  const fold = async (side: readonly ReadWord[], other: readonly ReadWord[]): Promise<string[]> => {
    const folders: string[] = [];
    for (const word of side) folders.push(...(await foldersOf(runsDir, word, { other, notes })));
    return [...new Set(folders)];
  };
  return { before: await fold(before, after), after: await fold(after, before), notes };
}

interface ReadWord {
  word: string;
  meaning: Meaning;
  /** Of a build; empty otherwise. */
  groups: Group[];
}

function readWord(word: string, meaning: Meaning, choice: RunChoice): ReadWord {
  return { word, meaning, groups: meaning.kind === 'build' ? groupsOf(word, meaning, choice) : [] };
}

/** The complete runs of a build that the choice allows, by setting; at least one group. */
function groupsOf(word: string, { build, runs }: Extract<Meaning, { kind: 'build' }>, choice: RunChoice): Group[] {
  const complete = runs.filter(({ status }) => status === 'complete');
  const { workload, profile, environment } = choice;
  const chosen = complete.filter(
    (run) =>
      (workload === undefined || run.workload === workload) &&
      (profile === undefined || run.profile === profile) &&
      (environment === undefined || run.environment.key.startsWith(environment)),
  );
  if (chosen.length === 0) {
    const all = complete.length === 0 ? `${runs.length} of its runs did not complete` : listed(grouped(complete));
    throw new HeadroomError('HR_RECORD_NOT_FOUND', `build ${build} has no such complete run; there is: ${all}`, {
      hint: complete.length === 0 ? `Give an id instead of ${word}.` : 'Choose one of these, or give ids.',
    });
  }
  return grouped(chosen);
}

function grouped(runs: readonly RunSetting[]): Group[] {
  const groups = new Map<string, Group>();
  for (const run of runs) {
    const key = settingKey(run);
    const group = groups.get(key) ?? { key, runs: [] };
    group.runs.push(run);
    groups.set(key, group);
  }
  return [...groups.values()];
}

async function foldersOf(
  runsDir: string,
  { word, meaning, groups }: ReadWord,
  { other, notes }: { other: readonly ReadWord[]; notes: string[] },
): Promise<string[]> {
  if (meaning.kind === 'run') return [meaning.folder];
  if (meaning.kind === 'set') return foldersOfSet(runsDir, meaning.set);
  const keys = groups.length === 1 ? new Set<string>() : new Set((await Promise.all(other.map(keysOf))).flat());
  const shared = groups.length === 1 ? groups : groups.filter(({ key }) => keys.has(key));
  const [group] = shared;
  if (group === undefined || shared.length > 1) throw severalGroups(meaning.build, groups);
  if (groups.length > 1) {
    notes.push(`${word} means its ${describe(group)}, because the other side has such runs too.`);
  }
  return group.runs.map(({ folder }) => folder);
}

/** The folders of a set's records; HR_RECORD_NOT_FOUND, naming them, when some are gone. */
export function foldersOfSet(runsDir: string, { name, runs }: PinnedSet): string[] {
  const gone = runs.filter((id) => !isRecord(runsDir, id));
  if (gone.length === 0) return runs.map((id) => join(runsDir, id));
  const left = runs.filter((id) => !gone.includes(id));
  throw new HeadroomError('HR_RECORD_NOT_FOUND', `the set ${name} names runs that are gone: ${gone.join(', ')}`, {
    hint:
      left.length === 0
        ? `Pin it anew with \`npm run pin -- set ${name} <runs>\`.`
        : `Pin what is left with \`npm run pin -- set ${name} ${left.join(' ')}\`.`,
  });
}

/** The settings that a word's runs may have; none for a record that cannot be read. */
async function keysOf({ meaning, groups }: ReadWord): Promise<string[]> {
  if (meaning.kind === 'build') return groups.map(({ key }) => key);
  if (meaning.kind === 'set') {
    const { environmentKey, toggles } = meaning.set;
    return [settingKey({ environment: { key: environmentKey }, toggles })];
  }
  try {
    return [settingKey(await readRunSetting(meaning.folder))];
  } catch (error) {
    if (error instanceof HeadroomError) return [];
    throw error;
  }
}

function severalGroups(build: string, groups: readonly Group[]): HeadroomError {
  return new HeadroomError('HR_USAGE', `build ${build} has runs of several kinds: ${listed(groups)}`, {
    problems: groups.map((group) => `${describe(group)}: ${group.runs.map(({ id }) => id).join(', ')}`),
    hint: 'Choose with --workload, --profile or --environment, or give ids.',
  });
}

function listed(groups: readonly Group[]): string {
  return groups.map(describe).join('; ');
}

function describe({ runs }: Group): string {
  const [first] = runs;
  const count = `${runs.length} ${runs.length === 1 ? 'run' : 'runs'}`;
  return `${count} of ${first?.workload} (${first?.profile}, environment ${first?.environment.key})`;
}
