/**
 * What two real browsers beside the load cost the other journeys: three baselines with and three without, alternating
 * (A B B A A B), p95 of each journey in both. Also the proof of the whole baseline: verdict, validity,
 * reconciliation. Prints Markdown; exits 1 when a run did not pass, was not valid, or did not reconcile.
 *
 * Usage: tsx benchmarks/browser-cost/run.ts [--pairs 3]
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Summary, summarySchema } from '../../contract/summary.ts';
import { describeRuns, isClean, type NamedRun } from './page.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const { values } = parseArgs({ options: { pairs: { type: 'string', default: '3' } } });
const runsDir = mkdtempSync(join(os.tmpdir(), 'headroom-browser-cost-'));
try {
  await headroom(['target', 'up']);
  const runs: NamedRun[] = [];
  for (const withBrowser of alternating(Number(values.pairs))) {
    const before = new Set(readdirSync(runsDir));
    const flags = withBrowser ? [] : ['--no-browser'];
    const exitCode = await headroom(['--runs-dir', runsDir, 'run', 'baseline', ...flags]);
    const id = readdirSync(runsDir).find((name) => !before.has(name));
    if (id === undefined) throw new Error(`run ${runs.length + 1} left no record (exit ${exitCode})`);
    runs.push({ withBrowser, exitCode, summary: readSummary(join(runsDir, id)) });
    process.stderr.write(`run ${runs.length} of ${Number(values.pairs) * 2}: exit ${exitCode}\n`);
  }
  process.stdout.write(`${describeRuns(runs)}\n`);
  if (!runs.every(isClean)) process.exitCode = 1;
} finally {
  await headroom(['target', 'down']);
  rmSync(runsDir, { recursive: true, force: true });
}

/** A B B A A B …: neither kind is always the later one. */
function alternating(pairs: number): boolean[] {
  return Array.from({ length: pairs }, (_, pair) => (pair % 2 === 0 ? [true, false] : [false, true])).flat();
}

function readSummary(folder: string): Summary {
  return summarySchema.parse(JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')));
}

function headroom(args: readonly string[]): Promise<number | null> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(ROOT, 'scripts', 'headroom.mjs'), ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.on('close', resolve);
  });
}
