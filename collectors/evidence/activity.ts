/**
 * Slow statements in samples of `pg_stat_activity`.
 *
 * A statement is reported once, when a sample no longer shows it; its duration is the one at its last sample and so a
 * lower bound. The waits are counted by sample. Pure: asks nobody.
 */
import { APPLICATION_NAME, OWN_STATEMENT } from '../postgres-session.ts';
import type { SeenStatement } from './slow-merge.ts';
import { normaliseStatement } from './statement-text.ts';

/** Characters of a statement that are asked for; the server itself keeps 1,024 bytes unless it is told otherwise. */
const ASKED_CHARS_MAX = 8_192;

/** The first version whose activity names the queryid. */
const QUERY_ID_VERSION_NUM = 140_000;

/** One statement at one sample, as `activityStatement` has it. */
export interface ActivityRow {
  pid: number;
  /** When it began, and when the sample was taken: Unix milliseconds, by the server's clock. */
  startedAtMs: number;
  nowMs: number;
  /** `Lock: transactionid`, or null: it ran. */
  event: string | null;
  id: string | null;
  text: string;
}

/** One cheap query: the statements that have run for longer than $1 ms; a row without a pid counts hidden sessions. */
export function activityStatement(versionNum: number): string {
  const id = versionNum >= QUERY_ID_VERSION_NUM ? 'query_id::text' : 'NULL::text';
  return `SELECT ${OWN_STATEMENT} pid, extract(epoch FROM query_start)::float8 * 1000 AS "startedAtMs",
    extract(epoch FROM clock_timestamp())::float8 * 1000 AS "nowMs",
    wait_event_type || ': ' || wait_event AS event, ${id} AS id, left(query, ${ASKED_CHARS_MAX}) AS text
  FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND application_name IS DISTINCT FROM '${APPLICATION_NAME}'
    AND (state IN ('active', 'fastpath function call') AND backend_type = 'client backend'
        AND query_start < clock_timestamp() - $1::float8 * interval '1 ms'
      OR query = '<insufficient privilege>')`;
}

/** Whether a row is of a session that the collector's user may not see. */
export function isHidden(row: { startedAtMs: number | null }): boolean {
  return row.startedAtMs === null;
}

/** Follows statements from sample to sample. */
export interface ActivityTracker {
  /** Takes a sample; returns the statements that have ended since the one before. */
  sample(rows: readonly ActivityRow[]): SeenStatement[];
  /** The statements that still run: no further sample will come. */
  rest(): SeenStatement[];
}

interface Running {
  first: ActivityRow;
  last: ActivityRow;
  waits: Map<string, number>;
}

/** Nothing runs yet. */
export function createActivityTracker(): ActivityTracker {
  const running = new Map<string, Running>();

  function end(keys: Iterable<string>): SeenStatement[] {
    const ended: SeenStatement[] = [];
    for (const key of keys) {
      const statement = running.get(key);
      running.delete(key);
      if (statement !== undefined) ended.push(seen(statement));
    }
    return ended;
  }

  return {
    sample(rows) {
      const gone = new Set(running.keys());
      for (const row of rows) {
        const key = `${row.pid} ${row.startedAtMs}`;
        gone.delete(key);
        const statement = running.get(key) ?? { first: row, last: row, waits: new Map<string, number>() };
        running.set(key, statement);
        statement.last = row;
        if (row.event !== null) statement.waits.set(row.event, (statement.waits.get(row.event) ?? 0) + 1);
      }
      return end(gone);
    },
    rest: () => end([...running.keys()]),
  };
}

function seen({ first, last, waits }: Running): SeenStatement {
  return {
    pid: first.pid,
    atMs: first.startedAtMs,
    source: 'activity',
    id: last.id,
    text: normaliseStatement(first.text),
    durationMs: Math.max(0, last.nowMs - first.startedAtMs),
    waits: [...waits].map(([event, samples]) => ({ event, samples })).sort((a, b) => b.samples - a.samples),
    planHash: null,
    plan: null,
  };
}
