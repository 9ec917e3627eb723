/**
 * The session with PostgreSQL that every collector uses: one that cannot write.
 *
 * It is read-only by its own settings and every statement has a time-out in the server, whatever the URL says.
 */
import {
  type ClientSession,
  createClientSession,
  type OpenClient,
  openClient,
  ownSettingsRemoved,
} from './client-session.ts';

/** How the collectors call themselves; their sessions are left out of every count by this name. */
export const APPLICATION_NAME = 'headroom_collector';

/** Stands in every statement of the collectors, so that the statistics of statements can leave them out. */
export const OWN_STATEMENT = '/* headroom collector */';

/** Where, and how long a statement may take. */
export interface PostgresInput {
  /** `postgres://user:password@host:port/database`. */
  url: string;
  /** Milliseconds after which the server itself ends the statement. */
  timeoutMs: number;
}

/** An open session. */
export interface Connection extends OpenClient {
  /** `server_version_num`, such as 180004. */
  versionNum: number;
}

/** A session that is opened on demand. */
export type PostgresSession = ClientSession<Connection>;

/** A session that is not open yet. */
export function createPostgresSession(input: PostgresInput): PostgresSession {
  return createClientSession((signal) => connectReadOnly(input, signal));
}

/** Opens a session that cannot write and whose statements end; rejects when `signal` aborts first. */
export async function connectReadOnly(input: PostgresInput, signal: AbortSignal): Promise<Connection> {
  const config = {
    connectionString: ownSettingsRemoved(input.url),
    application_name: APPLICATION_NAME,
    statement_timeout: input.timeoutMs,
    options: '-c default_transaction_read_only=on',
  };
  const { client, cut, prepared } = await openClient(config, signal, (client) =>
    client.query<[number]>({ text: PREPARE, rowMode: 'array' }),
  );
  return { client, cut, versionNum: Number(prepared.rows[0]?.[0]) };
}

/** Set here and not as options, so that `reset_val` still tells what other sessions have. */
const PREPARE = `SELECT ${OWN_STATEMENT} current_setting('server_version_num')::int,
  set_config('jit', 'off', false), set_config('max_parallel_workers_per_gather', '0', false)`;
