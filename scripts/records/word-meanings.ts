/**
 * What a user's word for runs can mean: a run (id, folder, `latest`), a pinned set, or a build (a git revision, or
 * `build:<name>`). A word that means two things, or nothing, is an error that says which, or what is nearest.
 */
import { statSync } from 'node:fs';
import { basename, join, resolve, sep } from 'node:path';
import { HeadroomError } from '../../contract/errors.ts';
import { nearestName } from '../../contract/nearest-name.ts';
import type { PinnedSet } from '../../contract/pinned-set.ts';
import { type RunSetting, readRunSetting } from '../../reports/comparison/index.ts';
import { isRecord, listRecords } from './list-records.ts';
import { listPinnedSets, readPinnedSet } from './pinned-sets.ts';
import { isRevision, isSameRevision } from './revisions.ts';

/** What a word means. */
export type Meaning =
  | { kind: 'run'; folder: string }
  | { kind: 'set'; set: PinnedSet }
  /** `runs`: all readable ones of that build, the earliest first, finished or not; at least one. */
  | { kind: 'build'; build: string; runs: RunSetting[] };

/** What can be named in a runs folder; settings are read once, and only when a word asks for a build. */
export interface RunsCatalogue {
  runsDir: string;
  settings(): Promise<RunSetting[]>;
}

const BUILD = 'build:';
const SET = 'set:';

/** The catalogue of a runs folder. */
export function openCatalogue(runsDir: string): RunsCatalogue {
  let settings: Promise<RunSetting[]> | undefined;
  return {
    runsDir,
    settings: () => {
      settings ??= readSettings(runsDir);
      return settings;
    },
  };
}

/** What a word means. Throws HR_USAGE for a word that means several things, and HR_RECORD_NOT_FOUND. */
export async function meaningOf(catalogue: RunsCatalogue, word: string): Promise<Meaning> {
  const { runsDir } = catalogue;
  if (word.startsWith(SET)) return { kind: 'set', set: readPinnedSet(runsDir, word.slice(SET.length)) };
  const meanings = [
    ...runNamed(runsDir, word),
    ...(word.startsWith(BUILD) || word === 'latest' ? [] : setNamed(runsDir, word)),
    ...(await buildsNamed(catalogue, word)),
  ];
  const [only, ...others] = meanings;
  if (only === undefined) throw await notFound(catalogue, word);
  if (others.length === 0) return only;
  const problems = meanings.map(describe);
  throw new HeadroomError('HR_USAGE', `'${word}' means several things: ${problems.join('; ')}`, {
    problems,
    hint: 'Give more digits of a revision, `build:<name>`, `set:<name>`, or the path of a run’s folder.',
  });
}

function describe(meaning: Meaning): string {
  if (meaning.kind === 'run') return `the run ${meaning.folder}`;
  if (meaning.kind === 'set') return `the set set:${meaning.set.name} (${meaning.set.runs.length} runs)`;
  return `the build build:${meaning.build} (${meaning.runs.length} runs)`;
}

function runNamed(runsDir: string, word: string): Meaning[] {
  if (word === 'latest') {
    const newest = listRecords(runsDir).find(({ run }) => run !== null);
    return newest === undefined ? [] : [{ kind: 'run', folder: newest.folder }];
  }
  // A path is taken at its word; a bare name only where a record is, because any folder may be called like a set.
  const isPath = word.includes('/') || word.includes(sep);
  const candidates = isPath ? [resolve(word), join(runsDir, word)] : [join(runsDir, word), resolve(word)];
  const found = candidates.find((folder) => (isPath ? isFolder(folder) : isRecord(resolve(folder, '..'), word)));
  return found === undefined ? [] : [{ kind: 'run', folder: found }];
}

function setNamed(runsDir: string, word: string): Meaning[] {
  const { sets, unreadable } = listPinnedSets(runsDir);
  // Reading it again says what is wrong with it.
  if (unreadable.some(({ name }) => name === word)) return [{ kind: 'set', set: readPinnedSet(runsDir, word) }];
  return sets.filter(({ name }) => name === word).map((set) => ({ kind: 'set', set }));
}

async function buildsNamed(catalogue: RunsCatalogue, word: string): Promise<Meaning[]> {
  const name = word.startsWith(BUILD) ? word.slice(BUILD.length) : word;
  if (name === word && !isRevision(word)) return [];
  const byBuild = new Map<string, RunSetting[]>();
  for (const run of await catalogue.settings()) {
    if (run.build !== name && !isSameRevision(name, run.build)) continue;
    byBuild.set(run.build, [...(byBuild.get(run.build) ?? []), run]);
  }
  const exact = byBuild.get(name);
  // The whole name wins over revisions that it merely begins.
  if (exact !== undefined) return [{ kind: 'build', build: name, runs: exact }];
  return [...byBuild].map(([build, runs]) => ({ kind: 'build', build, runs }));
}

async function readSettings(runsDir: string): Promise<RunSetting[]> {
  const settings: RunSetting[] = [];
  for (const { folder, run } of listRecords(runsDir).toReversed()) {
    if (run === null) continue;
    const setting = await readRunSetting(folder).catch((error: unknown) => {
      // A record whose plan cannot be read has no environment, so it stands for no build.
      if (error instanceof HeadroomError) return null;
      throw error;
    });
    if (setting !== null) settings.push(setting);
  }
  return settings;
}

async function notFound(catalogue: RunsCatalogue, word: string): Promise<HeadroomError> {
  const { runsDir } = catalogue;
  const name = word.startsWith(BUILD) ? word.slice(BUILD.length) : word;
  const builds = [...new Set((await catalogue.settings()).map(({ build }) => build))];
  const changed = builds.find((build) => isSameRevision(`${name}-dirty`, build));
  const error = (hint: string | undefined) =>
    new HeadroomError('HR_RECORD_NOT_FOUND', `there is no run, set or build '${word}' in ${runsDir}`, {
      ...(hint === undefined ? {} : { hint }),
    });
  if (changed !== undefined) {
    return error(`Its runs had uncommitted changes; if they are meant, give \`${name}-dirty\`.`);
  }
  const known = new Map([
    ...builds.map((build): [string, string] => [build, isRevision(build) ? build : `${BUILD}${build}`]),
    ...listPinnedSets(runsDir).sets.map(({ name: set }): [string, string] => [set, set]),
    ...listRecords(runsDir).map((record): [string, string] => [record.name, record.name]),
  ]);
  const nearest = nearestName(basename(name), [...known.keys()]);
  if (nearest === undefined) return error(undefined);
  return error(`Did you mean '${known.get(nearest)}'? \`npm run history -- list\` shows them all.`);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
