/**
 * The one statement that a scrape of PostgreSQL runs, and how its rows become values.
 *
 * Names are those of postgres_exporter where it has the same thing. Counts are of client sessions of the connected
 * database, without the collector's own. Pure: opens nothing.
 *
 * The transaction counters contain the collector's own transaction, one a scrape.
 */
import type { SampleValue } from '../contract/samples.ts';
import { pushValue, type Scrape } from './collector.ts';
import { APPLICATION_NAME, OWN_STATEMENT } from './postgres-session.ts';

/** The first version whose `pg_locks` says when a wait began. */
const WAITSTART_VERSION_NUM = 140_000;

/** Sessions are in one of these states; a state without sessions is a true zero. */
const STATES = ['active', 'idle', 'idle in transaction', 'idle in transaction (aborted)'];

/** Kinds of waits that a busy database shows; a kind without sessions is a true zero. */
const WAIT_EVENT_TYPES = ['Client', 'IO', 'IPC', 'LWLock', 'Lock', 'Timeout'];

/** What stands for the state of a session that the collector's user may not see. */
const HIDDEN = 'hidden';

/** A row: metric, label value or null, figure or null. */
export type StatementRow = readonly [name: string, label: string | null, value: number | null];

/** The statement for a server of version `versionNum` (`server_version_num`, such as 180004); no parameters. */
export function scrapeStatement(versionNum: number): string {
  const longestWait =
    versionNum >= WAITSTART_VERSION_NUM
      ? `CASE WHEN NOT EXISTS (SELECT FROM others WHERE wait_event_type = 'Lock') THEN 0
           ELSE (SELECT coalesce(max(extract(epoch FROM clock_timestamp() - l.waitstart)), 0)
                 FROM pg_locks l JOIN others USING (pid) WHERE NOT l.granted) END`
      : 'NULL';
  return `SELECT ${OWN_STATEMENT} name, label, value::float8 FROM (
  WITH sessions AS MATERIALIZED (
    SELECT pid, state, wait_event_type, backend_type,
      pid = pg_backend_pid() OR application_name IS NOT DISTINCT FROM '${APPLICATION_NAME}' AS own
    FROM pg_stat_activity WHERE datname = current_database()
  ), others AS MATERIALIZED (
    SELECT pid, coalesce(state, '${HIDDEN}') AS state, wait_event_type FROM sessions
    WHERE NOT own AND coalesce(backend_type, 'client backend') = 'client backend'
  )
  SELECT 'pg_stat_activity_count' AS name, state AS label, count(*) AS value FROM others GROUP BY state
  UNION ALL
  SELECT 'pg_stat_activity_wait_count', wait_event_type, count(*) FROM others
    WHERE wait_event_type IS NOT NULL AND state <> 'idle' GROUP BY wait_event_type
  UNION ALL SELECT 'pg_blocked_sessions', NULL, count(*) FROM others WHERE wait_event_type = 'Lock'
  UNION ALL SELECT 'pg_longest_wait_seconds', NULL, ${longestWait}
  UNION ALL SELECT 'pg_settings_max_connections', NULL, current_setting('max_connections')::float8
  UNION ALL
  SELECT 'pg_stat_database_' || v.name, NULL, v.value FROM pg_stat_database d, LATERAL (VALUES
    ('blks_hit', d.blks_hit::float8), ('blks_read', d.blks_read), ('xact_commit', d.xact_commit),
    ('xact_rollback', d.xact_rollback), ('temp_files', d.temp_files), ('temp_bytes', d.temp_bytes),
    ('deadlocks', d.deadlocks),
    ('numbackends', greatest(0, d.numbackends - (SELECT count(*) FROM sessions WHERE own)))
  ) AS v (name, value) WHERE d.datname = current_database()
) AS scrape`;
}

/** The values of a scrape's rows. */
export function valuesOfRows(rows: readonly StatementRow[]): Scrape {
  const values: SampleValue[] = [{ name: 'pg_up', value: 1 }];
  const hidden = rows.find(([name, label]) => name === 'pg_stat_activity_count' && label === HIDDEN)?.[2] ?? 0;
  for (const [name, label, value] of rows) {
    // Of hidden sessions nobody knows whether they wait.
    if (hidden > 0 && (name === 'pg_blocked_sessions' || name === 'pg_longest_wait_seconds')) continue;
    pushValue(values, name, value ?? undefined, label === null ? undefined : { [labelOf(name)]: label });
  }
  if (hidden > 0)
    return { values, remark: `${hidden} sessions of other users are hidden; GRANT pg_monitor shows them` };
  pushZeros(values, 'pg_stat_activity_count', STATES);
  pushZeros(values, 'pg_stat_activity_wait_count', WAIT_EVENT_TYPES);
  return { values };
}

function labelOf(name: string): string {
  return name === 'pg_stat_activity_wait_count' ? 'wait_event_type' : 'state';
}

function pushZeros(values: SampleValue[], name: string, labels: readonly string[]): void {
  const label = labelOf(name);
  const present = new Set(values.filter((value) => value.name === name).map((value) => value.labels?.[label]));
  for (const missing of labels) if (!present.has(missing)) pushValue(values, name, 0, { [label]: missing });
}
