/**
 * One secret of each kind is planted; every output of the suite is searched for them: record, report, both streams of
 * the command, and the command line of every process that it started.
 */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provideFolders, provideInstallation } from '../fixtures/deployment/lifecycle/installation.ts';
import {
  type CommandResult,
  createWorkshop,
  newestRecord,
  runCommand,
  startCommand,
  withConfig,
} from './support/command.ts';
import {
  type HostileServer,
  type HostileTarget,
  startHostileDatabase,
  startHostileRedis,
  startHostileTarget,
} from './support/hostile-servers.ts';
import { type ProcessWatch, watchDescendants } from './support/process-watch.ts';
import { OUTSIDE } from './support/traps.ts';

/** A secret by what kind it is of. */
type Secrets = Record<string, string>;

const PHASES = { rampMs: 300, warmupMs: 700, measureMs: 4_000 };
const workshop = createWorkshop();
afterAll(() => workshop.dispose());

describe('a run of the reference deployment', () => {
  let outputs: Map<string, string>;
  let secrets: Secrets;

  beforeAll(async () => {
    await runCommand(workshop, ['target', 'down']);
    const args = withConfig(workshop, { workloads: { smoke: { phases: PHASES } } });
    const { result, watch } = await runWatched([...args, '--verbose', 'run', 'smoke']);
    expect([0, 3], result.stderr).toContain(result.code);
    const { passwords, passphrase, sessionSecret, webhookSecret } = await provideInstallation(
      await provideFolders(workshop.stateDir, workshop.env),
    );
    secrets = { ...passwords, passphrase, sessionSecret, webhookSecret };
    outputs = outputsOf(result, watch);
  });

  it('has seven secrets, and shows none of them', () => {
    expect(Object.keys(secrets)).toHaveLength(7);
    expect(findSecrets(outputs, secrets)).toEqual([]);
    // Tokens are made as the run goes: claims and signature, both base64url.
    expect([...outputs].filter(([, text]) => /eyJ[\w-]{40,}\.[\w-]{20,}/.test(text)).map(([where]) => where)).toEqual(
      [],
    );
  });

  it('was looked at in all its parts: files, report, streams, and the processes from PostgreSQL to k6', () => {
    const places = [...outputs.keys()].join('\n');
    for (const part of ['run.json', 'plan.json', 'load/', 'samples/', 'evidence/', 'logs/k6.log', 'report.html']) {
      expect(places).toContain(part);
    }
    for (const name of ['postgres', 'redis-server', 'node', 'k6']) expect(places).toContain(`command line of ${name}`);
  });
});

describe('a run that fails against systems that repeat what they are told', () => {
  const plant = (kind: string) => `canary-${kind}-${randomBytes(8).toString('hex')}`;
  const secrets = {
    database: plant('database'),
    redis: plant('redis'),
    passphrase: plant('passphrase'),
    webhook: plant('webhook'),
    bearer: plant('bearer'),
    cookie: plant('cookie'),
    redirectQuery: plant('redirect'),
    metricsUser: plant('scraper'),
    metricsToken: plant('metrics'),
    metricsSignature: plant('signature'),
    modelToken: plant('model'),
  };
  let database: HostileServer;
  let redis: HostileServer;
  let target: HostileTarget;
  let outputs: Map<string, string>;
  let folder: string;

  beforeAll(async () => {
    database = await startHostileDatabase();
    redis = await startHostileRedis();
    const { bearer: token, cookie, redirectQuery: query } = secrets;
    target = await startHostileTarget({ token, cookie, query, away: `http://${OUTSIDE}:9` });
    const host = target.baseUrl.replace('http://', '');
    const { metricsUser, metricsToken, metricsSignature, modelToken } = secrets;
    const args = withConfig(workshop, {
      target: { baseUrl: target.baseUrl, allow: ['127.0.0.1'], localIps: null },
      limiter: null,
      stopEarly: null,
      collectors: {
        applicationMetricsUrl: `http://user:${metricsUser}@${host}/metrics?token=${metricsToken}&sig=${metricsSignature}`,
        modelMetricsUrl: `http://${host}/broken/metrics?access_key=${modelToken}`,
      },
      workloads: { smoke: { phases: PHASES } },
    });
    const { result, watch } = await runWatched([...args, '--verbose', 'run', 'smoke'], {
      HEADROOM_DATABASE_URL: `postgres://someone:${secrets.database}@127.0.0.1:${database.port}/app`,
      HEADROOM_REDIS_URL: `redis://someone:${secrets.redis}@127.0.0.1:${redis.port}/0`,
      HEADROOM_TARGET_PASSPHRASE: secrets.passphrase,
      HEADROOM_WEBHOOK_SECRET: secrets.webhook,
    });
    expect([1, 3], result.stderr).toContain(result.code);
    folder = newestRecord(workshop);
    outputs = outputsOf(result, watch);
  });
  afterAll(() => {
    for (const server of [database, redis, target]) server.close();
  });

  it('was really told the secrets, and really failed by them', () => {
    expect(database.told()).toContain(secrets.database);
    expect(redis.told()).toContain(secrets.redis);
    for (const kind of ['passphrase', 'bearer', 'metricsToken', 'metricsSignature', 'modelToken'] as const)
      expect(target.told().includes(secrets[kind]), kind).toBe(true);
    const samples = ['postgres', 'redis'].map((name) =>
      readFileSync(join(folder, 'samples', `${name}.ndjson`), 'utf8'),
    );
    expect(samples[0]).toMatch(/no entry with/);
    expect(samples[1]).toMatch(/what is/);
    expect(readFileSync(join(folder, 'logs', 'k6.log'), 'utf8')).toContain(OUTSIDE);
  });

  it('shows none of them', () => {
    expect(findSecrets(outputs, secrets)).toEqual([]);
  });
});

describe('an error about an address', () => {
  it('does not repeat the password in it, whatever is wrong with it', async () => {
    const secret = `canary-${randomBytes(8).toString('hex')}`;
    const results = await Promise.all(
      [
        { args: ['--base-url', `http://user:${secret}@127.0.0.1`, 'run', 'smoke'], env: {} },
        { args: ['plan'], env: { HEADROOM_BASE_URL: `http://127.0.0.1/?token=${secret}` } },
        { args: ['target', 'up'], env: { HEADROOM_DATABASE_URL: `postgres//user:${secret}@127.0.0.1` } },
        { args: ['target', 'up'], env: { HEADROOM_DATABASE_URL: `postgres://user:${secret}@127.0.0.1:9/headroom_x` } },
        {
          args: ['--base-url', 'http://127.0.0.1:9', 'run', 'smoke'],
          env: { HEADROOM_DATABASE_URL: `postgres//user:${secret}@127.0.0.1` },
        },
        {
          args: ['--base-url', 'http://127.0.0.1:9', 'run', 'smoke'],
          env: {
            HEADROOM_DATABASE_URL: `postgres://user:${secret}@192.0.2.1/app`,
            HEADROOM_REDIS_URL: `redis://:${secret}@[`,
          },
        },
      ].map(({ args, env }) => {
        const place = createWorkshop(join(workshop.folder, `state-${randomBytes(4).toString('hex')}`));
        const data = { HEADROOM_DATA_DIR: join(place.folder, 'data') };
        return runCommand(place, ['--verbose', ...args], { ...env, ...data }).finally(() => place.dispose());
      }),
    );
    expect(results.map(({ code }) => code)).not.toContain(0);
    expect(results.filter(({ stdout, stderr }) => (stdout + stderr).includes(secret))).toEqual([]);
  });
});

async function runWatched(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const command = startCommand(workshop, args, env);
  const watch = watchDescendants(command.child.pid ?? 0);
  const result = await command.ended;
  watch.stop();
  return { result, watch };
}

/** Everything that a run left or showed, by where it stands. */
function outputsOf({ stdout, stderr }: CommandResult, watch: ProcessWatch): Map<string, string> {
  const folder = newestRecord(workshop);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => [name, readText(join(folder, name))] as const);
  const lines = watch
    .seen()
    .map(({ pid, name, commandLines }) => [`command line of ${name} (${pid})`, [...commandLines].join('\n')] as const);
  return new Map([['stdout', stdout], ['stderr', stderr], ...files, ...lines]);
}

function readText(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

/** Where a secret stands, as it is, encoded for an address, or in base64. */
function findSecrets(outputs: ReadonlyMap<string, string>, secrets: Secrets): string[] {
  return Object.entries(secrets).flatMap(([kind, secret]) => {
    const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64').replace(/=+$/, '')];
    return [...outputs]
      .filter(([, text]) => forms.some((form) => text.includes(form)))
      .map(([where]) => `${kind}: ${where}`);
  });
}
