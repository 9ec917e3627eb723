/**
 * Ctrl-C and SIGKILL at five moments of a run: no process outlives it, and a record that was begun can be read.
 *
 * A killed command can stop nothing itself: its generator ends with it, and the servers that it started are the next
 * command's to find and to stop.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readDeployment, startDeployment, stopDeployment } from '../fixtures/deployment/index.ts';
import {
  createWorkshop,
  type RunningCommand,
  readSummary,
  requireUp,
  runCommand,
  startCommand,
  TEST_ORDERS,
  waitUntil,
  withConfig,
} from './support/command.ts';
import { configFor, type MinimalTarget, startMinimalTarget } from './support/minimal-target.ts';
import { type ProcessWatch, watchDescendants } from './support/process-watch.ts';
import { startShopTarget } from './support/shop-target.ts';

/** Of runs that go on to their end. */
const PHASES = { rampMs: 200, warmupMs: 300, measureMs: 2_500 };
/** Of runs that never see their end; in a longer one the copilot's users would be limited. */
const LONG_PHASES = { ...PHASES, measureMs: 18_000 };
/** How long a generator may outlive its command, milliseconds. */
const ORPHAN_MS = 5_000;

const workshop = createWorkshop();
let minimal: MinimalTarget;

beforeAll(async () => {
  minimal = await startMinimalTarget();
});
afterAll(async () => {
  minimal.close();
  await stopDeployment(workshop.stateDir, { env: workshop.env });
  workshop.dispose();
});

/** A moment of a run, and how to tell that it has come. */
interface Moment {
  args(): string[];
  hasCome(run: { command: RunningCommand; watch: ProcessWatch; record: string }): boolean;
}

const embedded = (phases = PHASES) => [...withConfig(workshop, { workloads: { smoke: { phases } } }), 'run', 'smoke'];
const external = () => [...withConfig(workshop, configFor(minimal.baseUrl, LONG_PHASES)), 'run', 'smoke'];
const namesOf = (watch: ProcessWatch) => watch.seen().map(({ name }) => name);
/** k6 is also asked for its version. */
const hasLoad = (watch: ProcessWatch) =>
  watch.seen().some(({ commandLines }) => /k6 run /.test([...commandLines].join()));

const whileStarting: Moment = { args: embedded, hasCome: ({ watch }) => namesOf(watch).includes('postgres') };
const whileResetting: Moment = {
  args: embedded,
  hasCome: ({ command }) => command.output().includes('Resetting it …'),
};
const asK6Starts: Moment = { args: external, hasCome: ({ watch }) => hasLoad(watch) };
const whileMeasuring: Moment = { args: external, hasCome: ({ record }) => isMeasuring(record) };
const whileMeasuringOurs: Moment = { ...whileMeasuring, args: () => embedded(LONG_PHASES) };
/** The only workload with a browser; it is killed in its ramp. */
const baseline = (baseUrl: string) => [
  ...withConfig(workshop, { target: { baseUrl, allow: ['127.0.0.1'], localIps: null }, limiter: null }),
  'run',
  'baseline',
];
const besideABrowser: Omit<Moment, 'args'> = {
  hasCome: ({ watch }) => watch.seen().some(({ commandLines }) => [...commandLines].join().includes('--type=renderer')),
};
const whileReconciling: Moment = {
  args: embedded,
  hasCome: ({ command }) => command.output().includes('Reconciling …'),
};

describe('Ctrl-C', () => {
  it.each([
    ['while the deployment starts', whileStarting],
    ['while it is reset', whileResetting],
  ])('%s stops what was started, before anything was recorded', async (_when, moment) => {
    await stopDeployment(workshop.stateDir, { env: workshop.env });
    const { code, watch, record } = await interrupt(moment, 'SIGINT');
    expect(code).toBe(130);
    expect(namesOf(watch)).toContain('postgres');
    expectNoneLeft(watch);
    expect((await readDeployment(workshop.stateDir)).status).toBe('down');
    expect(record).toBe('');
  });

  it.each([
    ['as k6 starts', asK6Starts],
    ['in the measured phase', whileMeasuring],
  ])('%s leaves a record that says so, and no process', async (_when, moment) => {
    const { code, watch, record } = await interrupt(moment, 'SIGINT');
    expect(code).toBe(130);
    expect(hasLoad(watch)).toBe(true);
    expectNoneLeft(watch);
    expect(await reportAgain(record)).toMatchObject({ verdict: 'invalid', run: { status: 'interrupted' } });
    // A load that has begun is let come to its last line.
    if (moment === whileMeasuring) expect(lastLoadLine(record)).toMatch(/"end":true/);
  });
});

describe('SIGKILL', () => {
  it.each([
    ['while the deployment starts', whileStarting],
    ['while it is reset', whileResetting],
  ])('%s leaves servers that the next command finds and stops', async (_when, moment) => {
    await stopDeployment(workshop.stateDir, { env: workshop.env });
    const { watch } = await interrupt(moment, 'SIGKILL');
    expect(watch.running().length).toBeGreaterThan(0);
    expect(await runCommand(workshop, ['target', 'down'])).toMatchObject({ code: 0 });
    expectNoneLeft(watch);
  });

  it('as k6 starts ends k6 too, and leaves a record that is read as partial', async () => {
    const { watch, record } = await interrupt(asK6Starts, 'SIGKILL');
    expect(hasLoad(watch)).toBe(true);
    await waitUntil('the end of k6', () => watch.running().length === 0, ORPHAN_MS);
    expect(await reportAgain(record)).toMatchObject({ verdict: 'invalid', run: { status: 'partial' } });
  });

  it('ends a real browser beside the load too', async () => {
    const shop = await startShopTarget(() => '');
    try {
      const { watch } = await interrupt({ ...besideABrowser, args: () => baseline(shop.baseUrl) }, 'SIGKILL');
      await waitUntil('the end of the browser', () => watch.running().length === 0, ORPHAN_MS);
    } finally {
      shop.close();
    }
  });

  it('in the measured phase ends k6 too, and the next run stops the servers as if they were its own', async () => {
    await stopDeployment(workshop.stateDir, { env: workshop.env });
    const { watch, record } = await interrupt(whileMeasuringOurs, 'SIGKILL');
    expect(hasLoad(watch)).toBe(true);
    await waitUntil('the end of k6', () => !watch.running().some(({ name }) => name === 'k6'), ORPHAN_MS);
    expect(await reportAgain(record)).toMatchObject({ verdict: 'invalid', run: { status: 'partial' } });
    expect((await readDeployment(workshop.stateDir)).status).toBe('up');
    const next = await runCommand(workshop, embedded());
    // 3: the machine was too busy to measure on, which is no matter here.
    expect([0, 3], next.stderr).toContain(next.code);
    expectNoneLeft(watch);
    expect((await readDeployment(workshop.stateDir)).status).toBe('down');
  });
});

describe('while the database is held against what was acknowledged', () => {
  let holder: pg.Client | undefined;

  beforeAll(async () => {
    await startDeployment({ stateDir: workshop.stateDir, orders: TEST_ORDERS, env: workshop.env });
  });
  afterEach(async () => {
    await holder?.end();
    holder = undefined;
  });

  it.each([
    ['Ctrl-C', 'SIGINT', 130],
    ['SIGKILL', 'SIGKILL', null],
  ] as const)('%s leaves the record of a complete run, and the deployment of the user', async (_name, signal, exit) => {
    // A connection in use is waited for, so that the moment lasts.
    const onLoad = async () => {
      holder = await connectAsApplication();
    };
    const { code, watch, record } = await interrupt(whileReconciling, signal, { onLoad, onSent: () => holder?.end() });
    expect(code).toBe(exit);
    expect(watch.running().map(({ name }) => name)).not.toContain('k6');
    expect(await reportAgain(record)).toMatchObject({ run: { status: 'complete' } });
    expect((await readDeployment(workshop.stateDir)).status).toBe('up');
  });
});

/** Starts a run, sends it the signal at the moment, and waits for its end. The record is '' when none was begun. */
async function interrupt(
  moment: Moment,
  signal: NodeJS.Signals,
  act: { onLoad?: () => Promise<void>; onSent?: () => Promise<void> | undefined } = {},
) {
  const before = records();
  const newRecord = () => records().find((name) => !before.includes(name)) ?? '';
  const command = startCommand(workshop, moment.args());
  const watch = watchDescendants(command.child.pid ?? 0);
  try {
    if (act.onLoad !== undefined) {
      await waitUntil('the load', () => hasLoad(watch));
      await act.onLoad();
    }
    await waitUntil('the moment', () => {
      if (command.child.exitCode !== null) throw new Error(`it ended before the moment: ${command.output()}`);
      return moment.hasCome({ command, watch, record: newRecord() });
    });
    command.child.kill(signal);
    await act.onSent?.();
    const { code } = await command.ended;
    return { code, watch, record: newRecord() };
  } finally {
    watch.stop();
    command.child.kill('SIGKILL');
  }
}

/** A connection that looks like one of the application's in a transaction. */
async function connectAsApplication(): Promise<pg.Client> {
  const { adminDatabaseUrl } = await requireUp(workshop);
  const client = new pg.Client({ connectionString: adminDatabaseUrl, application_name: 'headroom-app' });
  await client.connect();
  await client.query('BEGIN');
  return client;
}

function expectNoneLeft(watch: ProcessWatch): void {
  expect(watch.running().map(({ pid, name }) => `${name} (${pid})`)).toEqual([]);
}

/** The summary that `headroom report` makes of a record. */
async function reportAgain(record: string) {
  const { code, stderr } = await runCommand(workshop, ['report', record]);
  expect(code, stderr).toBe(0);
  expect(readFileSync(join(workshop.runsDir, record, 'report.html'), 'utf8')).toContain('</html>');
  return readSummary(join(workshop.runsDir, record));
}

function records(): string[] {
  return existsSync(workshop.runsDir) ? readdirSync(workshop.runsDir).sort() : [];
}

function isMeasuring(record: string): boolean {
  const path = join(workshop.runsDir, record, 'load', 'local-0.ndjson');
  return record !== '' && existsSync(path) && readFileSync(path, 'utf8').includes('"phase":"measure"');
}

function lastLoadLine(record: string): string | undefined {
  const text = readFileSync(join(workshop.runsDir, record, 'load', 'local-0.ndjson'), 'utf8');
  return text.trimEnd().split('\n').at(-1);
}
