/**
 * Are the numbers right? The short form of `npm run prove -- truth`: first tokens paired with the application's own
 * log, requests counted on both sides, and starts that a hung route never answers.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exactQuantile, pairFirstTokens } from '../benchmarks/truth/first-tokens.ts';
import { countRecordedRequests, sumCounter } from '../benchmarks/truth/record-counts.ts';
import { readTargetCounts } from '../benchmarks/truth/target-counts.ts';
import { readDeployment, startDeployment, stopDeployment } from '../fixtures/deployment/index.ts';
import {
  createWorkshop,
  newestRecord,
  readSummary,
  runOnQuietMachine,
  TEST_ORDERS,
  withConfig,
} from './support/command.ts';

/** A session makes its first start ten seconds after it opened, and some turns after that. */
const PHASES = { rampMs: 500, warmupMs: 1_500, measureMs: 14_000 };
/** Time for that first start, which never ends. */
const HUNG_PHASES = { ...PHASES, measureMs: 11_000 };

const workshop = createWorkshop();
afterAll(() => workshop.dispose());

describe('first tokens', () => {
  afterAll(async () => {
    await stopDeployment(workshop.stateDir, { env: workshop.env });
  });

  it('agree with the application’s own log, pair by pair, within 3 ms + 1 % at the median', async () => {
    await startDeployment({ stateDir: workshop.stateDir, orders: TEST_ORDERS, env: workshop.env });
    const pairsPath = join(workshop.folder, 'k6.json');
    const config = withConfig(workshop, { workloads: { smoke: { phases: PHASES } } });
    const result = await runOnQuietMachine(workshop, [...config, 'run', 'smoke', '--pair-requests', pairsPath]);
    expect(result.code).toBe(0);
    const state = await readDeployment(workshop.stateDir);
    if (state.status !== 'up') throw new Error(state.status);
    const { pairs, clientOnly } = await pairFirstTokens(pairsPath, state.appLogPath);
    expect(clientOnly).toBe(0);
    expect(pairs.length).toBeGreaterThan(5);
    const serverMs = exactQuantile(
      pairs.map((pair) => pair.serverMs),
      0.5,
    );
    const errorMs = exactQuantile(
      pairs.map((pair) => pair.clientMs - pair.serverMs),
      0.5,
    );
    // The tail is judged under the full load on a quiet machine (docs/proofs/); CI's machine is shared.
    expect(errorMs).toBeGreaterThan(-1);
    expect(errorMs).toBeLessThan(3 + 0.01 * serverMs);
  });
});

describe('a hung route', () => {
  beforeAll(async () => {
    await startDeployment({
      stateDir: workshop.stateDir,
      orders: TEST_ORDERS,
      faults: 'hang:/api/dashboard/orders',
      env: workshop.env,
    });
  });
  afterAll(async () => {
    await stopDeployment(workshop.stateDir, { env: workshop.env });
  });

  it('leaves its starts unfinished and missed, and the target has exactly those requests more', async () => {
    const config = withConfig(workshop, {
      workloads: {
        smoke: {
          phases: HUNG_PHASES,
          journeys: { dashboard: { gracefulStopMs: 1_000, requestTimeoutMs: 60_000 } },
        },
      },
    });
    const result = await runOnQuietMachine(workshop, [...config, 'run', 'smoke']);
    const folder = newestRecord(workshop);
    const summary = readSummary(folder);
    const dashboard = summary.slos.find((slo) => slo.id === 'dashboard_load');
    const started = sumCounter(folder, 'journey_started', 'journey').get('dashboard') ?? 0;
    const finished = sumCounter(folder, 'journey_finished', 'journey').get('dashboard') ?? 0;
    expect(started).toBeGreaterThan(0);
    expect(finished).toBe(0);
    expect(dashboard).toMatchObject({ good: 0, unfinished: started, goodShare: 0 });
    expect(dashboard?.actualMs).toMatchObject({ status: 'unavailable' });
    expect(summary.verdict).toBe('fail');
    expect(result.code).toBe(1);
    const state = await readDeployment(workshop.stateDir);
    if (state.status !== 'up') throw new Error(state.status);
    const { received } = await readTargetCounts(state.appMetricsUrl);
    const recorded = countRecordedRequests(folder);
    const surplus = [...received].flatMap(([name, count]) => {
      const difference = count - (recorded.get(name) ?? 0);
      return difference === 0 ? [] : [[name, difference]];
    });
    expect(surplus).toEqual([['GET /api/dashboard/orders', started]]);
  });
});
