/**
 * Whether the evidence that was paid for is there: both snapshots with every part, and nearly every sample.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { databaseSnapshotSchema, slowWatchSchema } from '../../contract/evidence.ts';

/** Share of the samples that may be missing: what lies beside a snapshot, or in a busy second. */
const MISSING_SHARE_MAX = 0.1;

/** What was found. */
export interface EvidenceCheck {
  /** In words, for the table. */
  found: string;
  problems: string[];
}

/** Reads `evidence/` of a run that took at least `seconds`. */
export async function checkEvidence(runFolder: string, seconds: number): Promise<EvidenceCheck> {
  const read = async (name: string): Promise<unknown> =>
    JSON.parse(await readFile(join(runFolder, 'evidence', name), 'utf8'));
  const problems: string[] = [];
  const found: string[] = [];
  for (const moment of ['before', 'after']) {
    const parsed = databaseSnapshotSchema.safeParse(await read(`database-${moment}.json`));
    if (!parsed.success) {
      problems.push(`no snapshot ${moment}`);
      continue;
    }
    const { statements, tables, indexes, settings, tookMs } = parsed.data;
    for (const [part, { status }] of Object.entries({ statements, tables, indexes, settings }))
      if (status !== 'ok') problems.push(`no ${part} ${moment}`);
    const rows = statements.status === 'ok' ? statements.value.rows.length + statements.value.omitted : 0;
    found.push(`${rows} statements in ${tookMs} ms`);
  }
  const { activity, log, kept } = slowWatchSchema.parse(await read('slow-watch.json'));
  if (activity.status !== 'ok') problems.push(activity.reason);
  else {
    const { samples, intervalMs } = activity.value;
    if (samples < (1 - MISSING_SHARE_MAX) * seconds * (1000 / intervalMs)) problems.push(`only ${samples} samples`);
    found.push(`${samples} samples of activity`);
  }
  found.push(log.status === 'ok' ? `${log.value.lines} lines of the log` : log.reason, `${kept} slow statements`);
  return { found: found.join(', '), problems };
}
