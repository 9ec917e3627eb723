/** The jobs in a folder of nights: read, listed and replaced whole. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HeadroomError } from '../../contract/errors.ts';
import { type Job, jobSchema } from './job.ts';
import { writeWhole } from './write-whole.ts';

/** Where nights lie. */
export function nightsFolder(runsDir: string): string {
  return join(runsDir, 'nights');
}

/** Replaces the job's file. HR_RECORD_UNWRITABLE. */
export function saveJob(nights: string, job: Job): void {
  writeWhole(jobPath(nights, job.night), `${JSON.stringify(job, null, 2)}\n`);
}

/** The job of a night, or null where there is none. HR_RECORD_UNREADABLE for a file that is torn or of another version. */
export function readJob(nights: string, night: string): Job | null {
  const path = jobPath(nights, night);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
    throw unreadable(path, error);
  }
  try {
    return jobSchema.parse(JSON.parse(text));
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** The jobs that never came to their end, the latest start first. Files that cannot be read are passed over. */
export function unfinishedJobs(nights: string): Job[] {
  return namesIn(nights)
    .flatMap((night) => {
      try {
        return readJob(nights, night) ?? [];
      } catch {
        // Asked for by its night it is named; here it would keep every other night from being made.
        return [];
      }
    })
    .filter(({ finishedAtMs }) => finishedAtMs === null)
    .sort((a, b) => b.startedAtMs - a.startedAtMs);
}

function jobPath(nights: string, night: string): string {
  return join(nights, night, 'job.json');
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /^\d{4}-\d{2}-\d{2}$/.test(name));
  } catch {
    return [];
  }
}

function unreadable(path: string, error: unknown): HeadroomError {
  const reason = error instanceof Error ? error.message : String(error);
  return new HeadroomError('HR_RECORD_UNREADABLE', `${path} cannot be read: ${reason}`, {
    cause: error,
    hint: 'Remove the file to make that night anew; its records and figures are untouched.',
  });
}
