/**
 * Measures the CPU share of all collectors at one scrape a second. Target: less than 5 % of one core.
 *
 *   tsx benchmarks/collectors/run.ts [--seconds 60]
 *       [--postgres URL] [--redis URL] [--application URL] [--model URL] [--load-file PATH]
 *
 * Without a URL it starts stand-ins (see `stand-in.ts`). Prints a Markdown table; exits 1 when the target is missed or
 * a scrape failed, because a collector that does not work is cheap.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { cpus, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { startStandIn } from './stand-in.ts';

/** Share of one core (issue 3, step f). */
const CPU_SHARE_MAX = 0.05;

const resultSchema = z.object({
  cpuSeconds: z.number(),
  elapsedSeconds: z.number(),
  rssBytes: z.number(),
  tallies: z.array(z.object({ name: z.string(), scrapes: z.number(), failures: z.number() })),
});

const { values: flags } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    postgres: { type: 'string' },
    redis: { type: 'string' },
    application: { type: 'string' },
    model: { type: 'string' },
    'load-file': { type: 'string' },
  },
});

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
  try {
    const input = { seconds: Number(flags.seconds), runFolder, loadFile, ...(standIn ?? given) };
    return report(await runMeasured(JSON.stringify(input)), standIn !== undefined);
  } finally {
    await standIn?.stop();
  }
}

async function runMeasured(input: string): Promise<z.infer<typeof resultSchema>> {
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

async function report(result: z.infer<typeof resultSchema>, standIn: boolean): Promise<number> {
  const share = result.cpuSeconds / result.elapsedSeconds;
  const failures = result.tallies.reduce((total, tally) => total + tally.failures, 0);
  const samples = join(runFolder, 'samples');
  let bytes = 0;
  for (const name of await readdir(samples)) bytes += (await stat(join(samples, name))).size;
  const scrapes = result.tallies.reduce((total, tally) => total + tally.scrapes, 0);
  const passed = share < CPU_SHARE_MAX && failures === 0;
  const model = cpus()[0]?.model ?? 'unknown processor';
  console.log(`### Cost of the collectors, ${new Date().toISOString()}

${cpus().length} × ${model}, Linux ${release()}, Node.js ${process.version}; sources: ${standIn ? 'stand-ins' : 'as given'}.

| figure | measured | target |
|---|---|---|
| CPU, share of one core | ${(share * 100).toFixed(2)} % over ${result.elapsedSeconds.toFixed(0)} s | < ${CPU_SHARE_MAX * 100} % |
| collectors | ${result.tallies.map((tally) => tally.name).join(', ')} | |
| scrapes, failed | ${scrapes}, ${failures} | 0 failed |
| resident memory | ${(result.rssBytes / 2 ** 20).toFixed(0)} MiB | |
| record | ${(bytes / 1024 / (scrapes / result.tallies.length)).toFixed(1)} KiB a second | |

${passed ? 'passed' : 'MISSED'}`);
  return passed ? 0 : 1;
}
