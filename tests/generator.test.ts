/**
 * The generator is killed, stopped, starved or bounded, against a target of the test's own: the record says so, and says
 * rightly whose fault it was.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConfigInput } from '../contract/config.ts';
import { identifyProcess } from '../scripts/run/process-identity.ts';
import {
  createWorkshop,
  newestRecord,
  type RunningCommand,
  readSummary,
  runCommand,
  startCommand,
  waitUntil,
  withConfig,
} from './support/command.ts';
import { configFor, type MinimalTarget, startMinimalTarget } from './support/minimal-target.ts';
import { findK6, k6ChildrenOf } from './support/processes.ts';

/** How long the target takes for health, milliseconds: one user can make fifty starts a second, and no more. */
const ANSWER_MS = 20;
const SHORT = { rampMs: 200, warmupMs: 800, measureMs: 6_000 };
/** Of runs that never see their end. */
const LONG = { ...SHORT, measureMs: 30_000 };
/** How long a starved generator stands still, milliseconds. */
const STARVED_MS = 3_500;

const workshop = createWorkshop();
let target: MinimalTarget;

beforeAll(async () => {
  target = await startMinimalTarget((request, response) => {
    if (request.url !== '/health') return false;
    setTimeout(() => response.writeHead(200).end('ok'), ANSWER_MS);
    return true;
  });
});
afterAll(() => {
  target.close();
  workshop.dispose();
});

const smoke = (phases = SHORT, more: ConfigInput = {}) => [
  ...withConfig(workshop, { ...configFor(target.baseUrl, phases), ...more }),
  'run',
  'smoke',
];
const records = () => (existsSync(workshop.runsDir) ? readdirSync(workshop.runsDir).length : 0);
const lastLineOf = (folder: string) =>
  readFileSync(join(folder, 'load', 'local-0.ndjson'), 'utf8')
    .trimEnd()
    .split('\n')
    .at(-1);

describe('a generator', () => {
  it('that is killed leaves a record that is read as partial and reported, with exit 3', async () => {
    const command = await measuringRun(smoke(LONG));
    process.kill(findK6(command.child.pid ?? 0), 'SIGKILL');
    expect((await command.ended).code).toBe(3);
    const folder = newestRecord(workshop);
    const summary = readSummary(folder);
    expect(summary).toMatchObject({ verdict: 'invalid', run: { status: 'partial' } });
    expect(summary.validity.reasons.map((reason) => reason.code)).toContain('partial');
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toMatch(/INVALID/);
  });

  it('that is starved makes the run invalid, whatever its latencies', async () => {
    const command = await measuringRun(smoke());
    const k6 = findK6(command.child.pid ?? 0);
    process.kill(k6, 'SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, STARVED_MS));
    process.kill(k6, 'SIGCONT');
    expect((await command.ended).code).toBe(3);
    expect(readSummary(newestRecord(workshop)).verdict).toBe('invalid');
  });

  it('with too few VUs for its rate drops starts: they are counted, and the run is invalid', async () => {
    const journeys = { health: { rateRps: 300, preallocatedVus: 1 } };
    const more = { workloads: { smoke: { phases: SHORT, journeys } }, slos: { health_check: 1_000 } };
    const { code } = await startCommand(workshop, smoke(SHORT, more)).ended;
    const summary = readSummary(newestRecord(workshop));
    expect(summary.generator.dropped).toBeGreaterThan(100);
    expect(summary.slos.find((slo) => slo.id === 'health_check')?.dropped).toBeGreaterThan(100);
    expect(summary.validity.reasons.map((reason) => reason.code)).toContain('schedule');
    expect(summary.verdict).toBe('invalid');
    expect(code).toBe(3);
  });

  it('that reaches a budget ends gracefully, and the record says when and why', async () => {
    await startCommand(workshop, smoke(LONG, { budget: { requestsMax: 40 } })).ended;
    const folder = newestRecord(workshop);
    const run = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as { stoppedEarly?: { reason: string } };
    expect(run.stoppedEarly?.reason).toMatch(/requestsMax 40/);
    expect(lastLineOf(folder)).toMatch(/"end":true/);
  });
});

describe('a run', () => {
  it('ends at once at a second Ctrl-C, and leaves no k6', async () => {
    const command = await measuringRun(smoke(LONG));
    const children = k6ChildrenOf(command.child.pid ?? 0);
    expect(children.length).toBeGreaterThan(0);
    command.child.kill('SIGINT');
    command.child.kill('SIGINT');
    expect((await command.ended).code).toBe(130);
    await waitUntil('the end of k6', () => children.every((pid) => identifyProcess(pid) === null));
  });

  it('is refused while another one runs, with the name of that', async () => {
    const first = await measuringRun(smoke(LONG));
    const second = await runCommand(workshop, smoke(LONG));
    expect(second.code).toBe(2);
    expect(second.stderr).toMatch(new RegExp(`HR_RUN_BUSY: 'headroom run smoke' \\(process ${first.child.pid}\\)`));
    first.child.kill('SIGINT');
    first.child.kill('SIGINT');
    await first.ended;
  });

  it('whose folder cannot be written ends with 4, and the folder is named', async () => {
    const blocker = join(workshop.folder, 'file');
    writeFileSync(blocker, '');
    const { code, stderr } = await runCommand(workshop, ['--runs-dir', join(blocker, 'runs'), ...smoke()]);
    expect(code).toBe(4);
    expect(stderr).toMatch(/HR_RECORD_UNWRITABLE.*file/);
  });
});

/** Starts a run and waits until it measures. */
async function measuringRun(args: readonly string[]): Promise<RunningCommand> {
  const before = records();
  const command = startCommand(workshop, args);
  await waitUntil('the measured phase', () => {
    if (records() === before) return false;
    const path = join(newestRecord(workshop), 'load', 'local-0.ndjson');
    return existsSync(path) && readFileSync(path, 'utf8').includes('"phase":"measure"');
  });
  return command;
}
