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
import type { Evidence } from '../../contract/evidence.ts';
import type { Measured } from '../../contract/measured.ts';
import { type Plan, planSchema } from '../../contract/plan.ts';
import { type Run, runSchema } from '../../contract/run.ts';
import { compareText, LoadData } from './load-data.ts';
import { readEvidence } from './read-evidence.ts';
import { COMPRESSED } from './read-lines.ts';
import { readLoadFile, unreadable } from './read-load-file.ts';
import { type Reconciliation, readReconciliation } from './read-reconciliation.ts';
import { redactDeep } from './redact.ts';
import { type CollectorSamples, readSamples } from './sample-data.ts';

/** Everything that a report is made from. */
export interface RunRecord {
  run: Run;
  plan: Plan;
  /** What the load generators measured. */
  load: LoadData;
  /** What real browsers measured beside them: advisory, and never mixed with the above. */
  browser: LoadData;
  /** Why a browser's file could not be read; null when all could, or there was none. */
  browserProblem: string | null;
  /** Ordered by name. */
  collectors: CollectorSamples[];
  reconciliation: Measured<Reconciliation>;
  /** What explains the figures: counters, plans, slow statements, migrations. */
  evidence: Evidence;
}

/** Reads the record in `runFolder`. Throws HR_RECORD_NOT_FOUND or HR_RECORD_UNREADABLE, naming file and line. */
export async function readRecord(runFolder: string): Promise<RunRecord> {
  const { run, plan } = await readRunAndPlan(runFolder);
  const load = new LoadData();
  const browser = new LoadData();
  let browserProblem: string | null = null;
  for (const name of await ndjsonIn(join(runFolder, 'load'))) {
    const isAdvisory = isBrowserInstance(name);
    await readLoadFile(join(runFolder, 'load', name), `load/${name}`, isAdvisory ? browser : load).catch((error) => {
      if (!isAdvisory || !(error instanceof HeadroomError)) throw error;
      browserProblem = error.message;
    });
  }
  const collectors: CollectorSamples[] = [];
  for (const name of await ndjsonIn(join(runFolder, 'samples'))) {
    collectors.push(await readSamples(join(runFolder, 'samples', name)));
  }
  const reconciliation = await readReconciliation(runFolder);
  const evidence = await readEvidence(runFolder);
  return { run, plan, load, browser, browserProblem, collectors, reconciliation, evidence };
}

/** What ran and what was planned, without what was measured. Throws like `readRecord`. */
export async function readRunAndPlan(runFolder: string): Promise<Pick<RunRecord, 'run' | 'plan'>> {
  if ((await namesIn(runFolder)) === null) {
    throw new HeadroomError('HR_RECORD_NOT_FOUND', `there is no run folder ${runFolder}`);
  }
  const run = redactDeep(await readJson(runFolder, 'run.json', 'run/1', runSchema));
  const plan = redactDeep(await readJson(runFolder, 'plan.json', 'plan/1', planSchema));
  return { run, plan };
}

/** Names of the load files that made the load, without those of browsers; empty where there are none. */
export async function loadFileNames(runFolder: string): Promise<string[]> {
  return (await ndjsonIn(join(runFolder, 'load'))).filter((name) => !isBrowserInstance(name));
}

/** Whether an instance drives browsers instead of making the load. */
export function isBrowserInstance(name: string): boolean {
  return name.startsWith('browser');
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
  // A run that was killed while it compressed has both: the plain one is whole.
  return names.filter((name) => name.endsWith('.ndjson') || isCompressedOnly(name, names)).sort(compareText);
}

function isCompressedOnly(name: string, names: readonly string[]): boolean {
  return name.endsWith(`.ndjson${COMPRESSED}`) && !names.includes(name.slice(0, -COMPRESSED.length));
}

async function namesIn(folder: string): Promise<string[] | null> {
  return await readdir(folder).catch(() => null);
}
