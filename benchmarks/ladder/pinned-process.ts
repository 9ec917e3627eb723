/**
 * Runs a load generator on one core and reads what it cost from the operating system's own accounting.
 *
 * CPU and memory come from /proc/<pid> every 100 ms (the CPU counts in hundredths of a second), so the costs of loading
 * can be told from those of starting and of writing a report. Linux only; every generator here is one process.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

const READ_PERIOD_MS = 100;

/** Clock ticks a second in /proc/<pid>/stat: 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Bytes a page in /proc/<pid>/statm. */
const PAGE_BYTES = 4096;

/** The last part of what a generator writes; enough to explain a failure. */
const OUTPUT_CHARACTERS_MAX = 20_000;

/** What to run, and how long at most: then it is killed, and the run fails. */
export interface Command {
  program: string;
  args: string[];
  env: Record<string, string>;
  cwd?: string;
}

/** One reading; seconds are cumulative. */
export interface Reading {
  atMs: number;
  /** Of the process. */
  cpuSeconds: number;
  /** Of its core, by whomever: user, system and stolen time; interrupts are left out, loopback traffic is its own. */
  coreSeconds: number;
  rssBytes: number;
}

/** What a run cost. */
export interface ProcessCost {
  readings: Reading[];
  exitCode: number | null;
  /** Standard output and error together, the last part. */
  output: string;
}

/** Runs a command pinned to one core, to its end or to its time-out. */
export async function runPinned(command: Command, core: number, timeoutMs: number): Promise<ProcessCost> {
  const child = spawn('taskset', ['-c', String(core), command.program, ...command.args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...command.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
  });
  const readings: Reading[] = [];
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-OUTPUT_CHARACTERS_MAX);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const reader = setInterval(() => {
    const reading = child.pid === undefined ? undefined : readProcess(child.pid, core);
    if (reading !== undefined) readings.push(reading);
  }, READ_PERIOD_MS);
  const killer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    return { readings, exitCode, output };
  } finally {
    clearInterval(reader);
    clearTimeout(killer);
  }
}

/** CPU seconds that the process used between two moments, read between neighbouring readings in proportion. */
export function cpuSecondsBetween(readings: readonly Reading[], fromMs: number, toMs: number): number {
  return secondsBetween(readings, { fromMs, toMs }, ({ cpuSeconds }) => cpuSeconds);
}

/** The share of its core that others had between two moments: while it is high, nothing is learnt of the process. */
export function othersShareBetween(readings: readonly Reading[], fromMs: number, toMs: number): number {
  const others = secondsBetween(readings, { fromMs, toMs }, (reading) => reading.coreSeconds - reading.cpuSeconds);
  return Math.max(0, others / ((toMs - fromMs) / 1_000));
}

/** The most resident memory of any reading, or NaN without one. */
export function rssBytesMax(readings: readonly Reading[]): number {
  return readings.reduce((most, { rssBytes }) => (most > rssBytes ? most : rssBytes), Number.NaN);
}

type Clock = (reading: Reading) => number;

function secondsBetween(readings: readonly Reading[], span: { fromMs: number; toMs: number }, clock: Clock): number {
  return secondsAt(readings, span.toMs, clock) - secondsAt(readings, span.fromMs, clock);
}

/** Before the first reading what it says; after the last one no more than that says. */
function secondsAt(readings: readonly Reading[], atMs: number, clock: Clock): number {
  let before: Reading | undefined;
  for (const reading of readings) {
    if (reading.atMs >= atMs) {
      if (before === undefined) return clock(reading);
      const share = (atMs - before.atMs) / (reading.atMs - before.atMs);
      return clock(before) + share * (clock(reading) - clock(before));
    }
    before = reading;
  }
  return before === undefined ? 0 : clock(before);
}

function readProcess(pid: number, core: number): Reading | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // from field 3 on: the name may hold anything
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
    if (pages === 0) return undefined; // a zombie: it has just ended
    const cpuSeconds = (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
    return { atMs: Date.now(), cpuSeconds, coreSeconds: readCore(core), rssBytes: pages * PAGE_BYTES };
  } catch {
    return undefined; // it has just ended
  }
}

function readCore(core: number): number {
  const line = readFileSync('/proc/stat', 'utf8')
    .split('\n')
    .find((text) => text.startsWith(`cpu${core} `));
  const [user, nice, system, , , , , steal] = (line ?? '').split(' ').slice(1).map(Number);
  return ((user ?? 0) + (nice ?? 0) + (system ?? 0) + (steal ?? 0)) / TICKS_PER_SECOND;
}
