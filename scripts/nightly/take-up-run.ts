/** Whether a run that went on when its job was killed came to its end all the same: then it need not be made anew. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runSchema } from '../../contract/run.ts';
import { type Summary, summarySchema } from '../../contract/summary.ts';
import { writeReport } from '../../reports/index.ts';
import type { MadeRun, Purpose } from './job.ts';

/**
 * The run of a record that is complete, reconciled and summarised; null for any other. The summary is written when all
 * else is there, so that it tells; a page that was not written yet is written now.
 */
export async function takeUpRun(folder: string, purpose: Purpose): Promise<MadeRun | null> {
  const run = runSchema.safeParse(readJson(join(folder, 'run.json')));
  const summary = readSummary(folder);
  if (!run.success || summary === null || run.data.status !== 'complete') return null;
  if (!existsSync(join(folder, 'report.html'))) await writeReport(folder);
  const { id, startedAtMs, endedAtMs = startedAtMs } = run.data;
  const { verdict, because } = summary;
  return { id, purpose, verdict, because, startedAtMs, tookMs: endedAtMs - startedAtMs };
}

/** The summary of a record, or null where there is none that can be read. */
export function readSummary(folder: string): Summary | null {
  const parsed = summarySchema.safeParse(readJson(join(folder, 'summary.json')));
  return parsed.success ? parsed.data : null;
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
