/**
 * Builds and starts the server that the generators are held to (`server/main.go`), and reads what it logged itself.
 *
 * The server's times are the reference: a generator is judged by them, never by what another generator says.
 */
import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const entrySchema = z.object({
  startedAtMs: z.number(),
  firstMs: z.number(),
  endMs: z.number(),
  chunks: z.number(),
  whole: z.boolean(),
});

const timesSchema = z.object({
  plain: z.array(entrySchema).nullable(),
  streams: z.array(entrySchema).nullable(),
  overflown: z.boolean(),
  cpuSeconds: z.number(),
});

/** One request as its server saw it; `firstMs` is to the first token, or to the answer of a plain request. */
export type ServerEntry = z.infer<typeof entrySchema>;

/** Everything logged since the last reset; the order is that of the requests' ends. */
export interface ServerTimes {
  plain: ServerEntry[];
  streams: ServerEntry[];
  /** The server's user and system time since it began. */
  cpuSeconds: number;
}

/** A running server. */
export interface LoggingServer {
  url: string;
  pid: number;
  reset: () => Promise<void>;
  times: () => Promise<ServerTimes>;
  close: () => Promise<void>;
}

/** Starts the server on one core; it ends with us, because it reads its standard input to the end. */
export async function startServer(folder: string, core: number): Promise<LoggingServer> {
  const binary = join(folder, 'server');
  await promisify(execFile)('go', ['build', '-o', binary, '.'], {
    cwd: join(import.meta.dirname, 'server'),
    env: { ...process.env, CGO_ENABLED: '0' },
  });
  const child = spawn('taskset', ['-c', String(core), binary], { stdio: ['pipe', 'pipe', 'inherit'] });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => reject(new Error('the server ended before it said its address')));
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
  });
  if (child.pid === undefined) throw new Error('the server has no process id');
  return {
    url,
    pid: child.pid,
    reset: async () => void (await fetch(`${url}/reset`, { method: 'POST' })),
    times: async () => parseTimes(await (await fetch(`${url}/times`)).json()),
    close: async () => {
      child.stdin.end();
      await closed;
    },
  };
}

/** Throws when the log is not complete: no figure is taken from a part of it. */
function parseTimes(value: unknown): ServerTimes {
  const { plain, streams, overflown, cpuSeconds } = timesSchema.parse(value);
  if (overflown) throw new Error('the server could not keep every entry: shorten the run');
  return { plain: plain ?? [], streams: streams ?? [], cpuSeconds };
}
