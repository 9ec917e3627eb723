/**
 * Watches one PgBouncer through its admin console, by `SHOW`.
 *
 * Needs a user in `stats_users`; never pauses, reloads or kills anything. The console speaks the simple query protocol
 * only and refuses start parameters that it does not know, so that the time-out is the collector's alone. A pool is one
 * database and user; the console's own is left out.
 */
import type pg from 'pg';
import type { SampleValue } from '../contract/samples.ts';
import { createClientSession, openClient, ownSettingsRemoved } from './client-session.ts';
import { type Collector, pushValue } from './collector.ts';
import { APPLICATION_NAME } from './postgres-session.ts';
import { secretsOfUrl } from './redact.ts';

/** Where. */
export interface PgBouncerInput {
  /** The console: `postgres://user:password@host:6432/pgbouncer`. */
  url: string;
}

/** A row of SHOW: figures are numbers or their text. */
export type ShowRow = Readonly<Record<string, unknown>>;

/** What the console shows at one scrape. */
export interface Console {
  pools: readonly ShowRow[];
  stats: readonly ShowRow[];
  databases: readonly ShowRow[];
  config: readonly ShowRow[];
}

/** The console's own database. */
const CONSOLE = 'pgbouncer';

/** Column → name and unit: what a figure is divided by. */
type Columns = Readonly<Record<string, readonly [name: string, divisor: number]>>;

const POOLS: Columns = {
  cl_active: ['pgbouncer_pools_client_active', 1],
  cl_waiting: ['pgbouncer_pools_client_waiting', 1],
  sv_active: ['pgbouncer_pools_server_active', 1],
  sv_idle: ['pgbouncer_pools_server_idle', 1],
  sv_used: ['pgbouncer_pools_server_used', 1],
};

/** Times are in microseconds. */
const STATS: Columns = {
  total_query_count: ['pgbouncer_stats_queries_total', 1],
  total_xact_count: ['pgbouncer_stats_transactions_total', 1],
  total_query_time: ['pgbouncer_stats_query_seconds_total', 1e6],
  total_xact_time: ['pgbouncer_stats_transaction_seconds_total', 1e6],
  total_wait_time: ['pgbouncer_stats_wait_seconds_total', 1e6],
};

const DATABASES: Columns = { pool_size: ['pgbouncer_databases_pool_size', 1] };

/** A collector of one PgBouncer. */
export function createPgBouncerCollector(input: PgBouncerInput): Collector {
  const session = createClientSession((signal) =>
    openClient(
      { connectionString: ownSettingsRemoved(input.url), application_name: APPLICATION_NAME },
      signal,
      async () => {},
    ),
  );
  return {
    name: 'pgbouncer',
    secrets: secretsOfUrl(input.url),
    async scrape(signal) {
      const shown = await session.use(signal, async ({ client }) => ({
        pools: await show(client, 'POOLS'),
        stats: await show(client, 'STATS'),
        databases: await show(client, 'DATABASES'),
        config: await show(client, 'CONFIG'),
      }));
      return { values: valuesOfConsole(shown) };
    },
    close: session.close,
  };
}

async function show(client: pg.Client, what: string): Promise<ShowRow[]> {
  const result = await client.query<ShowRow>(`SHOW ${what}`);
  return result.rows;
}

/** The values of a scrape; a column that this version lacks is absent. */
export function valuesOfConsole(shown: Console): SampleValue[] {
  const values: SampleValue[] = [{ name: 'pgbouncer_up', value: 1 }];
  for (const row of shown.pools.filter(isOfUsers)) {
    const labels = { database: String(row.database), user: String(row.user) };
    pushColumns(values, row, POOLS, labels);
    const seconds = numberOf(row.maxwait);
    const more = numberOf(row.maxwait_us) ?? 0;
    pushValue(
      values,
      'pgbouncer_pools_maxwait_seconds',
      seconds === undefined ? undefined : seconds + more / 1e6,
      labels,
    );
  }
  for (const row of shown.stats.filter(isOfUsers)) pushColumns(values, row, STATS, { database: String(row.database) });
  for (const row of shown.databases) {
    if (row.name !== CONSOLE) pushColumns(values, row, DATABASES, { database: String(row.name) });
  }
  const max = shown.config.find(({ key }) => key === 'max_client_conn')?.value;
  pushValue(values, 'pgbouncer_config_max_client_connections', numberOf(max));
  return values;
}

function isOfUsers(row: ShowRow): boolean {
  return row.database !== CONSOLE;
}

function pushColumns(values: SampleValue[], row: ShowRow, columns: Columns, labels: Record<string, string>): void {
  for (const [column, [name, divisor]] of Object.entries(columns)) {
    const figure = numberOf(row[column]);
    pushValue(values, name, figure === undefined ? undefined : figure / divisor, labels);
  }
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : undefined;
}
