/**
 * Runs k6 and the stub as child processes and reads what they cost from the operating system's own accounting.
 *
 * CPU comes from the last reading of /proc/<pid>/stat before the process was reaped (10 ms resolution, cumulative
 * user and system time); memory from /proc/<pid>/statm. Linux only.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How often a running k6's accounts are read; what happens after the last reading is not counted. */
const READ_PERIOD_MS = 100;

/** Clock ticks a second in /proc/<pid>/stat: 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Bytes a page in /proc/<pid>/statm. */
const PAGE_BYTES = 4096;

/** What one k6 run cost. */
export interface K6Cost {
  cpuSeconds: number;
  /** Resident memory over time, ascending by seconds since the start; may be empty. */
  memory: { seconds: number; rssBytes: number }[];
  exitCode: number | null;
  /** Sums of the counters in the load file, by metric; empty without the output. */
  counters: Map<string, number>;
}

/** What to run. */
export interface K6Run {
  k6: string;
  script: string;
  env: Record<string, string>;
  withOutput: boolean;
}

/** A running stub server. */
export interface Stub {
  url: string;
  close: () => Promise<void>;
}

/** Starts the stub; it ends with us, because it reads its standard input to the end. */
export async function startStub(binary: string): Promise<Stub> {
  const child = spawn(binary, { stdio: ['pipe', 'pipe', 'inherit'] });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => reject(new Error('the stub ended before it said its address')));
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
  });
  return {
    url,
    close: async () => {
      child.stdin.end();
      await closed;
    },
  };
}

/** Runs k6 to its end and returns what it cost. */
export async function runK6(run: K6Run): Promise<K6Cost> {
  const folder = await mkdtemp(join(tmpdir(), 'headroom-cost-'));
  try {
    const child = spawn(run.k6, k6Arguments(run, folder), {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, K6_AUTO_EXTENSION_RESOLUTION: 'false' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const { cpuSeconds, memory, exitCode } = await account(child);
    const counters = run.withOutput ? readCounters(join(folder, 'load', 'local.ndjson')) : new Map<string, number>();
    return { cpuSeconds, memory, exitCode, counters };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function k6Arguments(run: K6Run, folder: string): string[] {
  return [
    'run',
    '--quiet',
    '--no-thresholds',
    '--summary-mode=disabled',
    '--no-usage-report',
    '--address',
    '',
    ...Object.entries(run.env).flatMap(([name, value]) => ['-e', `${name}=${value}`]),
    ...(run.withOutput ? ['--out', `headroom=${folder}`] : []),
    run.script,
  ];
}

async function account(child: ChildProcess): Promise<Omit<K6Cost, 'counters'>> {
  const startedAtMs = Date.now();
  const memory: K6Cost['memory'] = [];
  let cpuSeconds = 0;
  const timer = setInterval(() => {
    const now = child.pid === undefined ? undefined : readProcess(child.pid);
    if (now === undefined) return;
    cpuSeconds = Math.max(cpuSeconds, now.cpuSeconds);
    if (now.rssBytes > 0) memory.push({ seconds: (Date.now() - startedAtMs) / 1000, rssBytes: now.rssBytes });
  }, READ_PERIOD_MS);
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    return { cpuSeconds, memory, exitCode };
  } finally {
    clearInterval(timer);
  }
}

function readProcess(pid: number): { cpuSeconds: number; rssBytes: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // from field 3 on: the name may hold anything
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
    return {
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
      rssBytes: pages * PAGE_BYTES,
    };
  } catch {
    return undefined; // it has just ended
  }
}

function readCounters(loadFile: string): Map<string, number> {
  const metricOf = new Map<number, string>();
  const sums = new Map<string, number>();
  let ended = false;
  for (const text of readFileSync(loadFile, 'utf8').trimEnd().split('\n')) {
    const line = JSON.parse(text) as Record<string, unknown>;
    if (line.kind === 'counter') metricOf.set(Number(line.series), String(line.metric));
    const metric = metricOf.get(Number(line.s));
    if (metric !== undefined && typeof line.v === 'number') sums.set(metric, (sums.get(metric) ?? 0) + line.v);
    ended = line.end === true;
  }
  if (!ended) throw new Error(`${loadFile} has no last line`);
  return sums;
}
