/**
 * Server settings that explain figures.
 *
 * What this session set for itself is not shown: each value is what another session of this user would begin with.
 */
import { z } from 'zod';
import type { DatabaseSnapshot } from '../../contract/evidence.ts';
import { measured, unavailable } from '../../contract/measured.ts';
import { OWN_STATEMENT } from '../postgres-session.ts';
import { type Ask, grantMonitor } from './ask.ts';

/** What is asked for; none of them can hold a secret. A server that lacks one leaves it out. */
const NAMES = [
  ...['server_version', 'shared_buffers', 'effective_cache_size', 'work_mem', 'maintenance_work_mem', 'huge_pages'],
  ...['max_connections', 'superuser_reserved_connections', 'max_worker_processes', 'max_parallel_workers'],
  ...['max_parallel_workers_per_gather', 'random_page_cost', 'seq_page_cost', 'effective_io_concurrency', 'io_method'],
  ...['default_statistics_target', 'plan_cache_mode', 'jit', 'fsync', 'synchronous_commit', 'full_page_writes'],
  ...['wal_level', 'max_wal_size', 'checkpoint_timeout', 'autovacuum', 'autovacuum_naptime', 'deadlock_timeout'],
  ...['idle_in_transaction_session_timeout', 'track_io_timing', 'track_functions', 'track_activity_query_size'],
  ...['compute_query_id', 'log_min_duration_statement', 'shared_preload_libraries', 'pg_stat_statements.track'],
  ...['pg_stat_statements.max', 'auto_explain.log_min_duration', 'auto_explain.log_analyze', 'block_size'],
];

/** Only those with `pg_read_all_settings` may see it; its absence says that others may be absent too. */
const PRIVILEGED = 'shared_preload_libraries';

const rowsSchema = z.array(z.object({ name: z.string(), value: z.string() }));

/** Values by name, in the units that PostgreSQL itself prints, such as `128MB`. */
export async function readSettings(ask: Ask, role: string): Promise<DatabaseSnapshot['settings']> {
  const rows = rowsSchema.parse(await ask(SETTINGS, [NAMES]));
  const settings = Object.fromEntries(rows.map(({ name, value }) => [name, value]));
  if (settings[PRIVILEGED] === undefined) settings[PRIVILEGED] = `hidden: ${grantMonitor(role)} shows it`;
  return rows.length === 0 ? unavailable('pg_settings shows none of the known settings') : measured(settings);
}

const SETTINGS = `SELECT ${OWN_STATEMENT} name,
    CASE WHEN setting = reset_val THEN current_setting(name)
      ELSE coalesce(reset_val, setting) || coalesce(' × ' || unit, '') END AS value
  FROM pg_settings WHERE name = ANY ($1::text[])`;
