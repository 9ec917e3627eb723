/** What the slowest starts waited for, against a deployment that is made to wait; and the header that says so. */
import { createServer } from 'node:http';
import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isUnavailable } from '../contract/measured.ts';
import { startDeployment, stopDeployment } from '../fixtures/deployment/index.ts';
import { analyseRun } from '../reports/index.ts';
import { EXPRESS_LINES, FASTIFY_LINES } from '../reports/sections/server-timing-help.ts';
import { parseServerTiming } from '../scenarios/lib/server-timing.ts';
import { createWorkshop, newestRecord, runOnQuietMachine, TEST_ORDERS, withConfig } from './support/command.ts';
import { listen } from './support/minimal-target.ts';

const workshop = createWorkshop();
/** Without it a user could load the dashboard only once in ten seconds. */
const toggles = { rateLimit: false };

describe('a slow statement behind a cache', () => {
  beforeAll(async () => {
    const { stateDir, env } = workshop;
    await startDeployment({ stateDir, orders: TEST_ORDERS, toggles, faults: 'slow-statement:300', env });
  });
  afterAll(async () => {
    await stopDeployment(workshop.stateDir, { env: workshop.env });
    workshop.dispose();
  });

  it('is what the slowest dashboards wait for, and not those at the median', async () => {
    const config = withConfig(workshop, {
      limiter: null,
      workloads: { smoke: { journeys: { dashboard: { sessions: 10, thinkMs: { min: 400, max: 600 } } } } },
    });
    await runOnQuietMachine(workshop, [...config, 'run', 'smoke', '--set', 'rateLimit=off']);
    const { model } = await analyseRun(newestRecord(workshop));
    const dashboard = model.attribution.find((one) => one.journey === 'dashboard');
    if (dashboard?.status !== 'ok' || isUnavailable(dashboard.tail)) throw new Error(JSON.stringify(dashboard));
    expect(dashboard.serverTiming.status).toBe('ok');
    expect(dashboard.cause?.id).toBe('db');
    expect(dashboard.cause?.excessMs).toBeGreaterThan(250);
    expect(dashboard.sentence).toMatch(/^The slowest .+ wait for the database: /);
    expect(dashboard.tail.fromMs).toBeGreaterThan(250);
    expect(dashboard.middle.toMs).toBeLessThan(250);
    // Every journey's answered starts were split, and their parts add up to the mean that its SLO was judged by.
    for (const one of model.attribution) {
      if (one.status === 'unavailable') throw new Error(`${one.journey}: ${one.reason}`);
      const slo = model.plan.slos.find(({ journey }) => journey === one.journey);
      const row = model.summary.series.find(({ metric }) => metric === slo?.metric);
      if (row !== undefined) expect(one.starts, one.journey).toBe(row.count - row.failed);
      for (const group of [one.middle, ...(isUnavailable(one.tail) ? [] : [one.tail])]) {
        const sum = group.parts.reduce((total, { ms }) => total + ms, 0);
        expect(Math.abs(sum - group.totalMs), one.journey).toBeLessThan(0.1);
        expect(group.totalMs).toBeGreaterThanOrEqual(group.fromMs);
        expect(group.totalMs).toBeLessThanOrEqual(group.toMs);
      }
    }
  });
});

describe('the lines that switch Server-Timing on', () => {
  const partsOf = async (url: string): Promise<string[]> => {
    const response = await fetch(url);
    expect(response.status).toBe(200);
    return parseServerTiming(response.headers.get('server-timing') ?? undefined).map(({ part }) => part);
  };

  it('send a header that the journeys understand, in Fastify', async () => {
    const app = Fastify();
    new Function('app', FASTIFY_LINES)(app);
    app.get('/', async () => ({}));
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    expect(await partsOf(url)).toEqual(['pool', 'db', 'cache', 'total']);
    await app.close();
  });

  it('send a header that the journeys understand, in Express, whose middleware works on Node’s own server', async () => {
    type Middleware = (request: object, response: object, next: () => void) => void;
    let middleware: Middleware | undefined;
    const app = {
      use: (given: Middleware) => {
        middleware = given;
      },
    };
    new Function('app', EXPRESS_LINES)(app);
    const server = createServer((request, response) => {
      middleware?.(request, Object.assign(response, { locals: {} }), () => response.end('ok'));
    });
    const port = await listen(server, '127.0.0.1');
    expect(await partsOf(`http://127.0.0.1:${port}`)).toEqual(['pool', 'db', 'cache', 'total']);
    server.close();
  });
});
