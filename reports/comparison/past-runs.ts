/**
 * Which records of a runs folder may tell how much equal runs differ: those of the same load, data, machine and switches
 * as the compared ones, the latest first. Reads what they were made with only; the comparison checks the rest.
 */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { HeadroomError } from '../../contract/errors.ts';
import { type RunSetting, readRunSetting, settingKey } from './run-setting.ts';

/** Latest past runs that are read: of them twenty make the noise floor (STATISTICS.md section 2, step 3), if they count. */
const PAST_RUNS_MAX = 40;

/**
 * Folders of past runs like those in `folders`, without these; at most 40, the latest first. A run whose build has no other
 * says nothing of a spread and is left out, unless it is one of `known`, whose levels are known whatever their builds.
 */
export async function pastRunsLike(
  folders: readonly string[],
  runsDir: string,
  known: ReadonlyMap<string, string> = new Map(),
): Promise<string[]> {
  const compared = await settingsOf(folders);
  const ids = new Set(compared.map(({ id }) => id));
  const settings = new Set(compared.map(settingKey));
  const names = await readdir(runsDir).catch((): string[] => []);
  const past = await settingsOf(names.map((name) => join(runsDir, name)));
  const like = past.filter((one) => settings.has(settingKey(one)) && !ids.has(one.id));
  const isAlone = (one: RunSetting): boolean =>
    ![...like, ...compared].some(
      (other) => other.id !== one.id && other.build === one.build && settingKey(other) === settingKey(one),
    );
  return like
    .filter((one) => known.has(one.id) || !isAlone(one))
    .sort((a, b) => b.startedAtMs - a.startedAtMs || (basename(a.folder) < basename(b.folder) ? -1 : 1))
    .slice(0, PAST_RUNS_MAX)
    .map(({ folder }) => folder);
}

/** Of those folders that are finished records, one after the other: a folder may hold more of them than files may be open. */
async function settingsOf(folders: readonly string[]): Promise<RunSetting[]> {
  const settings: RunSetting[] = [];
  for (const folder of folders) {
    const setting = await readRunSetting(folder).catch((error: unknown) => {
      if (error instanceof HeadroomError) return null;
      throw error;
    });
    if (setting !== null && setting.status === 'complete') settings.push(setting);
  }
  return settings;
}
