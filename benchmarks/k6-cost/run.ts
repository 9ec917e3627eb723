/**
 * What our k6 costs: the output's CPU, the streaming client's CPU, and memory over time, against DESIGN's targets.
 *
 *   npx tsx benchmarks/k6-cost/run.ts [--short] [--minutes 10] [--pairs 5]
 *
 * Prints a Markdown table and exits 1 when a target is missed. Meant for a quiet machine; --short only shows that the
 * benchmark works. Never touches anything but a stub server on loopback.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { buildK6 } from '../../extensions/build.ts';
import { type K6Cost, runK6, startStub } from './k6-process.ts';

/** Requests a second at which the output's cost and memory are taken. */
const RATE = 2_000;

/** Targets: CPU of the arm with the output over the one without; CPU-seconds per 10,000 chunks; memory's growth. */
const TARGETS = { outputRatio: 1.1, cpuPer10kChunks: { 100: 0.45, 500: 0.25 }, memoryGrowth: 0.1 } as const;

interface Row {
  what: string;
  figure: string;
  target: string;
  pass: boolean;
}

const { values: flags } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '10' },
    pairs: { type: 'string', default: '5' },
  },
});
const log = (line: string): void => void process.stderr.write(`${line}\n`);
const script = (name: string): string => join(import.meta.dirname, name);

const { path: k6, k6Version } = await buildK6({ log });
const folder = await mkdtemp(join(tmpdir(), 'headroom-stub-'));
try {
  const stubBinary = join(folder, 'stub');
  await promisify(execFile)('go', ['build', '-o', stubBinary, './cmd/stub'], {
    cwd: join(import.meta.dirname, '..', '..', 'extensions'),
    env: { ...process.env, CGO_ENABLED: '0' },
  });
  const stub = await startStub(stubBinary);
  try {
    const rows = [await outputCost(stub.url), ...(await streamCosts(stub.url)), await memoryGrowth(stub.url)];
    process.stdout.write(table(rows));
    if (rows.some(({ pass }) => !pass)) process.exitCode = 1;
  } finally {
    await stub.close();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** The median over pairs of the CPU with the output over the CPU without it; the order alternates from pair to pair. */
async function outputCost(stub: string): Promise<Row> {
  const pairs = flags.short ? 1 : Number(flags.pairs);
  const seconds = flags.short ? 4 : 20;
  const ratios: number[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const cost = new Map<boolean, number>();
    for (const withOutput of pair % 2 === 0 ? [true, false] : [false, true]) {
      const env = { STUB: stub, RATE: String(RATE), SECONDS: String(seconds) };
      const run = await healthy({ k6, script: script('requests.js'), env, withOutput });
      cost.set(withOutput, run.cpuSeconds);
    }
    const [having, lacking] = [cost.get(true) ?? Number.NaN, cost.get(false) ?? Number.NaN];
    ratios.push(having / lacking);
    log(`output, pair ${pair + 1} of ${pairs}: ${having.toFixed(2)} s with, ${lacking.toFixed(2)} s without`);
  }
  const ratio = median(ratios);
  return {
    what: `output: CPU with / without, ${RATE} requests/s for ${seconds} s, median of ${pairs} alternating pairs (${ratios.map((one) => one.toFixed(3)).join(', ')})`,
    figure: `${ratio.toFixed(3)}×`,
    target: `≤ ${TARGETS.outputRatio.toFixed(2)}×`,
    pass: ratio <= TARGETS.outputRatio,
  };
}

async function streamCosts(stub: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [sessions, target] of Object.entries(TARGETS.cpuPer10kChunks)) {
    const seconds = flags.short ? 5 : 20;
    const env = { STUB: stub, SESSIONS: sessions, SECONDS: String(seconds) };
    const run = await healthy({ k6, script: script('streams.js'), env, withOutput: true });
    const chunks = run.counters.get('sse_chunks') ?? 0;
    const cost = (run.cpuSeconds / chunks) * 10_000;
    log(`streaming, ${sessions} sessions: ${run.cpuSeconds.toFixed(2)} CPU-seconds for ${chunks} chunks`);
    rows.push({
      what: `streaming: CPU-seconds per 10,000 chunks, ${sessions} sessions, ${seconds} s, ${chunks} chunks, output on`,
      figure: cost.toFixed(3),
      target: `≤ ${target}`,
      pass: cost <= target,
    });
  }
  return rows;
}

/** How much resident memory grew from the end of the first minute on: medians over a tenth of the run at either end. */
async function memoryGrowth(stub: string): Promise<Row> {
  const seconds = flags.short ? 10 : Math.round(Number(flags.minutes) * 60);
  const warmSeconds = Math.min(60, seconds / 3);
  const env = { STUB: stub, RATE: String(RATE), SECONDS: String(seconds) };
  const run = await healthy({ k6, script: script('requests.js'), env, withOutput: true });
  const window = Math.max(2, seconds / 20);
  const around = (from: number): number =>
    median(run.memory.filter((at) => at.seconds >= from && at.seconds < from + window).map(({ rssBytes }) => rssBytes));
  const [early, late] = [around(warmSeconds), around(seconds - window)];
  const growth = late / early - 1;
  const [earlyMiB, lateMiB] = [early, late].map((bytes) => (bytes / 2 ** 20).toFixed(1));
  return {
    what: `memory: growth of RSS at ${RATE} requests/s from second ${warmSeconds.toFixed(0)} (${earlyMiB} MiB) to second ${seconds} (${lateMiB} MiB)`,
    figure: `${(growth * 100).toFixed(1)} %`,
    target: `< ${TARGETS.memoryGrowth * 100} %`,
    pass: growth < TARGETS.memoryGrowth,
  };
}

/** Runs k6 and refuses a figure from a run that failed. */
async function healthy(run: Parameters<typeof runK6>[0]): Promise<K6Cost> {
  const cost = await runK6(run);
  if (cost.exitCode !== 0) throw new Error(`k6 ended with ${cost.exitCode}: no figure is taken from such a run`);
  return cost;
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? Number.NaN) + high) / 2;
}

function table(rows: Row[]): string {
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Linux ${release()}`;
  return [
    `## Cost of k6 ${k6Version} with our extensions${flags.short ? ' (short form: shows that it works, proves nothing)' : ''}`,
    '',
    `${new Date().toISOString()} · ${machine} · CPU from /proc/<pid>/stat`,
    '',
    '| what | measured | target | |',
    '|---|---|---|---|',
    ...rows.map(
      ({ what, figure, target, pass }) => `| ${what} | ${figure} | ${target} | ${pass ? 'pass' : '**missed**'} |`,
    ),
    '',
  ].join('\n');
}
