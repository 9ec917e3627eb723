/** Parts of the deployment fail in mid-run and stay away: the run says so, and says it rightly. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
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

/** Redis is scraped each second, and must be missed some times. */
const PHASES = { rampMs: 500, warmupMs: 1_500, measureMs: 8_000 };

const workshop = createWorkshop();

beforeEach(async () => {
  await startDeployment({ stateDir: workshop.stateDir, orders: TEST_ORDERS, env: workshop.env });
});
afterEach(async () => {
  await stopDeployment(workshop.stateDir, { env: workshop.env });
});
afterAll(() => workshop.dispose());

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
});

const config = () => withConfig(workshop, { workloads: { smoke: { phases: PHASES } } });

/** Starts a smoke run and waits until it measures. */
async function measuringRun(): Promise<RunningCommand> {
  const before = existsSync(workshop.runsDir) ? readdirSync(workshop.runsDir).length : 0;
  const command = startCommand(workshop, [...config(), 'run', 'smoke']);
  await waitUntil('the measured phase', () => {
    if (!existsSync(workshop.runsDir) || readdirSync(workshop.runsDir).length === before) return false;
    const path = join(newestRecord(workshop), 'load', 'local-0.ndjson');
    return existsSync(path) && readFileSync(path, 'utf8').includes('"phase":"measure"');
  });
  return command;
}
