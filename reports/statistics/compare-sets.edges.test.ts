import { describe, expect, it } from 'vitest';
import { compareSets } from './compare-sets.ts';
import type { GateRow } from './gate.ts';
import { foldTo } from './latency-seconds.ts';
import type { RunInput } from './run-input.ts';
import {
  AFTER,
  BEFORE,
  compareExample,
  type Endpoints,
  exampleRuns,
  reasonOf,
  rowOf,
  SAME,
  STEADY,
} from './support/example-comparison.ts';
import { lognormal } from './support/example-runs.ts';

describe('edge cases of a comparison', () => {
  it('constant latencies are unchanged when equal and regressed when not', () => {
    const constant = (ms: number): Endpoints => ({ 'GET /a': { perSecond: 20, latencyMs: () => ms } });
    expect(compareExample(exampleRuns('a', constant(100)), exampleRuns('b', constant(100), { from: 1 })).verdict).toBe(
      'unchanged',
    );
    expect(compareExample(exampleRuns('a', constant(100)), exampleRuns('b', constant(150), { from: 1 })).verdict).toBe(
      'regressed',
    );
  });

  it('two-valued latencies are told apart when the slow ones become many', () => {
    const two = (share: number): Endpoints => ({
      'GET /a': { perSecond: 20, latencyMs: (random) => (random.uniform() < share ? 800 : 20) },
    });
    const comparison = compareExample(exampleRuns('a', two(0.01)), exampleRuns('b', two(0.2), { from: 1 }));
    expect(rowOf(comparison, 'p95')).toMatchObject({ verdict: 'regressed', before: { value: expect.closeTo(20, 1) } });
    expect(rowOf(comparison, 'p95').sentence).toContain('×40');
  });

  it('an endpoint in one set only is named, not compared', () => {
    const extra = { ...STEADY, 'GET /new': { perSecond: 5, latencyMs: lognormal(10) } };
    const comparison = compareExample(BEFORE, exampleRuns('b', extra, { from: 1 }));
    expect(rowOf(comparison, 'p95', 'GET /new')).toMatchObject({
      verdict: 'inconclusive',
      ground: 'missing',
      before: { value: null },
    });
    expect(rowOf(comparison, 'p95', 'GET /new').sentence).toBe(
      'The p95 of GET /new: cannot be compared, not measured before.',
    );
  });

  it('a gate row that no run has is inconclusive', () => {
    const gate: GateRow[] = [{ endpoint: 'GET /gone', metric: 'latency', figure: 'p95' }];
    const comparison = compareSets(BEFORE, SAME, { gate });
    expect(comparison.verdict).toBe('inconclusive');
    expect(reasonOf(rowOf(comparison, 'p95', 'GET /gone'))).toBe('not measured in any run');
  });

  it('an endpoint that some runs lack is compared over the others, and flagged', () => {
    const [first, ...rest] = BEFORE;
    const without = first === undefined ? [] : [{ ...first, series: [] }];
    const p95 = rowOf(compareExample([...without, ...rest], AFTER), 'p95');
    expect(p95.flags).toContain('runs missing');
    expect(p95.before.leftOut).toEqual([{ runId: 'a0', reason: 'not measured in this run' }]);
    expect(p95.verdict).toBe('regressed');
  });

  it('no requests at all leave the reason where the figure would stand', () => {
    const none: Endpoints = { 'GET /a': { perSecond: 0, latencyMs: lognormal(1) } };
    const comparison = compareExample(exampleRuns('a', none), exampleRuns('b', none, { from: 1 }));
    expect(comparison.verdict).toBe('inconclusive');
    expect(reasonOf(rowOf(comparison, 'p95'))).toBe('before: no successful request; after: no successful request');
    expect(reasonOf(rowOf(comparison, 'errors'))).toBe('before: no request; after: no request');
  });

  it('all failed is regressed in errors, and no latency is made up', () => {
    const failing: Endpoints = { 'GET /a': { perSecond: 20, latencyMs: lognormal(5), errorShare: 1 } };
    const comparison = compareExample(BEFORE, exampleRuns('b', failing, { from: 1 }));
    expect(comparison.verdict).toBe('regressed');
    expect(rowOf(comparison, 'errors')).toMatchObject({ verdict: 'regressed', after: { value: 1 } });
    expect(reasonOf(rowOf(comparison, 'p95'))).toBe('after: no successful request');
  });

  it('too few requests say how many are needed', () => {
    const few: Endpoints = { 'GET /a': { perSecond: 3, latencyMs: lognormal(100) } };
    const comparison = compareExample(exampleRuns('a', few), exampleRuns('b', few, { from: 1 }));
    expect(reasonOf(rowOf(comparison, 'p95'))).toContain('360 successful requests, 400 needed');
  });

  it('latencies of survivors are flagged when error shares differ', () => {
    const failing: Endpoints = { 'GET /a': { perSecond: 20, latencyMs: lognormal(50, 0.3), errorShare: 0.2 } };
    const p95 = rowOf(compareExample(BEFORE, exampleRuns('b', failing, { from: 1 })), 'p95');
    expect(p95.flags).toContain('survivorship');
    expect(p95.sentence).toContain('not comparable (survivorship)');
  });

  it('a significant change that nobody can feel is unchanged', () => {
    const fast = (ms: number): Endpoints => ({ 'GET /a': { perSecond: 20, latencyMs: lognormal(ms, 0.1) } });
    const p95 = rowOf(compareExample(exampleRuns('a', fast(4)), exampleRuns('b', fast(5), { from: 1 })), 'p95');
    expect(p95).toMatchObject({ verdict: 'unchanged', ground: 'too small to matter' });
    expect(p95.sentence).toContain('smaller than anyone can feel (below 2 ms)');
  });

  it('histograms of another scale are folded, run by run', () => {
    const coarse = AFTER.map((run) => ({
      ...run,
      series: run.series.map((series) => ({
        ...series,
        latencies: series.latencies === null ? null : foldTo(series.latencies, 5),
      })),
    }));
    const [fine, folded] = [rowOf(compareExample(BEFORE, AFTER), 'p95'), rowOf(compareExample(BEFORE, coarse), 'p95')];
    expect(folded.verdict).toBe('regressed');
    expect(Math.abs((folded.after.value ?? 0) / (fine.after.value ?? 1) - 1)).toBeLessThan(2 ** (1 / 32) - 1);
  });

  it('broken columns are refused with the run’s name', () => {
    const broken = AFTER.map((run) => ({
      ...run,
      series: run.series.map((series) => ({ ...series, errors: [Number.NaN] })),
    }));
    expect(() => compareExample(BEFORE, broken)).toThrow('run b0: GET /a (latency): errors');
  });

  it('ten thousand endpoints are compared in seconds', { timeout: 180_000 }, () => {
    const many = (name: string, from: number): RunInput[] => {
      const [model] = exampleRuns(name, { 'GET /a': { perSecond: 4, latencyMs: lognormal(100) } }, { count: 1, from });
      const [series] = model?.series ?? [];
      if (model === undefined || series === undefined) throw new Error('no run');
      const all = Array.from({ length: 10_000 }, (_, at) => ({ ...series, endpoint: `GET /${at}` }));
      return [{ ...model, series: all }];
    };
    const { user: before } = process.cpuUsage();
    const comparison = compareExample(many('a', 0), many('b', 1));
    expect(comparison.rows.length).toBeGreaterThan(40_000);
    // Processor time, because others share the machine; measured: 3 s (2026-11).
    expect((process.cpuUsage().user - before) / 1e6).toBeLessThan(30);
  });
});
