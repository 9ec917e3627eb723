import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../contract/config.ts';
import { DEFAULT_SLOS } from '../../contract/slos.ts';
import type { RunFigures } from '../statistics/index.ts';
import { type ConfiguredGate, gateFor, parseGate, warnOfUnknownRows } from './gate-rows.ts';

const SLOS = DEFAULT_SLOS.map((slo) => ({ ...slo, judged: slo.journey === 'dashboard' }));

function configured(...rows: NonNullable<ConfiguredGate>): NonNullable<ConfiguredGate> {
  const { gate } = parseConfig({ comparison: { gate: rows } }, 'a test').comparison;
  if (gate === null) throw new Error('a gate was given');
  return gate;
}

function run(...figures: [string, string, 'p95' | 'errors'][]): RunFigures {
  return {
    ...{ runId: 'r', buildId: 'b', environmentKey: 'k', startedAtMs: 0, cutSeconds: 0 },
    figures: figures.map(([endpoint, metric, figure]) => ({
      ...{ endpoint, metric, figure, role: 'journey', isLowerBetter: true },
      value: { status: 'unavailable', reason: 'no successful request' },
    })),
  };
}

describe('a configured gate', () => {
  it('refuses a quantile that is none and a row that stands twice, both at once', () => {
    const gate = configured(
      { endpoint: 'dashboard', metric: 'page_load', figure: 'p0' },
      { endpoint: 'dashboard', metric: 'page_load', figure: 'p95' },
      { endpoint: 'dashboard', metric: 'page_load', figure: 'p95.0' },
    );
    expect(() => parseGate(gate)).toThrow(
      expect.objectContaining({
        code: 'HR_CONFIG_INVALID',
        problems: [expect.stringContaining('gate.0.figure: p0'), expect.stringContaining('p95 stands there twice')],
      }),
    );
  });

  it('keeps its order and its own limits, and takes an objective’s for those that it leaves out', () => {
    const [slo] = DEFAULT_SLOS.filter(({ journey }) => journey === 'dashboard');
    if (slo === undefined) throw new Error('the dashboard has an objective');
    const gate = gateFor(
      configured(
        { endpoint: 'GET /api/orders', metric: 'http_req_duration', figure: 'p99.9', margin: 0.3, minimumEffect: 25 },
        { endpoint: slo.journey, metric: slo.metric, figure: `p${100 * slo.quantile}` },
      ),
      SLOS,
    );
    expect(gate).toMatchObject([
      { endpoint: 'GET /api/orders', figure: 'p99.9', margin: 0.3, minimumEffect: 25 },
      { endpoint: 'dashboard', minimumEffect: 0.01 * slo.limitMs },
    ]);
  });

  it('is the objectives’ own where none is configured, the judged ones first', () => {
    expect(gateFor(null, SLOS)[0]).toMatchObject({ endpoint: 'dashboard' });
  });
});

describe('a gate row that no run has', () => {
  it('is named with the nearest that there is; one that has no value in a run is no such row', () => {
    const gate = parseGate(
      configured(
        { endpoint: 'dashbord', metric: 'page_load', figure: 'p95' },
        { endpoint: 'dashboard', metric: 'page_load', figure: 'errors' },
        { endpoint: 'something else entirely', metric: 'x', figure: 'throughput' },
      ),
    );
    const runs = [run(['dashboard', 'page_load', 'p95']), run(['dashboard', 'page_load', 'errors'])];
    expect(warnOfUnknownRows(gate, runs)).toEqual([
      'The gate’s row dashbord page_load p95 is in no run, so it can never fail. Did you mean dashboard page_load p95?',
      'The gate’s row something else entirely x throughput is in no run, so it can never fail.',
    ]);
  });

  it('is no matter where nothing was compared', () => {
    expect(warnOfUnknownRows(gateFor(null, SLOS), [])).toEqual([]);
  });
});
