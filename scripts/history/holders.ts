/**
 * Who holds a record: pinned sets, and series and nightly jobs that are not finished, which keep it from being pruned; and
 * finished nights, whose figures stay when the record goes. Reads only.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { nightSchema } from '../../contract/night.ts';
import { madeRunSchema } from '../../contract/series.ts';
import { nightsFolder, unfinishedJobs } from '../nightly/job-file.ts';
import { listPinnedSets } from '../records/pinned-sets.ts';

/** Who holds records, by run id. */
export interface Holders {
  sets: ReadonlyMap<string, string[]>;
  /** Series and nightly jobs that go on with the runs they have made. */
  series: ReadonlyMap<string, string[]>;
  nights: ReadonlyMap<string, string[]>;
  /** Sets that cannot be read: what they pin is not known. */
  unreadableSets: { name: string; reason: string }[];
}

/** Folders of the runs folder that hold series, and the file of each. */
const SERIES = [
  ['ab', 'ab.json'],
  ['ablations', 'ablation.json'],
  ['noise', 'schedule.json'],
] as const;

/** Of a series' record only what says whether it is finished. */
const seriesSchema = z.object({ schedule: z.array(z.unknown()), made: z.array(madeRunSchema) });

/** All holders of a runs folder. A night or a series that cannot be read holds nothing. */
export function findHolders(runsDir: string): Holders {
  const { sets, unreadable } = listPinnedSets(runsDir);
  const holders = { sets: new Map(), series: new Map(), nights: new Map() };
  for (const { name, runs } of sets) for (const id of runs) add(holders.sets, id, name);
  for (const [folder, file] of SERIES) {
    for (const id of namesIn(join(runsDir, folder))) {
      const series = read(join(runsDir, folder, id, file), seriesSchema);
      const made = series?.made.flatMap(({ runId }) => runId ?? []) ?? [];
      if (series === null || made.length >= series.schedule.length) continue;
      for (const runId of made) add(holders.series, runId, `${folder}/${id}`);
    }
  }
  const nights = nightsFolder(runsDir);
  for (const { night, runs, underway } of unfinishedJobs(nights)) {
    for (const id of [...runs.map((run) => run.id), underway?.id ?? []].flat()) {
      add(holders.series, id, `nights/${night}`);
    }
  }
  for (const name of namesIn(nights)) {
    const night = read(join(nights, name, 'night.json'), nightSchema);
    for (const { id } of night?.runs ?? []) add(holders.nights, id, name);
  }
  return { ...holders, unreadableSets: unreadable };
}

function add(map: Map<string, string[]>, id: string, holder: string): void {
  map.set(id, [...(map.get(id) ?? []), holder]);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function read<T>(path: string, schema: z.ZodType<T>): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
