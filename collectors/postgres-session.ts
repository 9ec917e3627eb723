/**
 * One connection to PostgreSQL that cannot write, opened when it is needed and again after it was lost.
 *
 * Never writes: the session is read-only by its own settings and every statement has a time-out in the server. Work is
 * done one after the other: what waits is not sent. Fixes nothing by itself: a lost connection fails the work under way.
 */
import { Socket } from 'node:net';
import pg from 'pg';

/** How the collectors call themselves; their sessions are left out of every count by this name. */
export const APPLICATION_NAME = 'headroom_collector';

/** Stands in every statement of the collectors, so that the statistics of statements can leave them out. */
export const OWN_STATEMENT = '/* headroom collector */';

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
  /** `server_version_num`, such as 180004. */
  versionNum: number;
  /** Cuts the connection at once, whatever it is doing. */
  cut(): void;
}

/** A session that is opened on demand. */
export interface PostgresSession {
  /** Gives `work` the connection, alone. Once `signal` aborts the connection is cut; the next work has a fresh one. */
  use<T>(signal: AbortSignal, work: (connection: Connection) => Promise<T>): Promise<T>;
  /** Says goodbye, in at most half a second. */
  close(): Promise<void>;
}

/** A session that is not open yet. */
export function createPostgresSession(input: PostgresInput): PostgresSession {
  let connection: Connection | undefined;
  let last: Promise<unknown> = Promise.resolve();

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

  async function run<T>(signal: AbortSignal, work: (connection: Connection) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const current = await connected(signal);
    const cut = () => current.cut();
    signal.addEventListener('abort', cut);
    try {
      return await work(current);
    } catch (error) {
      // A statement that the server refused leaves the session as it was; after anything else only a fresh one is known.
      if (!(error instanceof pg.DatabaseError && error.severity === 'ERROR') || signal.aborted) {
        connection = undefined;
        current.cut();
      }
      throw error;
    } finally {
      signal.removeEventListener('abort', cut);
    }
  }

  return {
    use(signal, work) {
      const result = last.then(() => run(signal, work));
      last = result.catch(() => {});
      return result;
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
    options: '-c default_transaction_read_only=on',
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
    // Set here and not as options, so that `reset_val` still tells what other sessions have.
    const version = await client.query<[number]>({
      text: `SELECT ${OWN_STATEMENT} current_setting('server_version_num')::int,
        set_config('jit', 'off', false), set_config('max_parallel_workers_per_gather', '0', false)`,
      rowMode: 'array',
    });
    return { client, cut, versionNum: Number(version.rows[0]?.[0]) };
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
