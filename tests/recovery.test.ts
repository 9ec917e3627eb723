/**
 * A server crashes in mid-run and is back seconds later: the report says from when to when nobody was served, the run
 * goes on and fails, and nothing that was acknowledged is lost.
 */
import type { ChildProcess } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sumCounter } from '../benchmarks/truth/record-counts.ts';
import type { Summary } from '../contract/summary.ts';
import { type DeploymentState, startDeployment, stopDeployment } from '../fixtures/deployment/index.ts';
import {
  createWorkshop,
  measureOnQuietMachine,
  newestRecord,
  type RunningCommand,
  readSummary,
  requireUp,
  startCommand,
  TEST_ORDERS,
  waitUntil,
  withConfig,
} from './support/command.ts';
import { crash, endProgram, startAgain } from './support/restart.ts';

/** How long the server stays away at least, milliseconds: health is asked ten times a second meanwhile. */
const AWAY_MS = 3_000;
/** How far an outage's edges may lie from what the test saw, milliseconds: whole seconds on both sides, and a slow probe. */
const EDGE_MS = 3_500;

/** What an earlier run waited for. */
const EARLIER_LOCK = 'ShareLock on transaction 4711';
const EARLIER_WAIT = `2020-01-02 03:04:05.678 UTC [9] headroom-app LOG:  process 9 still waiting for ${EARLIER_LOCK} after 1000.100 ms\n`;

const workshop = createWorkshop();
let revived: ChildProcess | undefined;

const config = () =>
  withConfig(workshop, {
    // A shared system would be left alone after half a minute of errors; here the run must see the end of them.
    stopEarly: null,
    workloads: {
      smoke: {
        phases: { rampMs: 500, warmupMs: 1_500, measureMs: 13_000 },
        journeys: { health: { rateRps: 10 } },
      },
    },
  });

const stop = async () => {
  await endProgram(revived);
  revived = undefined;
  await stopDeployment(workshop.stateDir, { env: workshop.env });
};
beforeEach(async () => {
  await startDeployment({ stateDir: workshop.stateDir, orders: TEST_ORDERS, env: workshop.env });
});
afterEach(stop);
afterAll(() => workshop.dispose());

describe('in mid-run', () => {
  it('an application that crashes and is started again is an outage with an end, and keeps its word', async () => {
    const { result, ...seen } = await measureOnQuietMachine(workshop, () => crashInMidRun('app'));
    const summary = readSummary(newestRecord(workshop));
    expect(summary.because).toMatch(/answered from \d/);
    expect(summary.verdict).toBe('fail');
    expect(result.code).toBe(1);
    expect(summary.validity.reasons.map(({ code, severity }) => `${severity} ${code}`)).toContain(
      'degraded target_restarted',
    );
    expectServedAgain(summary, seen);
    expectKept(summary);
  });

  it('a PostgreSQL that crashes and is started again is an outage with an end, and has lost nothing', async () => {
    const { result, ...seen } = await measureOnQuietMachine(workshop, () => crashInMidRun('postgres'));
    const folder = newestRecord(workshop);
    const summary = readSummary(folder);
    expect(summary.because).toMatch(/answered from \d/);
    expect(summary.verdict).toBe('fail');
    expect(result.code).toBe(1);
    expect(summary.validity.reasons.map(({ code }) => code)).toEqual(['collector']);
    expect(sumCounter(folder, 'journey_error', 'kind').get('status')).toBeGreaterThan(10);
    expect(summary.collectors.find(({ name }) => name === 'postgres')?.failures).toBeGreaterThan(1);
    // A crash makes PostgreSQL forget when it was reset: the log's waits of earlier runs are not this one's.
    const evidence = readFileSync(join(folder, 'evidence', 'reconciliation.json'), 'utf8');
    expect(evidence).toContain('"lockWaitsOverOneSecond"');
    expect(evidence).not.toContain(EARLIER_LOCK);
    expect(evidence).not.toContain('nobody says when the run began');
    expectServedAgain(summary, seen);
    expectKept(summary);
  });
});

/** Crashes a server two seconds into the measured phase and starts it again after `AWAY_MS`. */
async function crashInMidRun(name: 'app' | 'postgres') {
  if (revived !== undefined) {
    await stop();
    await startDeployment({ stateDir: workshop.stateDir, orders: TEST_ORDERS, env: workshop.env });
  }
  const command = await startMeasuring();
  const deployment = await requireUp(workshop);
  appendFileSync(join(deployment.logDir, 'postgres.log'), EARLIER_WAIT);
  const crashedMs = Date.now();
  const program = await crash(deployment.pids[name] ?? 0);
  await new Promise((resolve) => setTimeout(resolve, AWAY_MS));
  revived = startAgain(program);
  await waitUntil('the first answer', () => isWell(deployment));
  const backMs = Date.now();
  return { result: await command.ended, crashedMs, backMs };
}

async function startMeasuring(): Promise<RunningCommand> {
  const before = existsSync(workshop.runsDir) ? readdirSync(workshop.runsDir).length : 0;
  const command = startCommand(workshop, [...config(), 'run', 'smoke']);
  await waitUntil('two measured seconds', () => {
    if (!existsSync(workshop.runsDir) || readdirSync(workshop.runsDir).length === before) return false;
    const path = join(newestRecord(workshop), 'load', 'local-0.ndjson');
    return existsSync(path) && measuredHealthSeconds(readFileSync(path, 'utf8')) >= 2;
  });
  return command;
}

/** Seconds in which health was measured, as a load file holds them. */
function measuredHealthSeconds(text: string): number {
  const series = text
    .split('\n')
    .find((line) => /"metric":"journey_finished".*"journey":"health".*"phase":"measure"/.test(line));
  const id = series === undefined ? undefined : /"series":(\d+)/.exec(series)?.[1];
  return id === undefined ? 0 : text.split('\n').filter((line) => line.startsWith(`{"s":${id},`)).length;
}

async function isWell({ baseUrl }: DeploymentState): Promise<boolean> {
  const headers = { 'x-headroom-source': 'probe', connection: 'close' };
  return fetch(`${baseUrl}/api/health`, { headers, signal: AbortSignal.timeout(1_000) }).then(
    ({ status }) => status === 200,
    () => false,
  );
}

function expectServedAgain({ outages }: Summary, seen: { crashedMs: number; backMs: number }): void {
  // Of all journeys, or of health alone while others were served from caches.
  const outage = outages?.find(({ journey }) => journey === 'all' || journey === 'health');
  expect(outage).toMatchObject({ isOver: true });
  expect(Math.abs((outage?.startMs ?? 0) - seen.crashedMs)).toBeLessThan(EDGE_MS);
  expect(Math.abs((outage?.endMs ?? 0) - seen.backMs)).toBeLessThan(EDGE_MS);
}

/** The record is whole, the generator is not to blame, and all that was acknowledged is in the database. */
function expectKept({ run, validity, correctness }: Summary): void {
  expect(run.status).toBe('complete');
  const codes = validity.reasons.map(({ code }) => code);
  for (const blame of ['timer_lag', 'schedule', 'clock', 'partial', 'missing_seconds'])
    expect(codes).not.toContain(blame);
  expect(correctness).toMatchObject({ reconciliation: { differences: 0 }, staleReads: 0, duplicatedPayments: 0 });
  const checked = correctness?.reconciliation;
  expect(checked !== undefined && 'checked' in checked && checked.checked.checkouts).toBeGreaterThan(3);
  expect(checked !== undefined && 'checked' in checked && checked.checked.turns).toBeGreaterThan(3);
}
