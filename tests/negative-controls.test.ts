/**
 * What must not happen does not, whichever verb is asked: each test here fails when the defence is taken away. Faults of
 * the generator stand in generator.test.ts.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDeployment, stopDeployment } from '../fixtures/deployment/index.ts';
import { createWorkshop, requireUp, runCommand, TEST_ORDERS, withConfig } from './support/command.ts';
import { listen } from './support/minimal-target.ts';
import { proxyEnvironment } from './support/traps.ts';

/** Sessions make their first start after ten seconds: then every journey has spoken to every server. */
const PHASES = { rampMs: 300, warmupMs: 700, measureMs: 12_000 };

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
});

describe('on the reference deployment', () => {
  beforeAll(async () => {
    await startDeployment({ stateDir: workshop.stateDir, orders: TEST_ORDERS, env: workshop.env });
  });
  afterAll(async () => {
    await stopDeployment(workshop.stateDir, { env: workshop.env });
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

  it('no verb opens an environment name without the suite’s prefix, or touches an unmarked database or a foreign Redis key', async () => {
    let connections = 0;
    const trap = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    const port = await listen(trap, '127.0.0.1');
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
      const config = withConfig(workshop, { workloads: { smoke: { phases: PHASES } } });
      for (const args of [
        ['doctor'],
        ['seed'],
        ['target', 'up'],
        ['target', 'status'],
        ['plan', 'smoke'],
        ['run', 'smoke'],
        ['report', 'latest'],
        ['runs'],
      ]) {
        const { code, stderr } = await runCommand(workshop, [...config, ...args], unprefixedNames(port));
        // 3: the run was measured on a machine too busy for it, which is no matter here.
        expect([0, ...(args[0] === 'run' ? [3] : [])], `${args.join(' ')}: ${stderr}`).toContain(code);
      }
      expect(connections).toBe(0);
      expect(await redis.get('somebody:else')).toBe('theirs');
      expect(await query(foreign.href, 'SELECT one FROM treasure')).toEqual([{ one: 1 }]);
      expect(
        await query(foreign.href, "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"),
      ).toEqual([{ relname: 'treasure' }]);
    } finally {
      trap.close();
      redis.disconnect();
      await query(adminDatabaseUrl, 'DROP DATABASE headroom_foreign WITH (FORCE)');
    }
  });
});

/** What many shells have set, all pointing at the trap. */
function unprefixedNames(port: number): NodeJS.ProcessEnv {
  const url = `postgres://user:secret@127.0.0.1:${port}/production`;
  return {
    DATABASE_URL: url,
    POSTGRES_URL: url,
    PGHOST: '127.0.0.1',
    PGPORT: String(port),
    REDIS_URL: `redis://127.0.0.1:${port}`,
    OPENAI_BASE_URL: `http://127.0.0.1:${port}`,
    ...proxyEnvironment(`127.0.0.1:${port}`),
  };
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
