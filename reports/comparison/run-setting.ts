/**
 * What is known of a record without reading what it measured: build, environment, switches, and how it ended.
 *
 * Reads `run.json`, `plan.json` and the first line of each load file, so that hundreds of records are gone through in a
 * second. The environment's key is the one that the whole record gives.
 */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { type LoadHeader, parseLoadLine } from '../../contract/load-file.ts';
import type { Run } from '../../contract/run.ts';
import { COMPRESSED } from '../analysis/read-lines.ts';
import { loadFileNames, readRunAndPlan } from '../analysis/read-record.ts';
import { buildOf, type Environment, environmentOf, togglesOf } from './environment.ts';

/** What a run was made with. */
export interface RunSetting {
  /** As its own record says; its folder may be called otherwise. */
  id: string;
  folder: string;
  status: Run['status'];
  startedAtMs: number;
  build: string;
  workload: string;
  deployment: string;
  profile: string;
  toggles: string;
  environment: Environment;
}

/** The setting of the record in `folder`. Throws HR_RECORD_NOT_FOUND or HR_RECORD_UNREADABLE, naming the file. */
export async function readRunSetting(folder: string): Promise<RunSetting> {
  const { run, plan } = await readRunAndPlan(folder);
  const names = await loadFileNames(folder);
  const files = await Promise.all(
    names.map(async (name) => ({ header: await readLoadHeader(join(folder, 'load', name)) })),
  );
  return {
    id: run.id,
    folder,
    status: run.status,
    startedAtMs: run.startedAtMs,
    build: buildOf(run),
    workload: run.workload,
    deployment: run.deployment,
    profile: run.profile,
    toggles: togglesOf(run),
    environment: environmentOf({ run, plan, load: { files } }),
  };
}

/** Two runs of one setting differ in nothing but the build: the same machine, data, load and switches. */
export function settingKey({ environment, toggles }: { environment: { key: string }; toggles: string }): string {
  return `${environment.key} ${toggles}`;
}

/** The first line of a load file; null where it is none, or cannot be read. */
async function readLoadHeader(path: string): Promise<LoadHeader | null> {
  const file = createReadStream(path);
  const input = path.endsWith(COMPRESSED) ? file.pipe(createGunzip()) : file;
  try {
    for await (const text of createInterface({ input })) {
      const parsed = parseLoadLine(text);
      return parsed.kind === 'header' ? parsed.line : null;
    }
    return null;
  } catch {
    // What is wrong with the file is said by whoever reads it whole.
    return null;
  } finally {
    file.destroy();
  }
}
