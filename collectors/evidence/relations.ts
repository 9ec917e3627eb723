/**
 * The counters of tables and indexes of the connected database, without the system's own.
 *
 * Needs no right beyond connecting. A session counts a scan when its transaction has ended, at most once a second; what
 * a busy pool did in the last second may be missing (PostgreSQL, "The Cumulative Statistics System").
 */
import { z } from 'zod';
import { type DatabaseSnapshot, indexUsageSchema, tableUsageSchema } from '../../contract/evidence.ts';
import { measured, unavailable } from '../../contract/measured.ts';
import { OWN_STATEMENT } from '../postgres-session.ts';
import type { Ask } from './ask.ts';

const trackSchema = z.tuple([z.object({ track: z.string() })]);

/** Every table, largest first. Unavailable where the server does not count, since all counters would be 0. */
export async function readTables(ask: Ask): Promise<DatabaseSnapshot['tables']> {
  return (await readCountsOff(ask)) ?? measured(z.array(tableUsageSchema).parse(await ask(TABLES)));
}

/** Every index, ordered by table and name. Keys are spelt as PostgreSQL spells them: ascending order is not written. */
export async function readIndexes(ask: Ask): Promise<DatabaseSnapshot['indexes']> {
  return (await readCountsOff(ask)) ?? measured(z.array(indexUsageSchema).parse(await ask(INDEXES)));
}

async function readCountsOff(ask: Ask) {
  const rows = await ask(`SELECT ${OWN_STATEMENT} current_setting('track_counts') AS track`);
  const [{ track }] = trackSchema.parse(rows);
  return track === 'on' ? undefined : unavailable('track_counts is off: ALTER SYSTEM SET track_counts = on');
}

// A database that was copied from a template counts from nothing; what ANALYZE saw in the template came with it.
const TABLES = `SELECT ${OWN_STATEMENT} s.schemaname AS schema, s.relname AS name,
    coalesce(pg_table_size(s.relid), 0)::float8 AS bytes,
    greatest(s.n_live_tup, coalesce(c.reltuples, 0))::float8 AS "liveRows",
    s.seq_scan::float8 AS "sequentialScans", s.seq_tup_read::float8 AS "sequentialRows",
    coalesce(s.idx_scan, 0)::float8 AS "indexScans", s.n_tup_ins::float8 AS inserted, s.n_tup_upd::float8 AS updated,
    s.n_tup_hot_upd::float8 AS "hotUpdated", s.n_tup_del::float8 AS deleted
  FROM pg_stat_user_tables s LEFT JOIN pg_class c ON c.oid = s.relid
  ORDER BY bytes DESC, s.schemaname, s.relname`;

const INDEXES = `SELECT ${OWN_STATEMENT} s.schemaname AS schema, s.relname AS table, s.indexrelname AS name,
    pg_get_indexdef(i.indexrelid) AS definition, am.amname::text AS method,
    ARRAY(SELECT pg_get_indexdef(i.indexrelid, n, true) || ${keyOrder('i.indoption[n - 1]')}
      FROM generate_series(1, i.indnkeyatts) AS n ORDER BY n) AS keys,
    ARRAY(SELECT pg_get_indexdef(i.indexrelid, n, true)
      FROM generate_series(i.indnkeyatts + 1, i.indnatts) AS n ORDER BY n) AS included,
    pg_get_expr(i.indpred, i.indrelid, true) AS predicate,
    i.indisunique AS "isUnique", i.indisprimary AS "isPrimary", i.indisvalid AS "isValid",
    coalesce(pg_relation_size(i.indexrelid), 0)::float8 AS bytes, s.idx_scan::float8 AS scans,
    s.idx_tup_read::float8 AS "entriesRead", s.idx_tup_fetch::float8 AS "rowsFetched",
    b.idx_blks_hit::float8 AS "blocksHit", b.idx_blks_read::float8 AS "blocksRead"
  FROM pg_stat_user_indexes s
    JOIN pg_statio_user_indexes b USING (indexrelid)
    JOIN pg_index i USING (indexrelid)
    JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_am am ON am.oid = c.relam
  ORDER BY s.schemaname, s.relname, s.indexrelname`;

/** How a key's order is written: bit 0 is DESC, bit 1 NULLS FIRST, which is the default of DESC (pg_index.h). */
function keyOrder(option: string): string {
  return `CASE ${option} & 3 WHEN 1 THEN ' DESC NULLS LAST' WHEN 2 THEN ' NULLS FIRST' WHEN 3 THEN ' DESC' ELSE '' END`;
}
