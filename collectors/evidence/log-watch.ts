/**
 * Follows PostgreSQL's log from where it stood when the watch began.
 *
 * How its lines begin, and whether it holds slow statements at all, is asked of the server. Without an answer the lines
 * are read as the reference deployment writes them.
 */
import { z } from 'zod';
import { type Measured, measured, unavailable } from '../../contract/measured.ts';
import type { FileTail } from '../file-tail.ts';
import { APPLICATION_NAME, OWN_STATEMENT } from '../postgres-session.ts';
import { reasonOf } from '../redact.ts';
import type { Ask } from './ask.ts';
import { createLogLineReader } from './log-prefix.ts';
import { createSlowLogParser, type SlowLogParser } from './slow-log.ts';
import type { SeenStatement } from './slow-merge.ts';

/** The reference deployment's `log_line_prefix`; it logs in UTC. */
const DEFAULT_PREFIX = '%m [%p] %q%a ';

/** Parts of the file read at the end: 64 times 4 MiB; a log that is still further behind is said to be. */
const LAST_READS_MAX = 64;

const factsSchema = z.object({
  prefix: z.string(),
  destination: z.string(),
  database: z.string(),
  offsetSeconds: z.number(),
  /** Milliseconds, -1 for never; null where auto_explain is not loaded. */
  explainMs: z.number().nullable(),
  statementMs: z.number(),
});
type Facts = z.infer<typeof factsSchema>;

/** What following needs. */
export interface LogWatchInput {
  tail: FileTail;
  /** Asks the server; undefined: there is none to ask. */
  ask: Ask | undefined;
  limitMs: number;
  onSeen(seen: SeenStatement): void;
}

/** A log that is followed. */
export interface LogWatch {
  /** Reads what has come. Never rejects. */
  poll(): Promise<void>;
  /** Reads the rest and lets go of the file; says how many lines there were. Never rejects. */
  stop(): Promise<Measured<{ lines: number }>>;
}

/** Begins at the present end of the file. */
export function watchLog(input: LogWatchInput): LogWatch {
  let lines = 0;
  let failure: string | undefined;
  let parser: SlowLogParser | undefined;
  let begun: Promise<void> | undefined;

  async function begin(): Promise<void> {
    const first = await input.tail.read();
    if (first === undefined) throw new Error('there is no such log file on this machine');
    const facts = await readFacts(input.ask);
    const why = facts === undefined ? undefined : whyNothingIsLogged(facts);
    if (why !== undefined) throw new Error(why);
    parser = createSlowLogParser({
      readLine: createLogLineReader(facts?.prefix ?? DEFAULT_PREFIX, facts?.offsetSeconds ?? 0),
      limitMs: input.limitMs,
      ownApplication: APPLICATION_NAME,
      ...(facts === undefined ? {} : { database: facts.database }),
    });
  }

  /** Returns how many bytes still wait. */
  async function read(): Promise<number> {
    begun ??= begin();
    await begun;
    const read = await input.tail.read();
    lines += read?.lines.length ?? 0;
    for (const line of read?.lines ?? []) parser?.push(line).forEach(input.onSeen);
    // The server writes an entry at once: what is open while nothing comes is complete.
    if (read?.lines.length === 0) parser?.flush().forEach(input.onSeen);
    return read?.behindBytes ?? 0;
  }

  async function guarded(work: () => Promise<void>): Promise<void> {
    if (failure !== undefined) return;
    await work().catch((error: unknown) => {
      failure = reasonOf(error, []);
    });
  }

  return {
    poll: () =>
      guarded(async () => {
        await read();
      }),
    async stop() {
      await guarded(async () => {
        let behindBytes = await read();
        for (let k = 1; k < LAST_READS_MAX && behindBytes > 0; k += 1) behindBytes = await read();
        parser?.flush().forEach(input.onSeen);
        if (behindBytes > 0) throw new Error(`${behindBytes} bytes of the log were left unread`);
      });
      await input.tail.close().catch(() => {});
      return failure === undefined ? measured({ lines }) : unavailable(failure);
    },
  };
}

function whyNothingIsLogged({ destination, explainMs, statementMs }: Facts): string | undefined {
  if (!destination.includes('stderr')) return `the server logs to ${destination} only: set log_destination = 'stderr'`;
  if ((explainMs ?? -1) >= 0 || statementMs >= 0) return undefined;
  return 'the server logs no slow statement: set auto_explain.log_min_duration or log_min_duration_statement';
}

async function readFacts(ask: Ask | undefined): Promise<Facts | undefined> {
  const rows = await ask?.(FACTS).catch(() => undefined);
  return rows === undefined ? undefined : factsSchema.parse(rows[0]);
}

const FACTS = `SELECT ${OWN_STATEMENT} current_setting('log_line_prefix') AS prefix,
    current_setting('log_destination') AS destination, current_database()::text AS database,
    extract(epoch FROM now() AT TIME ZONE current_setting('log_timezone') - now() AT TIME ZONE 'UTC')::float8
      AS "offsetSeconds",
    (SELECT reset_val::float8 FROM pg_settings WHERE name = 'auto_explain.log_min_duration') AS "explainMs",
    (SELECT reset_val::float8 FROM pg_settings WHERE name = 'log_min_duration_statement') AS "statementMs"`;
