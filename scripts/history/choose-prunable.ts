/**
 * Which records may be deleted, and why the others stay. Pure: it is given the records and the time.
 *
 * In doubt a record stays: one that cannot be read may be of a later suite, and one that is written to may be under way.
 */
import type { HistoryEntry } from './read-history.ts';

/** What makes a record superfluous; with both, both must hold. */
export interface PruneCriteria {
  /** The newest ones that stay. */
  keep?: number | undefined;
  /** Only those that began longer ago than this, milliseconds. */
  olderThanMs?: number | undefined;
}

/** What is done with a record. */
export interface PruneDecision {
  entry: HistoryEntry;
  /** Why it stays; null: it goes. */
  stays: string | null;
}

/** A record that did not finish stays this long after its last change: it may be under way, or still be looked into. */
export const UNFINISHED_KEPT_MS = 24 * 3_600_000;

/** A decision for each record, in the given order, which is the newest first. */
export function choosePrunable(
  entries: readonly HistoryEntry[],
  { keep, olderThanMs }: PruneCriteria,
  nowMs: number,
): PruneDecision[] {
  const readable = entries.filter(({ startedAtMs }) => startedAtMs !== null);
  const newest = new Set(readable.slice(0, keep ?? 0).map(({ id }) => id));
  return entries.map((entry) => ({ entry, stays: reasonToKeep(entry, { newest, olderThanMs, nowMs }) }));
}

function reasonToKeep(
  entry: HistoryEntry,
  { newest, olderThanMs, nowMs }: { newest: ReadonlySet<string>; olderThanMs: number | undefined; nowMs: number },
): string | null {
  const { startedAtMs, runId, status, sets, series, changedAtMs } = entry;
  if (startedAtMs === null || runId === null) return `it cannot be read: ${entry.reason}`;
  if (sets.length > 0) return `pinned by ${sets.join(', ')}`;
  if (series.length > 0) return `${series.join(', ')} goes on with it`;
  if (status !== 'complete' && nowMs - changedAtMs < UNFINISHED_KEPT_MS) {
    return status === 'running' ? 'it may be under way' : 'it did not finish, less than a day ago';
  }
  if (newest.has(entry.id)) return 'among the newest';
  return olderThanMs !== undefined && nowMs - startedAtMs <= olderThanMs ? 'not that old' : null;
}
