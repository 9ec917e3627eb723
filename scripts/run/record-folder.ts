/**
 * Creates the folder of a run and writes what the suite itself knows about it. Append-only for everybody else.
 *
 * `run.json` is replaced atomically, so that a killed run leaves the state of its last step and never half a file.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { HeadroomError } from '../../contract/errors.ts';
import type { Plan } from '../../contract/plan.ts';
import type { Run } from '../../contract/run.ts';
import { redactUrls } from './redact-urls.ts';

/** A new record's folder with its sub-folders, all 0700; HR_RECORD_UNWRITABLE when that is not possible. */
export function createRecordFolder(runsDir: string, id: string): string {
  const folder = join(runsDir, id);
  return writing(folder, () => {
    mkdirSync(runsDir, { recursive: true });
    mkdirSync(folder, { mode: 0o700 });
    for (const name of ['load', 'samples', 'evidence', 'logs']) mkdirSync(join(folder, name), { mode: 0o700 });
    return folder;
  });
}

/** A run's id: when, what, and four characters that keep two of the same second apart. */
export function createRunId(nowMs: number, workload: string, suffix: string): string {
  const stamp = new Date(nowMs).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `${stamp}-${workload}-${suffix}`;
}

/** Writes or replaces `run.json`. */
export function writeRun(folder: string, run: Run): void {
  writeAtomically(join(folder, 'run.json'), `${JSON.stringify(run, null, 2)}\n`);
}

/** Writes `plan.json`, from which k6 and the analysis read. */
export function writePlan(folder: string, plan: Plan): string {
  const path = join(folder, 'plan.json');
  writeAtomically(path, `${JSON.stringify(plan, null, 2)}\n`);
  return path;
}

/** Writes one file of `evidence/`; secrets in addresses are taken out. */
export function writeEvidence(folder: string, name: string, document: object): void {
  writeAtomically(join(folder, 'evidence', name), `${JSON.stringify(redactUrls(document), null, 2)}\n`);
}

/** One hash of all files below a folder (names and content), for "the same scenarios". */
export function hashFolder(folder: string): string {
  const hash = createHash('sha256');
  for (const path of listFiles(folder)) {
    hash.update(relative(folder, path)).update('\0').update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

function listFiles(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? listFiles(path) : [path];
    });
}

function writeAtomically(path: string, text: string): void {
  writing(path, () => {
    writeFileSync(`${path}.tmp`, text, { mode: 0o600 });
    renameSync(`${path}.tmp`, path);
  });
}

function writing<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HeadroomError('HR_RECORD_UNWRITABLE', `${path} could not be written: ${reason}`, { cause: error });
  }
}
