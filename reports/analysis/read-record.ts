/**
 * Reads a run's record folder: `run.json`, `plan.json`, every load file, every collector's samples.
 *
 * Secrets are taken out here, before anything is derived. What is missing but may be (load files of a run that died
 * at once) is left empty; what must be there and is not raises HR_RECORD_UNREADABLE. Never writes.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { HeadroomError } from '../../contract/errors.ts';
import { type Plan, planSchema } from '../../contract/plan.ts';
import { type Run, runSchema } from '../../contract/run.ts';
import { compareText, LoadData } from './load-data.ts';
import { readLoadFile, unreadable } from './read-load-file.ts';
import { redactDeep } from './redact.ts';
import { type CollectorSamples, readSamples } from './sample-data.ts';

/** Everything that a report is made from. */
export interface RunRecord {
  run: Run;
  plan: Plan;
  load: LoadData;
  /** Ordered by name. */
  collectors: CollectorSamples[];
}

/** Reads the record in `runFolder`. Throws HR_RECORD_NOT_FOUND or HR_RECORD_UNREADABLE, naming file and line. */
export async function readRecord(runFolder: string): Promise<RunRecord> {
  if ((await namesIn(runFolder)) === null) {
    throw new HeadroomError('HR_RECORD_NOT_FOUND', `there is no run folder ${runFolder}`);
  }
  const run = redactDeep(await readJson(runFolder, 'run.json', 'run/1', runSchema));
  const plan = redactDeep(await readJson(runFolder, 'plan.json', 'plan/1', planSchema));
  const load = new LoadData();
  for (const name of await ndjsonIn(join(runFolder, 'load'))) {
    await readLoadFile(join(runFolder, 'load', name), `load/${name}`, load);
  }
  const collectors: CollectorSamples[] = [];
  for (const name of await ndjsonIn(join(runFolder, 'samples'))) {
    collectors.push(await readSamples(join(runFolder, 'samples', name)));
  }
  return { run, plan, load, collectors };
}

async function readJson<S extends z.ZodType>(
  folder: string,
  name: string,
  version: string,
  schema: S,
): Promise<z.infer<S>> {
  const text = await readFile(join(folder, name), 'utf8').catch((error: unknown) => {
    throw unreadable(name, 0, `cannot be read (${error instanceof Error ? error.message.split(',')[0] : 'unknown'})`);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unreadable(name, 0, `is no JSON: ${error instanceof Error ? error.message : 'unknown'}`);
  }
  const found = typeof value === 'object' && value !== null && 'headroom' in value ? value.headroom : undefined;
  if (found !== version) {
    throw unreadable(name, 0, `is of version ${JSON.stringify(found) ?? 'none'}; this suite reads ${version}`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw unreadable(name, 0, problems.slice(0, 5).join('; '));
}

async function ndjsonIn(folder: string): Promise<string[]> {
  const names = (await namesIn(folder)) ?? [];
  return names.filter((name) => name.endsWith('.ndjson')).sort(compareText);
}

async function namesIn(folder: string): Promise<string[] | null> {
  return await readdir(folder).catch(() => null);
}
