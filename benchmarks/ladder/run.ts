/**
 * The ladder: how many sessions and requests a second one core carries with our k6, and where its figures stop being
 * trustworthy.
 *
 *   npx tsx benchmarks/ladder/run.ts [--short] [--write]
 *
 * k6 has one core, the server the other. Prints Markdown; --write also puts it into docs/generator.md. --short climbs
 * two rungs for 4 s and only shows that the benchmark works: it is never written. Touches nothing but loopback.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildK6 } from '../../extensions/build.ts';
import { describeMachine, loadAverage, requireTwoCores } from './machine.ts';
import { replaceSection } from './page.ts';
import { ladderTables } from './report.ts';
import { CORES, measureRung, type Rung } from './rung.ts';
import { startServer } from './server.ts';
import type { Load } from './server-figures.ts';

const SECONDS = 15;
const SHORT_SECONDS = 4;

/** Between rungs, so that closed connections and the collector of garbage of one don't stand in the next. */
const PAUSE_MS = 2_000;

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'generator.md');

const { values: flags } = parseArgs({
  options: { short: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
});
if (flags.short && flags.write) throw new Error('--short proves nothing and is not written: leave out one of the two');

requireTwoCores();
const log = (line: string): void => void process.stderr.write(`${line}\n`);
const { path: k6, k6Version } = await buildK6({ log });
const folder = await mkdtemp(join(tmpdir(), 'headroom-ladder-server-'));
try {
  const server = await startServer(folder, CORES.server);
  try {
    const loadBefore = loadAverage();
    const rungs: Rung[] = [];
    for (const load of plannedLoads()) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      const rung = await measureRung(k6, server, load);
      rungs.push(rung);
      log(`${describeLoad(load)}: ${rung.doubts.length === 0 ? 'trusted' : rung.doubts.join(', ')}`);
    }
    const facts = [
      new Date().toISOString(),
      describeMachine(),
      `k6 ${k6Version} with \`--out headroom\` on core ${CORES.generator}, server on core ${CORES.server}`,
      `${flags.short ? `${SHORT_SECONDS} s a rung (short form: shows that it works, proves nothing)` : `${SECONDS} s a rung`}`,
      `load average before the first rung ${loadBefore.toFixed(2)}`,
    ];
    const content = `${facts.join(' · ')}\n\n${ladderTables(rungs)}`;
    process.stdout.write(`${content}\n`);
    if (flags.write) await writeFile(PAGE, replaceSection(await readFile(PAGE, 'utf8'), 'ladder', content));
  } finally {
    await server.close();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

function plannedLoads(): Load[] {
  const seconds = flags.short ? SHORT_SECONDS : SECONDS;
  const sessions = flags.short ? [100] : [100, 250, 500, 1_000, 2_000];
  const rates = flags.short ? [500] : [500, 1_000, 2_000, 4_000, 8_000];
  return [
    ...sessions.map((count): Load => ({ kind: 'streams', sessions: count, seconds })),
    ...rates.map((rateRps): Load => ({ kind: 'requests', rateRps, seconds })),
  ];
}

function describeLoad(load: Load): string {
  return load.kind === 'streams' ? `${load.sessions} sessions` : `${load.rateRps} requests/s`;
}
