/**
 * The soak: 40 minutes at half the baseline's load. Memory of generator, suite and application must be flat, no p95 may
 * drift, and the record must stay small. Prints Markdown; exits 1 when a bound is missed.
 *
 * Usage: tsx benchmarks/soak/run.ts [--minutes 40] | --record <folder> --memory <file>
 * The second form writes the page of a soak that has ended, with looks that were kept as JSON.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type MemoryLook, watchMemory } from './memory-watch.ts';
import { writeSoakPage } from './page.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const looksSchema = z.array(z.object({ atMs: z.number(), bytes: z.number() }));

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '40' },
    record: { type: 'string' },
    memory: { type: 'string' },
  },
});

if (values.record !== undefined && values.memory !== undefined) {
  await print(values.record, looksSchema.parse(JSON.parse(readFileSync(values.memory, 'utf8'))));
} else {
  const runsDir = mkdtempSync(join(os.tmpdir(), 'headroom-soak-'));
  try {
    const looks = await soak(runsDir, Number(values.minutes) * 60);
    await print(join(runsDir, readdirSync(runsDir)[0] ?? ''), looks);
  } finally {
    rmSync(runsDir, { recursive: true, force: true });
  }
}

/** Runs the soak and looks at the suite's memory meanwhile. */
async function soak(runsDir: string, seconds: number): Promise<MemoryLook[]> {
  const command = [
    join(ROOT, 'scripts', 'headroom.mjs'),
    '--runs-dir',
    runsDir,
    'run',
    'soak',
    '--measure',
    `${seconds}`,
  ];
  const child = spawn(process.execPath, command, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const looks = await watchMemory(child.pid ?? 0);
  const code = await ended;
  if (code !== 0) throw new Error(`the soak ended with ${code}`);
  return looks;
}

async function print(folder: string, looks: readonly MemoryLook[]): Promise<void> {
  const page = await writeSoakPage(folder, looks);
  process.stdout.write(`${page.text}\n`);
  if (!page.holds) process.exitCode = 1;
}
