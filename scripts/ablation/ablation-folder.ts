/**
 * The folder of an ablation, `<runs>/ablations/<id>`: made once, its record replaced after every run.
 *
 * It exists so that an interruption loses nothing: what has ended stands in the record before the next run begins.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { HeadroomError } from '../../contract/errors.ts';
import { nearestName } from '../../contract/nearest-name.ts';
import type { AblationRecord, MadeRun, ScheduledRun } from '../../reports/ablation/index.ts';

/** Where ablations lie; their runs lie beside this folder like any others. */
export function ablationsFolder(runsDir: string): string {
  return join(runsDir, 'ablations');
}

/** Makes the folder and writes the record; HR_RECORD_UNWRITABLE when that is not possible. */
export function createAblation(runsDir: string, record: AblationRecord): string {
  const folder = join(ablationsFolder(runsDir), record.id);
  writing(folder, () => mkdirSync(folder, { recursive: true, mode: 0o700 }));
  saveAblation(folder, record);
  return folder;
}

/** Replaces the record; readers see the old one or the new one. */
export function saveAblation(folder: string, record: AblationRecord): void {
  const path = join(folder, 'ablation.json');
  writing(path, () => {
    writeFileSync(`${path}.tmp`, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${path}.tmp`, path);
  });
}

/** The folder of an ablation given by id, by path, or as `latest`; HR_RECORD_NOT_FOUND names the nearest id. */
export function findAblation(runsDir: string, given: string): string {
  const ids = listAblations(runsDir);
  const id = given === 'latest' ? ids.at(-1) : given;
  for (const candidate of id === undefined
    ? []
    : [join(ablationsFolder(runsDir), id), isAbsolute(id) ? id : resolve(id)]) {
    if (existsSync(join(candidate, 'ablation.json'))) return candidate;
  }
  const nearest = nearestName(given, ids);
  throw new HeadroomError('HR_RECORD_NOT_FOUND', `there is no ablation '${given}' in ${ablationsFolder(runsDir)}`, {
    hint: nearest === undefined ? 'Make one with `npm run ablation`.' : `Did you mean '${nearest}'?`,
  });
}

/** What is still to be run, in order: everything without a record, failed runs included. */
export function remainingRuns({ schedule, made }: AblationRecord): ScheduledRun[] {
  return schedule.filter(
    ({ round, arm }) => !made.some((one) => one.round === round && one.arm === arm && one.runId !== null),
  );
}

/** The record with a run that was made; one of the same arm and round that failed before is replaced. */
export function withMadeRun(record: AblationRecord, made: MadeRun): AblationRecord {
  const others = record.made.filter((one) => one.round !== made.round || one.arm !== made.arm);
  return { ...record, made: [...others, made] };
}

/** Oldest first: ids begin with their time. */
function listAblations(runsDir: string): string[] {
  const folder = ablationsFolder(runsDir);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'ablation.json')))
    .sort();
}

function writing(path: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HeadroomError('HR_RECORD_UNWRITABLE', `${path} could not be written: ${reason}`, { cause: error });
  }
}
