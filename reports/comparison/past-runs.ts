/**
 * Which records of a runs folder may tell how much equal runs differ: those of the same load, data, machine and switches
 * as the compared ones, the latest first. Reads `run.json` and `plan.json` only; the comparison checks the rest.
 */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { planSchema } from '../../contract/plan.ts';
import { runSchema } from '../../contract/run.ts';
import { LoadData } from '../analysis/load-data.ts';
import { environmentOf, togglesOf } from './environment.ts';

/** Latest past runs that a noise floor is learned from (STATISTICS.md section 2, step 3). */
const PAST_RUNS_MAX = 20;

interface Setting {
  id: string;
  folder: string;
  startedAtMs: number;
  setting: string;
}

/** Folders of past runs like those in `folders`, without these; at most 20, the latest first. */
export async function pastRunsLike(folders: readonly string[], runsDir: string): Promise<string[]> {
  const compared = (await Promise.all(folders.map(readSetting))).flatMap((one) => one ?? []);
  const ids = new Set(compared.map(({ id }) => id));
  const settings = new Set(compared.map(({ setting }) => setting));
  const names = await readdir(runsDir).catch((): string[] => []);
  const past = await Promise.all(names.map((name) => readSetting(join(runsDir, name))));
  return past
    .flatMap((one) => (one !== null && settings.has(one.setting) && !ids.has(one.id) ? [one] : []))
    .sort((a, b) => b.startedAtMs - a.startedAtMs || (basename(a.folder) < basename(b.folder) ? -1 : 1))
    .slice(0, PAST_RUNS_MAX)
    .map(({ folder }) => folder);
}

/** What is known of a run without its load; null for what is no record, or was never finished. */
async function readSetting(folder: string): Promise<Setting | null> {
  const run = runSchema.safeParse(await readJson(join(folder, 'run.json')));
  const plan = planSchema.safeParse(await readJson(join(folder, 'plan.json')));
  if (!run.success || !plan.success || run.data.status !== 'complete') return null;
  const { key } = environmentOf({ run: run.data, plan: plan.data, load: new LoadData() });
  const { id, startedAtMs } = run.data;
  return { id, folder, startedAtMs, setting: `${key} ${togglesOf(run.data)}` };
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}
