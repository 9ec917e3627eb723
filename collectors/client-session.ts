/**
 * A connection of PostgreSQL's protocol that is opened when it is needed and again after it was lost.
 *
 * Work is done one after the other: what waits is not sent. Fixes nothing by itself: a lost connection fails the work
 * under way. Knows no statement; what the connection is for is its opener's business.
 */
import { Socket } from 'node:net';
import pg from 'pg';

/** How long the server may take to say goodbye, ms; one that hangs is left without. */
const GOODBYE_MS_MAX = 500;

/** An open connection. */
export interface OpenClient {
  client: pg.Client;
  /** Cuts the connection at once, whatever it is doing. */
  cut(): void;
}

/** A session that is opened on demand. */
export interface ClientSession<Open extends OpenClient> {
  /** Gives `work` the connection, alone. Once `signal` aborts the connection is cut; the next work has a fresh one. */
  use<T>(signal: AbortSignal, work: (connection: Open) => Promise<T>): Promise<T>;
  /** Says goodbye, in at most half a second. */
  close(): Promise<void>;
}

/** A session that is not open yet; `open` has to reject when its signal aborts. */
export function createClientSession<Open extends OpenClient>(
  open: (signal: AbortSignal) => Promise<Open>,
): ClientSession<Open> {
  let connection: Open | undefined;
  let last: Promise<unknown> = Promise.resolve();

  async function connected(signal: AbortSignal): Promise<Open> {
    if (connection !== undefined) return connection;
    const opened = await open(signal);
    const forget = () => {
      if (connection === opened) connection = undefined;
    };
    opened.client.on('error', forget);
    opened.client.on('end', forget);
    connection = opened;
    return opened;
  }

  async function run<T>(signal: AbortSignal, work: (connection: Open) => Promise<T>): Promise<T> {
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
      return unlessAborted(result, signal);
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

/** Rejects as soon as `signal` aborts: work that waits for its turn behind a hanging one waits no longer. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** Connects; `prepare` is the first that is done with the connection. Rejects when `signal` aborts before its end. */
export async function openClient<T>(
  config: pg.ClientConfig,
  signal: AbortSignal,
  prepare: (client: pg.Client) => Promise<T>,
): Promise<OpenClient & { prepared: T }> {
  const socket = new Socket();
  const client = new pg.Client({ ...config, stream: () => socket });
  const cut = () => {
    socket.destroy();
  };
  // Without a listener an error between two scrapes would end the process.
  client.on('error', cut);
  signal.addEventListener('abort', cut);
  try {
    await client.connect();
    return { client, cut, prepared: await prepare(client) };
  } catch (error) {
    cut();
    throw error;
  } finally {
    signal.removeEventListener('abort', cut);
  }
}

/** The URL without parameters that would override what an opener sets; throws when it names no user or no database. */
export function ownSettingsRemoved(text: string): string {
  const url = new URL(text);
  if (url.username === '' || url.pathname.length < 2) {
    // The driver would fill the gap from PGUSER and PGDATABASE, which belong to something else.
    throw new Error('the URL has to name a user and a database');
  }
  for (const key of ['options', 'application_name', 'statement_timeout']) url.searchParams.delete(key);
  return url.href;
}
