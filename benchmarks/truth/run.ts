/**
 * The truth test at full load: is what the record says what the target saw?
 *
 * Runs the baseline (without the advisory browsers) on a million orders with request ids, then compares (1) first tokens at p50, p95 and p99, paired by
 * request id with the application's own log, and (2) the record's request count per name with the target's own count
 * per route, over the whole run. Prints Markdown; exits 1 when a target is missed.
 *
 * Usage: tsx benchmarks/truth/run.ts
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { type Summary, summarySchema } from '../../contract/summary.ts';
import { readDeployment, stopDeployment } from '../../fixtures/deployment/index.ts';
import { exactQuantile, type PairedFirstToken, pairFirstTokens } from './first-tokens.ts';
import { countRecordedRequests } from './record-counts.ts';
import { readTargetCounts } from './target-counts.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const STATE_DIR = process.env.HEADROOM_STATE_DIR ?? join(ROOT, '.headroom');
/** The issue's bound on the difference of a quantile: 3 ms + 1 %. */
const boundMs = (serverMs: number) => 3 + 0.01 * serverMs;

const folder = mkdtempSync(join(os.tmpdir(), 'headroom-truth-'));
try {
  process.exitCode = await prove();
} finally {
  await stopDeployment(STATE_DIR);
  rmSync(folder, { recursive: true, force: true });
}

async function prove(): Promise<number> {
  const pairsPath = join(folder, 'k6.json');
  const runsDir = join(folder, 'runs');
  headroom(['target', 'up']);
  headroom(['--runs-dir', runsDir, 'run', 'baseline', '--no-browser', '--pair-requests', pairsPath]);
  const state = await readDeployment(STATE_DIR);
  if (state.status !== 'up') throw new Error(`the deployment is ${state.status}`);
  const record = join(runsDir, readdirSync(runsDir)[0] ?? '');
  const summary = summarySchema.parse(JSON.parse(readFileSync(join(record, 'summary.json'), 'utf8')));
  const { pairs, clientOnly } = await pairFirstTokens(pairsPath, state.appLogPath);
  const { received } = await readTargetCounts(state.appMetricsUrl);
  const rows = quantileRows(pairs);
  const counts = compareCounts(countRecordedRequests(record), received);
  const holds =
    rows.every((row) => row.holds) && counts.every((row) => row.recorded === row.received) && clientOnly === 0;
  process.stdout.write(describe(summary, rows, counts, pairs.length, clientOnly));
  return holds ? 0 : 1;
}

interface QuantileRow {
  p: number;
  clientMs: number;
  serverMs: number;
  holds: boolean;
}

interface CountRow {
  name: string;
  recorded: number;
  received: number;
}

function quantileRows(pairs: readonly PairedFirstToken[]): QuantileRow[] {
  return [0.5, 0.95, 0.99].map((p) => {
    const clientMs = exactQuantile(
      pairs.map((pair) => pair.clientMs),
      p,
    );
    const serverMs = exactQuantile(
      pairs.map((pair) => pair.serverMs),
      p,
    );
    return { p, clientMs, serverMs, holds: Math.abs(clientMs - serverMs) <= boundMs(serverMs) };
  });
}

function compareCounts(recorded: ReadonlyMap<string, number>, received: ReadonlyMap<string, number>): CountRow[] {
  return [...new Set([...recorded.keys(), ...received.keys()])]
    .sort()
    .map((name) => ({ name, recorded: recorded.get(name) ?? 0, received: received.get(name) ?? 0 }));
}

function describe(
  summary: Summary,
  rows: readonly QuantileRow[],
  counts: readonly CountRow[],
  pairs: number,
  clientOnly: number,
): string {
  const { sessions, generator, validity, verdict } = summary;
  return `${[
    `Run ${summary.run.id}: verdict ${verdict}, validity ${validity.status}; sessions copilot ${sessions.copilotMin}–${sessions.copilotMax}, dashboard ${sessions.dashboardMin}–${sessions.dashboardMax}; streams in flight mean ${sessions.streamsInFlightMean}, most ${sessions.streamsInFlightMax}; timer lag p99 ${generator.timerLagMsP99} ms.`,
    '',
    `First token, ${pairs} turns paired by request id (${clientOnly} without a partner in the application's log):`,
    '',
    '| quantile | client, ms | application log, ms | difference, ms | bound, ms | holds |',
    '|---|---|---|---|---|---|',
    ...rows.map(
      ({ p, clientMs, serverMs, holds }) =>
        `| p${p * 100} | ${clientMs.toFixed(2)} | ${serverMs.toFixed(2)} | ${(clientMs - serverMs).toFixed(2)} | ${boundMs(serverMs).toFixed(2)} | ${holds ? 'yes' : 'NO'} |`,
    ),
    '',
    'Requests over the whole run:',
    '',
    '| name | in the record | counted by the target | same |',
    '|---|---|---|---|',
    ...counts.map(
      (row) => `| ${row.name} | ${row.recorded} | ${row.received} | ${row.recorded === row.received ? 'yes' : 'NO'} |`,
    ),
  ].join('\n')}\n`;
}

/** Runs the command with its progress on standard error; exit 1 and 3 are verdicts, which the output shows. */
function headroom(args: string[]): void {
  const result = spawnSync(process.execPath, [join(ROOT, 'scripts', 'headroom.mjs'), ...args], {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, HEADROOM_STATE_DIR: STATE_DIR },
  });
  if (result.status === null || ![0, 1, 3].includes(result.status))
    throw new Error(`headroom ${args.join(' ')} ended with ${result.status}`);
}
