/**
 * Measures the CPU share of all collectors at one scrape a second, evidence included (target: less than 5 % of one
 * core), and what they cause in the database that they watch (target: less than 2 %).
 *
 *   tsx benchmarks/collectors/run.ts [--seconds 60]
 *       [--postgres URL --postgres-pid PID] [--redis URL] [--application URL] [--model URL] [--load-file PATH]
 *
 * Without a URL it starts stand-ins (see `stand-in.ts`). Prints a Markdown table; exits 1 when a target is missed or a
 * scrape or a part of the evidence failed, because a collector that does not work is cheap.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { cpus, release, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { programFolder } from '../../scripts/setup/prerequisites.ts';
import { type DatabaseCpu, measureDatabaseCpu } from './database-cpu.ts';
import { checkEvidence, type EvidenceCheck } from './evidence-check.ts';
import { startStandIn } from './stand-in.ts';

/** Shares of one core: of the collectors' own process, and of the database that they ask. */
const CPU_SHARE_MAX = 0.05;
const DATABASE_CPU_SHARE_MAX = 0.02;

const resultSchema = z.object({
  cpuSeconds: z.number(),
  elapsedSeconds: z.number(),
  rssBytes: z.number(),
  tallies: z.array(z.object({ name: z.string(), scrapes: z.number(), failures: z.number() })),
});

type Result = z.infer<typeof resultSchema>;

interface Measurement {
  result: Result;
  /** Absent: nobody said which process the database is. */
  database: DatabaseCpu | undefined;
  evidence: EvidenceCheck;
  isStandIn: boolean;
}

const { values: flags } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    postgres: { type: 'string' },
    'postgres-pid': { type: 'string' },
    redis: { type: 'string' },
    application: { type: 'string' },
    model: { type: 'string' },
    'load-file': { type: 'string' },
  },
});

// The stand-ins' programs may be where only `headroom setup` put them.
process.env.PATH = [process.env.PATH, programFolder(process.env)].join(delimiter);

const folder = await mkdtemp(join(tmpdir(), 'headroom-collector-cost-'));
const runFolder = join(folder, 'run');
try {
  process.exitCode = await measure();
} finally {
  await rm(folder, { recursive: true });
}

async function measure(): Promise<number> {
  const given = Object.fromEntries(
    (['postgres', 'redis', 'application', 'model'] as const).flatMap((name) => {
      const url = flags[name];
      return url === undefined ? [] : [[name, { url }]];
    }),
  );
  const ownLoadFile = join(folder, 'local.ndjson');
  const standIn = Object.keys(given).length === 0 ? await startStandIn(ownLoadFile) : undefined;
  const loadFile = flags['load-file'] ?? (standIn === undefined ? undefined : ownLoadFile);
  const pid = standIn?.processes.postgres ?? Number(flags['postgres-pid']);
  try {
    const seconds = Number(flags.seconds);
    const input = JSON.stringify({ seconds, runFolder, loadFile, ...(standIn ?? given) });
    const work = () => runMeasured(input);
    const { result, cpu: database } = Number.isNaN(pid)
      ? { result: await work(), cpu: undefined }
      : await measureDatabaseCpu(pid, seconds / 2, work);
    const evidence = await checkEvidence(runFolder, seconds);
    return report({ result, database, evidence, isStandIn: standIn !== undefined });
  } finally {
    await standIn?.stop();
  }
}

async function runMeasured(input: string): Promise<Result> {
  const path = fileURLToPath(new URL('./measured.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', path], { stdio: ['pipe', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`the measured process ended with ${code}`);
  return resultSchema.parse(JSON.parse(output));
}

async function report({ result, database, evidence, isStandIn }: Measurement): Promise<number> {
  const share = result.cpuSeconds / result.elapsedSeconds;
  const failures = result.tallies.reduce((total, tally) => total + tally.failures, 0);
  const samples = join(runFolder, 'samples');
  let bytes = 0;
  for (const name of await readdir(samples)) bytes += (await stat(join(samples, name))).size;
  const scrapes = result.tallies.reduce((total, tally) => total + tally.scrapes, 0);
  const databaseShare = database === undefined ? undefined : database.watchedShare - database.idleShare;
  const passed =
    share < CPU_SHARE_MAX &&
    failures === 0 &&
    evidence.problems.length === 0 &&
    databaseShare !== undefined &&
    databaseShare < DATABASE_CPU_SHARE_MAX;
  const model = cpus()[0]?.model ?? 'unknown processor';
  const percent = (value: number) => `${(value * 100).toFixed(2)} %`;
  console.log(`### Cost of the collectors, ${new Date().toISOString()}

${cpus().length} × ${model}, Linux ${release()}, Node.js ${process.version}; sources: ${isStandIn ? 'stand-ins' : 'as given'}.

| figure | measured | target |
|---|---|---|
| CPU, share of one core | ${percent(share)} over ${result.elapsedSeconds.toFixed(0)} s | < ${CPU_SHARE_MAX * 100} % |
| CPU of the database caused by them, share of one core | ${
    database === undefined || databaseShare === undefined
      ? 'not measured: give --postgres-pid'
      : `${percent(databaseShare)} over ${database.watchedSeconds.toFixed(0)} s (${percent(database.watchedShare)} watched − ${percent(database.idleShare)} unwatched)`
  } | < ${DATABASE_CPU_SHARE_MAX * 100} % |
| collectors | ${result.tallies.map((tally) => tally.name).join(', ')} | |
| scrapes, failed | ${scrapes}, ${failures} | 0 failed |
| evidence | ${evidence.problems.length === 0 ? evidence.found : evidence.problems.join('; ')} | complete |
| resident memory | ${(result.rssBytes / 2 ** 20).toFixed(0)} MiB | |
| record | ${(bytes / 1024 / (scrapes / result.tallies.length)).toFixed(1)} KiB a second | |

${passed ? 'passed' : 'MISSED'}`);
  return passed ? 0 : 1;
}
