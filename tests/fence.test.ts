/** Nothing leaves the fence: redirects and streams to addresses that are not allowed never connect. */

import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sumCounter } from '../benchmarks/truth/record-counts.ts';
import { createWorkshop, newestRecord, readSummary, runCommand, withConfig } from './support/command.ts';
import { configFor, listen, type MinimalTarget, startMinimalTarget } from './support/minimal-target.ts';

const workshop = createWorkshop();
let trapped = 0;
let trapPort = 0;
const trap = createServer((socket) => {
  trapped += 1;
  socket.destroy();
});
let redirecting = false;
let target: MinimalTarget;

beforeAll(async () => {
  // An address of this machine that the test's allow-list does not have.
  trapPort = await listen(trap, '127.9.9.9');
  target = await startMinimalTarget((request, response) => {
    if (redirecting) response.writeHead(307, { location: `http://127.9.9.9:${trapPort}${request.url}` }).end();
    return redirecting;
  });
});
afterAll(() => {
  trap.close();
  target.close();
  workshop.dispose();
});

const config = () =>
  withConfig(workshop, configFor(target.baseUrl, { rampMs: 500, warmupMs: 1_000, measureMs: 12_000 }));

describe('a server that the environment names', () => {
  it('is spoken to by no verb when it is not on the allow-list, and is named', async () => {
    const there = `127.9.9.9:${trapPort}`;
    const named = [
      { env: { HEADROOM_DATABASE_URL: `postgres://user:hunter2@${there}/headroom_x` }, purpose: 'database' },
      { env: { HEADROOM_REDIS_URL: `redis://:hunter2@${there}/0` }, purpose: 'Redis' },
      { env: { HEADROOM_MODEL_URL: `http://user:hunter2@${there}` }, purpose: 'model' },
    ];
    const tried = named.flatMap(({ env, purpose }) => {
      const place = createWorkshop(join(workshop.folder, `nothing-runs-for-${purpose}`));
      const only = withConfig(place, { target: { allow: ['127.0.0.1'] } });
      return [['run', 'smoke'], ['target', 'up'], ['seed']].map(async (args) => {
        const { code, stderr } = await runCommand(place, [...only, ...args], env);
        expect(stderr).toContain(`${purpose}: 127.9.9.9 is not on the allow-list`);
        expect(stderr).not.toContain('hunter2');
        return [purpose, args.join(' '), code];
      });
    });
    expect((await Promise.all(tried)).filter(([, , code]) => code !== 2)).toEqual([]);
    expect(trapped).toBe(0);
  });
});

describe('another deployment', () => {
  it('is loaded with the journeys it has, and the report says which sources there are not', async () => {
    const result = await runCommand(workshop, [...config(), 'run', 'smoke']);
    expect([0, 3]).toContain(result.code);
    const summary = readSummary(newestRecord(workshop));
    const { good = 0, late = 0 } = summary.slos.find((slo) => slo.id === 'copilot_first_token') ?? {};
    expect(good + late).toBeGreaterThan(0);
    expect(summary.slos.find((slo) => slo.id === 'dashboard_load')?.verdict).toBe('unavailable');
    expect(summary.server.pool).toMatchObject({ status: 'unavailable', reason: expect.any(String) });
    expect(trapped).toBe(0);
  });
});

describe('a redirect that leaves the fence', () => {
  it('is blocked for plain requests and for streams: nothing connects, every start fails, and the run says why', async () => {
    let probes = 0;
    target.server.prependListener('request', () => {
      // The probe before the run is answered; the load is sent away.
      probes += 1;
      redirecting = probes > 1;
    });
    const result = await runCommand(workshop, [...config(), 'run', 'smoke']);
    const folder = newestRecord(workshop);
    expect(result.code === 1 || result.code === 3).toBe(true);
    const errors = sumCounter(folder, 'journey_error', 'kind');
    expect([...errors.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(10);
    expect(readSummary(folder).slos.find((slo) => slo.id === 'health_check')?.good).toBe(0);
    expect(readFileSync(join(folder, 'logs', 'k6.log'), 'utf8')).toMatch(/127\.9\.9\.9/);
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toMatch(/blocked by the fence/);
    expect(trapped).toBe(0);
  });
});
