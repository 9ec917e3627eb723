/**
 * The counters of pg_stat_statements for the connected database.
 *
 * Keeps normalised text only. Leaves out other databases and the collectors' own statements. Rows of several users or
 * nesting levels are added by queryid. Does nothing by halves: where texts are hidden the whole part is unavailable,
 * because a ranking without the other users' statements would mislead.
 */
import { z } from 'zod';
import { type DatabaseSnapshot, STATEMENTS_MAX, statementRowSchema } from '../../contract/evidence.ts';
import { measured, unavailable } from '../../contract/measured.ts';
import { OWN_STATEMENT } from '../postgres-session.ts';
import { type Ask, grantMonitor } from './ask.ts';
import { normaliseStatement } from './statement-text.ts';

/** Characters of a text that are asked for; more than are kept, because white space goes. */
const ASKED_CHARS_MAX = 8_192;

/** Times of reading and writing, milliseconds; which of them there are depends on the extension's version. */
const IO_COLUMNS = [
  ...['blk_read_time', 'blk_write_time', 'shared_blk_read_time', 'shared_blk_write_time'],
  ...['local_blk_read_time', 'local_blk_write_time', 'temp_blk_read_time', 'temp_blk_write_time'],
];

const extensionSchema = z.object({
  view: z.string(),
  version: z.string(),
  columns: z.array(z.string()),
  track: z.string().nullable(),
});
const rowSchema = statementRowSchema.extend({ id: z.string().nullable(), all: z.number(), hidden: z.number() });

/** The STATEMENTS_MAX statements with the most time; `role` is who asks, for the GRANT that a reason names. */
export async function readStatements(ask: Ask, role: string): Promise<DatabaseSnapshot['statements']> {
  const [found] = z.array(extensionSchema).parse(await ask(EXTENSION));
  if (found === undefined) {
    return unavailable('the extension is missing: CREATE EXTENSION pg_stat_statements, in this database');
  }
  if (!found.columns.includes('total_exec_time')) {
    return unavailable(`version ${found.version} is too old: ALTER EXTENSION pg_stat_statements UPDATE (1.8 or later)`);
  }
  const rows = z.array(rowSchema).parse(await ask(countersOf(found.view, found.columns)));
  const hidden = rows[0]?.hidden ?? 0;
  if (hidden > 0)
    return unavailable(`statements of other users are hidden (${hidden}); ${grantMonitor(role)} shows them`);
  if (found.track === 'none') {
    return unavailable(`pg_stat_statements.track is none: ALTER SYSTEM SET pg_stat_statements.track = 'top'`);
  }
  const kept = rows.flatMap(({ id, all: _all, hidden: _hidden, ...row }) =>
    id === null ? [] : [{ ...row, id, text: normaliseStatement(row.text) }],
  );
  return measured({ rows: kept, omitted: (rows[0]?.all ?? 0) - kept.length });
}

const EXTENSION = `SELECT ${OWN_STATEMENT} e.extversion AS version,
    quote_ident(n.nspname) || '.pg_stat_statements' AS view,
    ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped) AS columns,
    current_setting('pg_stat_statements.track', true) AS track
  FROM pg_extension e
    JOIN pg_namespace n ON n.oid = e.extnamespace
    JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = 'pg_stat_statements'
  WHERE e.extname = 'pg_stat_statements'`;

/**
 * One row a queryid. The deviation is that of all executions together: of each row, calls × (stddev² + mean²) is the
 * sum of the squares of its times.
 */
function countersOf(view: string, columns: readonly string[]): string {
  const io = IO_COLUMNS.filter((column) => columns.includes(column)).map((column) => `sum(${column})`);
  return `SELECT ${OWN_STATEMENT} queryid::text AS id, text, calls, "totalMs", "maxMs", rows, "blocksHit", "blocksRead",
    "tempBlocksRead", "tempBlocksWritten", "ioMs",
    coalesce(sqrt(greatest(0, squares / nullif(calls, 0) - ("totalMs" / nullif(calls, 0)) ^ 2)), 0) AS "stddevMs",
    (count(*) OVER ())::float8 AS all, (sum(hidden) OVER ())::float8 AS hidden
  FROM (
    SELECT queryid, count(*) FILTER (WHERE queryid IS NULL) AS hidden,
      min(left(coalesce(query, 'text not kept by the server'), ${ASKED_CHARS_MAX}) COLLATE "C") AS text,
      sum(calls)::float8 AS calls, sum(total_exec_time)::float8 AS "totalMs", max(max_exec_time)::float8 AS "maxMs",
      sum(calls * (stddev_exec_time ^ 2 + mean_exec_time ^ 2))::float8 AS squares, sum(rows)::float8 AS rows,
      sum(shared_blks_hit)::float8 AS "blocksHit", sum(shared_blks_read)::float8 AS "blocksRead",
      sum(temp_blks_read)::float8 AS "tempBlocksRead", sum(temp_blks_written)::float8 AS "tempBlocksWritten",
      (${io.join(' + ') || '0'})::float8 AS "ioMs"
    FROM ${view}
    WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND coalesce(query, '') NOT LIKE '%${OWN_STATEMENT}%'
    GROUP BY queryid
  ) AS added
  ORDER BY queryid IS NULL DESC, "totalMs" DESC, queryid
  LIMIT ${STATEMENTS_MAX}`;
}
