/** Parts of the deployment, or the generator itself, fail in mid-run: the run says so, and says it rightly. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDeployment, stopDeployment } from '../fixtures/deployment/index.ts';
import {
  createWorkshop,
  newestRecord,
  type RunningCommand,
  readSummary,
  requireUp,
  startCommand,
  TEST_ORDERS,
  waitUntil,
  withConfig,
} from './support/command.ts';
import { findK6 } from './support/processes.ts';

const workshop = createWorkshop();

beforeEach(async () => {
  await startDeployment({ stateDir: workshop.stateDir, orders: TEST_ORDERS, env: workshop.env });
});
afterEach(async () => {
  await stopDeployment(workshop.stateDir, { env: workshop.env });
});

describe('in mid-run', () => {
  it('a target that is killed fails the run: the record is complete and nobody is called the culprit but the target', async () => {
    const command = await measuringRun();
    const { pids } = await requireUp(workshop);
    process.kill(pids.app ?? 0, 'SIGKILL');
    const { code } = await command.ended;
    const summary = readSummary(newestRecord(workshop));
    expect(summary.run.status).toBe('complete');
    expect(summary.error_share.actualShare).toBeGreaterThan(0.01);
    expect(code === 1 || code === 3).toBe(true);
    expect(summary.verdict).not.toBe('pass');
    expect(summary.validity.reasons.map((reason) => reason.code)).not.toContain('partial');
  });

  it('a Redis that stops leaves the application working: limiter open, collector unavailable, run goes on', async () => {
    const command = await measuringRun();
    const { pids } = await requireUp(workshop);
    process.kill(pids.redis ?? 0, 'SIGKILL');
    await command.ended;
    const folder = newestRecord(workshop);
    const summary = readSummary(folder);
    expect(summary.error_share.actualShare).toBe(0);
    expect(summary.collectors.find((collector) => collector.name === 'redis')?.failures).toBeGreaterThan(3);
    expect(summary.validity.reasons.map((reason) => reason.code)).toContain('collector');
    expect(readFileSync(join(folder, 'samples', 'application.ndjson'), 'utf8')).toMatch(/"decision":"open"/);
  });

  it('a generator that is starved makes the run invalid, whatever its latencies', async () => {
    const command = await measuringRun();
    const k6 = findK6(command.child.pid ?? 0);
    process.kill(k6, 'SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 3_500));
    process.kill(k6, 'SIGCONT');
    const { code } = await command.ended;
    const summary = readSummary(newestRecord(workshop));
    expect(summary.verdict).toBe('invalid');
    expect(code).toBe(3);
  });
});

describe('a planned rate', () => {
  it('with too few VUs drops starts: they are counted, and the run is invalid', async () => {
    const config = withConfig(workshop, {
      workloads: { smoke: { journeys: { health: { rateRps: 1_500, preallocatedVus: 1 } } } },
      slos: { health_check: 1_000 },
    });
    const { code } = await startCommand(workshop, [...config, 'run', 'smoke']).ended;
    const summary = readSummary(newestRecord(workshop));
    expect(summary.generator.dropped).toBeGreaterThan(100);
    expect(summary.slos.find((slo) => slo.id === 'health_check')?.dropped).toBeGreaterThan(100);
    expect(summary.validity.reasons.map((reason) => reason.code)).toContain('schedule');
    expect(summary.verdict).toBe('invalid');
    expect(code).toBe(3);
  });
});

describe('a budget', () => {
  it('that is reached ends the run gracefully, and the record says when and why', async () => {
    const config = withConfig(workshop, { budget: { requestsMax: 40 } });
    await startCommand(workshop, [...config, 'run', 'smoke']).ended;
    const folder = newestRecord(workshop);
    const run = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as { stoppedEarly?: { reason: string } };
    expect(run.stoppedEarly?.reason).toMatch(/requestsMax 40/);
    expect(
      readFileSync(join(folder, 'load', 'local-0.ndjson'), 'utf8')
        .trimEnd()
        .split('\n')
        .at(-1),
    ).toMatch(/"end":true/);
  });
});

/** Starts a smoke run and waits until it measures. */
async function measuringRun(): Promise<RunningCommand> {
  const before = existsSync(workshop.runsDir) ? readdirSync(workshop.runsDir).length : 0;
  const command = startCommand(workshop, ['run', 'smoke']);
  await waitUntil('the measured phase', () => {
    if (!existsSync(workshop.runsDir) || readdirSync(workshop.runsDir).length === before) return false;
    const path = join(newestRecord(workshop), 'load', 'local-0.ndjson');
    return existsSync(path) && readFileSync(path, 'utf8').includes('"phase":"measure"');
  });
  return command;
}
