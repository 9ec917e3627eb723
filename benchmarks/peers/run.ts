/**
 * Our k6 beside bare k6, vegeta, Locust and Gatling: the same server, the same run, one core each.
 *
 *   npx tsx benchmarks/peers/run.ts [--short] [--only headroom|k6|vegeta|locust|gatling] [--rounds 3] [--write]
 *
 * Installs what is missing into a cache first. A tool that cannot be installed is shown as `not measured` with the
 * reason. Prints Markdown; --write also puts it into docs/generator.md (never a short form, or a part). Loads nothing
 * but its own server on loopback; the only other hosts it meets are the registries of the tools' own clients.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { unavailable } from '../../contract/measured.ts';
import { describeMachine, loadAverage, requireTwoCores } from '../ladder/machine.ts';
import { replaceSection } from '../ladder/page.ts';
import { CORES } from '../ladder/rung.ts';
import { type LoggingServer, startServer } from '../ladder/server.ts';
import { peersCacheDir } from './cache.ts';
import { GATLING } from './gatling.ts';
import { BARE, OURS } from './k6.ts';
import { LOCUST } from './locust.ts';
import { measurePeer } from './measure.ts';
import type { InstalledPeer, Peer } from './peer.ts';
import { type PeerRow, taskTable } from './report.ts';
import { plannedTasks } from './tasks.ts';
import { VEGETA } from './vegeta.ts';

const PEERS: readonly Peer[] = [OURS, BARE, VEGETA, LOCUST, GATLING];

/** Between runs, so that closed connections of one don't stand in the next. */
const PAUSE_MS = 2_000;

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'generator.md');

/** A peer and what became of its installation. */
interface Contender {
  peer: Peer;
  installed: InstalledPeer | undefined;
  /** Its version, or why it is not measured. */
  words: string;
}

const { values: flags } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    only: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    write: { type: 'boolean', default: false },
  },
});
const rounds = flags.short ? 1 : Number(flags.rounds);
const chosen = PEERS.filter(({ id }) => flags.only === undefined || id === flags.only);
if (chosen.length === 0) throw new Error(`--only takes ${PEERS.map(({ id }) => id).join(', ')}; got ${flags.only}`);
if (!Number.isInteger(rounds) || rounds < 1)
  throw new Error(`--rounds takes a whole number from 1; got ${flags.rounds}`);
if (flags.write && (flags.short || flags.only !== undefined)) {
  throw new Error('--write takes the whole comparison: leave out --short and --only');
}

requireTwoCores();
const log = (line: string): void => void process.stderr.write(`${line}\n`);
const contenders = await installAll(chosen);
const folder = await mkdtemp(join(tmpdir(), 'headroom-peers-server-'));
try {
  const server = await startServer(folder, CORES.server);
  try {
    const content = await compare(contenders, server);
    process.stdout.write(`${content}\n`);
    if (flags.write) await writeFile(PAGE, replaceSection(await readFile(PAGE, 'utf8'), 'peers', content));
  } finally {
    await server.close();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function installAll(peers: readonly Peer[]): Promise<Contender[]> {
  const context = { cacheDir: peersCacheDir(process.env), log };
  const all: Contender[] = [];
  for (const peer of peers) {
    try {
      const installed = await peer.install(context);
      all.push({ peer, installed, words: installed.version });
    } catch (error) {
      all.push({
        peer,
        installed: undefined,
        words: `not measured: ${error instanceof Error ? error.message : error}`,
      });
    }
    log(`${peer.title}: ${all.at(-1)?.words}`);
  }
  return all;
}

async function compare(all: readonly Contender[], server: LoggingServer): Promise<string> {
  const loadBefore = loadAverage();
  const tables: string[] = [];
  for (const load of plannedTasks(flags.short)) {
    const rows = new Map<Contender, PeerRow>(all.map((one) => [one, { title: one.peer.title, runs: [] }]));
    for (let round = 0; round < rounds; round += 1) {
      // Each round begins with another tool, so that none always follows the same neighbour.
      for (const one of [...all.slice(round % all.length), ...all.slice(0, round % all.length)]) {
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
        const run =
          one.installed === undefined ? unavailable(one.words) : await measurePeer(one.installed, server, load);
        rows.get(one)?.runs.push(run);
        const words = run.status === 'ok' ? `${run.value.cpuPer10k.toFixed(3)} CPU-s per 10,000` : run.reason;
        log(`${load.kind}, round ${round + 1} of ${rounds}, ${one.peer.title}: ${words}`);
      }
    }
    tables.push(taskTable(load, [...rows.values()]));
  }
  const facts = [
    new Date().toISOString(),
    describeMachine(),
    `tools on core ${CORES.generator}, server on core ${CORES.server}`,
    describeRounds(),
    `load average before the first run ${loadBefore.toFixed(2)}`,
  ];
  const versions = all.map(({ peer, words }) => `- ${peer.title}: ${words}`).join('\n');
  return [facts.join(' · '), versions, ...tables].join('\n\n');
}

function describeRounds(): string {
  if (flags.short) return 'short form: shows that it works, proves nothing';
  return rounds === 1 ? 'one round: no spread is known' : `medians of ${rounds} rounds (least–most)`;
}
