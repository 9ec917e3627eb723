import { describe, expect, it } from 'vitest';
import { measureRun, quantileFigureName, quantileOfName } from './run-figures.ts';
import { exampleRun, lognormal } from './support/example-runs.ts';

const run = exampleRun('one', {
  'GET /a': { perSecond: 20, latencyMs: lognormal(100), errorShare: 0.05 },
  'GET /b': { perSecond: 5, latencyMs: lognormal(10) },
});

describe('the figures of a run', () => {
  it('are quantiles and errors of every series, and the same of all endpoints together', () => {
    const names = measureRun(run, 0).figures.map(({ endpoint, figure }) => `${endpoint} ${figure}`);
    expect(names).toEqual([
      ...['p50', 'p95', 'p99', 'errors'].map((figure) => `GET /a ${figure}`),
      ...['p50', 'p95', 'p99', 'errors'].map((figure) => `GET /b ${figure}`),
      ...['p50', 'p95', 'p99', 'errors'].map((figure) => `all endpoints ${figure}`),
    ]);
  });

  it('say why one is missing', () => {
    const figure = measureRun(run, 0).figures.find((one) => one.endpoint === 'GET /b' && one.figure === 'p99');
    expect(figure?.value).toEqual({
      status: 'unavailable',
      reason: 'insufficient samples: 600 successful requests, 2000 needed',
    });
  });

  it('have a throughput in a closed model only', () => {
    const closed = { ...run, series: run.series.map((series) => ({ ...series, isClosedModel: true })) };
    const figure = measureRun(closed, 0).figures.findLast(({ figure: name }) => name === 'throughput');
    expect(figure).toMatchObject({ endpoint: 'GET /b', isLowerBetter: false, value: { value: { value: 5 } } });
    expect(measureRun(run, 0).figures.some(({ figure: name }) => name === 'throughput')).toBe(false);
  });

  it('have no throughput of what failed, never ended or was dropped', () => {
    const requests = new Float64Array(120).fill(10);
    const errors = new Float64Array(120);
    // Starts that never ended are counted in the last second, where they would also look like a burst.
    for (const column of [requests, errors]) column[119] = (column[119] ?? 0) + 100;
    const journey = {
      endpoint: 'copilot',
      metric: 'x',
      role: 'journey',
      isClosedModel: true,
      latencies: null,
    } as const;
    const rateOf = (failed: Float64Array): number | null => {
      const { figures } = measureRun({ ...run, series: [{ ...journey, requests, errors: failed }] }, 0);
      const rate = figures.find(({ figure }) => figure === 'throughput')?.value;
      return rate?.status === 'ok' ? rate.value.value : null;
    };
    expect(rateOf(errors)).toBe(10);
    expect(rateOf(requests)).toBeNull();
  });

  it('merge all endpoints as if they were one', () => {
    const merged = measureRun(run, 0).figures.filter(({ role }) => role === 'merged');
    const errors = merged.find(({ figure }) => figure === 'errors');
    expect(errors?.value.status === 'ok' && errors.value.value.requests).toBe(3000);
    const single = measureRun(exampleRun('single', { 'GET /a': { perSecond: 20, latencyMs: lognormal(100) } }), 0);
    expect(single.figures.some(({ role }) => role === 'merged')).toBe(false);
  });

  it('take the quantiles that a series needs', () => {
    const { figures } = measureRun(run, 0, ({ endpoint }) => (endpoint === 'GET /a' ? [0.9] : []));
    expect(figures.filter(({ role }) => role === 'endpoint').map(({ figure }) => figure)).toEqual([
      'p90',
      'errors',
      'errors',
    ]);
  });

  it('hold the levels of the whole run, and say that zero has no ratio', () => {
    const levels = [
      { endpoint: 'db', metric: 'statements', value: 12, isLowerBetter: true },
      { endpoint: 'cache', metric: 'hits', value: 0, isLowerBetter: false },
    ];
    const figures = measureRun({ ...run, levels }, 0).figures.filter(({ figure }) => figure === 'level');
    expect(figures.map(({ value }) => (value.status === 'ok' ? value.value.value : value.reason))).toEqual([
      12,
      'the level is zero',
    ]);
  });

  it('survive JSON, so that past runs can be kept', () => {
    const figures = measureRun(run, 0);
    expect(JSON.parse(JSON.stringify(figures))).toEqual(figures);
  });

  it('refuse a broken run', () => {
    expect(() => measureRun({ ...run, measuredSeconds: -1 }, 0)).toThrow('run one');
  });
});

describe('names of quantiles', () => {
  it.each([0.5, 0.95, 0.99, 0.999, 0.07])('turn %d round', (p) => {
    expect(quantileOfName(quantileFigureName(p))).toBeCloseTo(p, 12);
  });

  it('are no quantiles for other figures', () => {
    expect((['errors', 'throughput', 'level'] as const).map(quantileOfName)).toEqual([null, null, null]);
  });
});
