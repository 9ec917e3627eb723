/** With a fault the run must fail, and say so: each test here fails when the defence is taken away. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDeployment, stopDeployment } from '../fixtures/deployment/index.ts';
import { identifyProcess } from '../scripts/run/process-identity.ts';
import {
  createWorkshop,
  newestRecord,
  readSummary,
  requireUp,
  runCommand,
  runOnQuietMachine,
  startCommand,
  TEST_ORDERS,
  waitUntil,
  withConfig,
} from './support/command.ts';
import { listen } from './support/minimal-target.ts';
import { findK6, k6ChildrenOf } from './support/processes.ts';
import { proxyEnvironment } from './support/traps.ts';

const workshop = createWorkshop();
const up = () => requireUp(workshop);

afterAll(() => workshop.dispose());

describe('before anything is sent', () => {
  it('a target that is down ends with 3 and is named', async () => {
    const result = await runCommand(workshop, ['--base-url', 'http://127.0.0.1:9', 'run', 'smoke']);
    expect(result.code).toBe(3);
    expect(result.stderr).toMatch(/HR_TARGET_UNREACHABLE: http:\/\/127\.0\.0\.1:9\/api\/health does not answer/);
    expect(existsSync(workshop.runsDir)).toBe(false);
  });

  it('a target that is not on the allow-list ends with 2 and is named', async () => {
    const result = await runCommand(workshop, ['--base-url', 'http://192.0.2.1', 'run', 'smoke']);
    expect(result.code).toBe(2);
    expect(result.stderr).toMatch(/HR_TARGET_REFUSED.*\n.*192\.0\.2\.1 is not on the allow-list/);
  });

  it('a broken configuration ends with 2 and lists all problems at once', async () => {
    const path = join(workshop.folder, 'broken.config.mjs');
    writeFileSync(path, 'export default { target: { orders: 1, depoyment: "x" }, slos: { dashboard_lod: 3 } };');
    const result = await runCommand(workshop, ['--config', path, 'plan', 'baseline'], { HEADROOM_ORDERS: '' });
    expect(result.code).toBe(2);
    expect(result.stderr).toMatch(/HR_CONFIG_INVALID/);
    expect(result.stderr).toMatch(/target\.orders/);
    expect(result.stderr).toMatch(/did you mean 'deployment'/);
    expect(result.stderr).toMatch(/dashboard_lod/);
  });

  it('an unknown verb, option and run end with 2', async () => {
    for (const args of [
      ['rum'],
      ['run', '--mesure', '3'],
      ['report', 'nope'],
      ['target', 'sideways'],
      ['run', '--measure', 'x'],
    ]) {
      expect((await runCommand(workshop, args)).code).toBe(2);
    }
  });

  it('a folder that cannot be written ends with 4 and is named', async () => {
    const blocker = join(workshop.folder, 'file');
    writeFileSync(blocker, '');
    await startDeployment({ stateDir: workshop.stateDir, orders: TEST_ORDERS, env: workshop.env });
    const result = await runCommand(workshop, ['--runs-dir', join(blocker, 'runs'), 'run', 'smoke']);
    expect(result.code).toBe(4);
    expect(result.stderr).toMatch(/HR_RECORD_UNWRITABLE.*file/);
  });
});

describe('while the load runs', () => {
  beforeAll(async () => {
    await startDeployment({ stateDir: workshop.stateDir, orders: TEST_ORDERS, env: workshop.env });
  });
  afterAll(async () => {
    await stopDeployment(workshop.stateDir, { env: workshop.env });
  });

  const measuring = () => newestLoadFile()?.includes('"phase":"measure"') ?? false;
  const newestLoadFile = (): string | undefined => {
    if (!existsSync(workshop.runsDir) || readdirSync(workshop.runsDir).length === 0) return undefined;
    const path = join(newestRecord(workshop), 'load', 'local-0.ndjson');
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  };

  it('a k6 that is killed leaves a record that is read as partial and reported, with exit 3', async () => {
    const command = startCommand(workshop, ['run', 'smoke']);
    await waitUntil('the measured phase', measuring);
    process.kill(findK6(command.child.pid ?? 0), 'SIGKILL');
    const result = await command.ended;
    expect(result.code).toBe(3);
    const summary = readSummary(newestRecord(workshop));
    expect(summary.verdict).toBe('invalid');
    expect(summary.run.status).toBe('partial');
    expect(summary.validity.reasons.map((reason) => reason.code)).toContain('partial');
    expect(readFileSync(join(newestRecord(workshop), 'report.html'), 'utf8')).toMatch(/INVALID/);
  });

  it('Ctrl-C ends k6 gracefully, finishes the record as interrupted, and exits 130', async () => {
    const records = readdirSync(workshop.runsDir).length;
    const command = startCommand(workshop, ['run', 'smoke']);
    await waitUntil('the measured phase', () => readdirSync(workshop.runsDir).length > records && measuring());
    command.child.kill('SIGINT');
    const result = await command.ended;
    expect(result.code).toBe(130);
    const folder = newestRecord(workshop);
    expect(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'))).toMatchObject({ status: 'interrupted' });
    expect(
      readFileSync(join(folder, 'load', 'local-0.ndjson'), 'utf8')
        .trimEnd()
        .split('\n')
        .at(-1),
    ).toMatch(/"end":true/);
    expect(readSummary(folder)).toMatchObject({ verdict: 'invalid', run: { status: 'interrupted' } });
  });

  it('a second Ctrl-C ends at once and leaves no k6', async () => {
    const records = readdirSync(workshop.runsDir).length;
    const command = startCommand(workshop, ['run', 'smoke']);
    await waitUntil('the measured phase', () => readdirSync(workshop.runsDir).length > records && measuring());
    const children = k6ChildrenOf(command.child.pid ?? 0);
    expect(children.length).toBeGreaterThan(0);
    command.child.kill('SIGINT');
    command.child.kill('SIGINT');
    expect((await command.ended).code).toBe(130);
    await waitUntil('the end of k6', () => children.every((pid) => identifyProcess(pid) === null));
  });

  it('a second run is refused with the name of the first', async () => {
    const records = readdirSync(workshop.runsDir).length;
    const first = startCommand(workshop, ['run', 'smoke']);
    await waitUntil('the first record', () => readdirSync(workshop.runsDir).length > records);
    const second = await runCommand(workshop, ['run', 'smoke']);
    expect(second.code).toBe(2);
    expect(second.stderr).toMatch(new RegExp(`HR_RUN_BUSY: 'headroom run smoke' \\(process ${first.child.pid}\\)`));
    first.child.kill('SIGINT');
    first.child.kill('SIGINT');
    await first.ended;
  });

  it.runIf(os.userInfo().uid === 0)(
    'a disk that fills up ends the load, keeps what was written, and exits 4',
    async () => {
      const disk = join(workshop.folder, 'disk');
      mkdirSync(disk);
      expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=96k', 'tmpfs', disk]).status).toBe(0);
      try {
        const result = await runCommand(workshop, ['--runs-dir', disk, 'run', 'smoke']);
        expect(result.code).toBe(4);
        expect(result.stderr).toMatch(/HR_RECORD_UNWRITABLE/);
      } finally {
        spawnSync('umount', [disk]);
      }
    },
  );

  it('no environment name without the suite’s prefix is ever opened, by any verb', async () => {
    let connections = 0;
    const trap = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    const port = await listen(trap, '127.0.0.1');
    const url = `postgres://user:secret@127.0.0.1:${port}/production`;
    const env = {
      DATABASE_URL: url,
      POSTGRES_URL: url,
      PGHOST: '127.0.0.1',
      PGPORT: String(port),
      REDIS_URL: `redis://127.0.0.1:${port}`,
      OPENAI_BASE_URL: `http://127.0.0.1:${port}`,
      ...proxyEnvironment(`127.0.0.1:${port}`),
    };
    try {
      for (const args of [
        ['doctor'],
        ['seed'],
        ['target', 'status'],
        ['plan', 'smoke'],
        ['run', 'smoke'],
        ['report', 'latest'],
        ['runs'],
      ]) {
        const { code, stderr } = await runCommand(workshop, args, env);
        // 3: the run was measured on a machine too busy for it, which is no matter here.
        expect([0, ...(args[0] === 'run' ? [3] : [])], `${args.join(' ')}: ${stderr}`).toContain(code);
      }
      expect(connections).toBe(0);
    } finally {
      trap.close();
    }
  });

  it('an unmarked database and a foreign Redis key survive every verb; pointing at the database ends with 2', async () => {
    const { adminDatabaseUrl, redisUrl } = await up();
    const foreign = new URL(adminDatabaseUrl);
    foreign.pathname = '/headroom_foreign';
    await query(adminDatabaseUrl, 'CREATE DATABASE headroom_foreign');
    await query(foreign.href, 'CREATE TABLE treasure AS SELECT 1 AS one');
    const redis = new Redis(redisUrl, { lazyConnect: true });
    try {
      await redis.connect();
      await redis.set('somebody:else', 'theirs');
      const other = createWorkshop(join(workshop.folder, 'other-state'));
      for (const args of [['seed'], ['target', 'up'], ['run', 'smoke'], ['baseline']]) {
        const { code, stderr } = await runCommand(other, args, { HEADROOM_DATABASE_URL: foreign.href });
        expect([args.join(' '), code]).toEqual([args.join(' '), 2]);
        expect(stderr).toMatch(/HR_UNMARKED_DATABASE/);
      }
      await runCommand(other, ['target', 'purge']);
      for (const args of [['seed'], ['target', 'up'], ['run', 'smoke', '--allow-inconclusive']])
        await runCommand(workshop, args);
      expect(await redis.get('somebody:else')).toBe('theirs');
      expect(await query(foreign.href, 'SELECT one FROM treasure')).toEqual([{ one: 1 }]);
      expect(
        await query(foreign.href, "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"),
      ).toEqual([{ relname: 'treasure' }]);
    } finally {
      redis.disconnect();
      await query(adminDatabaseUrl, 'DROP DATABASE headroom_foreign WITH (FORCE)');
    }
  });
});

describe('a slow model', () => {
  afterAll(async () => {
    await stopDeployment(workshop.stateDir, { env: workshop.env });
  });

  it('misses the SLO with exit 1, and "where the time went" names the model', async () => {
    const model = { baseDelayMs: 1_500, slots: 128, answerTokens: 200 };
    await startDeployment({ stateDir: workshop.stateDir, orders: TEST_ORDERS, model, env: workshop.env });
    const phases = { rampMs: 3_000, warmupMs: 10_000, measureMs: 20_000 };
    const config = withConfig(workshop, { workloads: { 'streams-100': { phases } } });
    const result = await runOnQuietMachine(workshop, [...config, 'run', 'streams-100']);
    const folder = newestRecord(workshop);
    const summary = readSummary(folder);
    expect(summary.slos.find((slo) => slo.id === 'copilot_first_token')).toMatchObject({
      verdict: 'fail',
      judged: true,
    });
    expect(summary.verdict).toBe('fail');
    expect(result.code).toBe(1);
    const html = readFileSync(join(folder, 'report.html'), 'utf8');
    const section = html.slice(html.indexOf('id="where-time-went"'));
    expect(section.slice(0, 4_000)).toMatch(/[Mm]odel/);
  });
});

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
