/**
 * Watches one PostgreSQL database over one read-only connection.
 *
 * Needs no right beyond connecting (with `pg_monitor` it sees the other users' sessions too). Reconnects by itself.
 * Never writes: the session is read-only by its own settings and every statement has a time-out in the server.
 */
import { Socket } from 'node:net';
import pg from 'pg';
import type { Collector } from './collector.ts';
import { APPLICATION_NAME, type StatementRow, scrapeStatement, valuesOfRows } from './postgres-query.ts';
import { secretsOfUrl } from './redact.ts';

/** How long the server may take to say goodbye, ms; one that hangs is left without. */
const GOODBYE_MS_MAX = 500;

/** Where, and how long a statement may take. */
export interface PostgresInput {
  /** `postgres://user:password@host:port/database`. */
  url: string;
  /** Milliseconds after which the server itself ends the statement. */
  timeoutMs: number;
}

/** An open session. */
export interface Connection {
  client: pg.Client;
  statement: string;
  /** Cuts the connection at once, whatever it is doing. */
  cut(): void;
}

/** A collector of one database. */
export function createPostgresCollector(input: PostgresInput): Collector {
  let connection: Connection | undefined;

  async function connected(signal: AbortSignal): Promise<Connection> {
    if (connection !== undefined) return connection;
    const opened = await connectReadOnly(input, signal);
    const forget = () => {
      if (connection === opened) connection = undefined;
    };
    opened.client.on('error', forget);
    opened.client.on('end', forget);
    connection = opened;
    return opened;
  }

  return {
    name: 'postgres',
    secrets: secretsOfUrl(input.url),
    async scrape(signal) {
      const current = await connected(signal);
      const cut = () => current.cut();
      signal.addEventListener('abort', cut);
      try {
        const result = await current.client.query<StatementRow[]>({
          name: 'headroom_scrape',
          text: current.statement,
          rowMode: 'array',
        });
        return valuesOfRows(result.rows.map(parseRow));
      } catch (error) {
        // Whatever went wrong, a fresh connection is the state that is known.
        connection = undefined;
        current.cut();
        throw error;
      } finally {
        signal.removeEventListener('abort', cut);
      }
    },
    async close() {
      const current = connection;
      connection = undefined;
      if (current === undefined) return;
      const cutLater = setTimeout(current.cut, GOODBYE_MS_MAX);
      await current.client.end().finally(() => clearTimeout(cutLater));
    },
  };
}

/** Opens a session that cannot write and whose statements end; rejects when `signal` aborts first. */
export async function connectReadOnly(input: PostgresInput, signal: AbortSignal): Promise<Connection> {
  const socket = new Socket();
  const client = new pg.Client({
    connectionString: ownSettingsRemoved(input.url),
    application_name: APPLICATION_NAME,
    statement_timeout: input.timeoutMs,
    options: '-c default_transaction_read_only=on -c jit=off -c max_parallel_workers_per_gather=0',
    stream: () => socket,
  });
  const cut = () => {
    socket.destroy();
  };
  // Without a listener an error between two scrapes would end the process.
  client.on('error', cut);
  signal.addEventListener('abort', cut);
  try {
    await client.connect();
    const version = await client.query<[number]>({
      text: `SELECT current_setting('server_version_num')::int`,
      rowMode: 'array',
    });
    return { client, cut, statement: scrapeStatement(Number(version.rows[0]?.[0])) };
  } catch (error) {
    cut();
    throw error;
  } finally {
    signal.removeEventListener('abort', cut);
  }
}

/** The URL without parameters that would override what makes the connection harmless. */
function ownSettingsRemoved(text: string): string {
  const url = new URL(text);
  if (url.username === '' || url.pathname.length < 2) {
    // The driver would fill the gap from PGUSER and PGDATABASE, which belong to something else.
    throw new Error('the URL has to name a user and a database');
  }
  for (const key of ['options', 'application_name', 'statement_timeout']) url.searchParams.delete(key);
  return url.href;
}

function parseRow(row: readonly unknown[]): StatementRow {
  const [name, label, value] = row;
  return [String(name), typeof label === 'string' ? label : null, typeof value === 'number' ? value : null];
}
