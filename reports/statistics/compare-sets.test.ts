import { describe, expect, it } from 'vitest';
import { compareSets } from './compare-sets.ts';
import type { GateRow } from './gate.ts';
import type { RunInput } from './run-input.ts';
import {
  AFTER,
  BEFORE,
  compareExample,
  exampleRuns,
  GATE,
  HISTORY,
  rowOf,
  SAME,
  STEADY,
} from './support/example-comparison.ts';
import { lognormal } from './support/example-runs.ts';

describe('comparing two sets of runs', () => {
  it('calls a slower build regressed, in words and figures', () => {
    const comparison = compareExample(BEFORE, AFTER);
    expect(comparison).toMatchObject({
      verdict: 'regressed',
      excluded: [],
      order: { pattern: 'ABBAAB', isConfounded: false },
    });
    const p95 = rowOf(comparison, 'p95');
    expect(p95.evidence).toMatchObject({ status: 'ok', value: { scale: 'ratio', change: expect.closeTo(0.3, 1) } });
    expect(p95.sentence).toMatch(
      /^The p95 of GET \/a got worse by \d+(\.\d)? % \(1\d\d ms → 2\d\d ms; 95 % interval \+/,
    );
    expect(comparison.sentence).toContain('Regressed: GET /a p95.');
  });

  it('calls equal builds unchanged, with the margin and the interval', () => {
    const comparison = compareExample(BEFORE, SAME);
    expect(comparison.verdict).toBe('unchanged');
    expect(rowOf(comparison, 'p95').sentence).toContain('is unchanged within ±10 %');
    expect(rowOf(comparison, 'errors').sentence).toContain('no error before or after');
  });

  it('cannot tell from one run each without history, and says what would settle it', () => {
    const comparison = compareSets(BEFORE.slice(0, 1), SAME.slice(0, 1), { gate: GATE });
    expect(comparison.verdict).toBe('inconclusive');
    const { sentence, flags } = rowOf(comparison, 'p95');
    expect(sentence).toContain('cannot be told');
    expect(sentence).toMatch(
      /A change below 34(\.\d)? % was likely to stay unseen; \d+ more interleaved repeats a side/,
    );
    expect(flags).toContain('noise floor unknown');
    expect(comparison.warnings.join()).toContain('Noise floor unknown');
  });

  it('takes unequal numbers of runs', () => {
    const comparison = compareExample(BEFORE.slice(0, 1), AFTER);
    expect([rowOf(comparison, 'p95').before.runs.length, rowOf(comparison, 'p95').after.runs.length]).toEqual([1, 3]);
    expect(comparison.verdict).toBe('regressed');
  });

  it('warns when all runs of one side came first', () => {
    const later = SAME.map((run) => ({ ...run, startedAtMs: run.startedAtMs + 100 }));
    const comparison = compareExample(BEFORE, later);
    expect(comparison.order).toEqual({ pattern: 'AAABBB', isConfounded: true });
    expect(comparison.warnings.join()).toContain('Order confounded with drift');
  });

  it('is invalid when a side has no comparable run, and names every one', () => {
    const foreign = AFTER.map((run) => ({ ...run, environmentKey: 'elsewhere' }));
    const comparison = compareExample(BEFORE, foreign);
    expect(comparison).toMatchObject({ verdict: 'invalid', rows: [], runs: { after: [] } });
    expect(comparison.excluded.map(({ runId }) => runId)).toEqual(['b0', 'b1', 'b2']);
    expect(comparison.sentence).toContain('no run of side after is comparable');
    expect(compareSets([], []).verdict).toBe('invalid');
  });

  it('holds exploratory families apart from the gate', () => {
    const comparison = compareExample(BEFORE, AFTER);
    expect(rowOf(comparison, 'p50').family).toBe('p50');
    expect(comparison.rows.slice(0, 2).map(({ family }) => family)).toEqual(['gate', 'gate']);
    const quiet = compareSets(BEFORE, AFTER, {
      gate: [{ endpoint: 'GET /a', metric: 'latency', figure: 'errors' }],
      history: [HISTORY],
    });
    expect(quiet.verdict).toBe('unchanged');
    expect(rowOf(quiet, 'p95').verdict).toBe('regressed');
  });

  it('reports all endpoints merged in a row of their own', () => {
    const two = { ...STEADY, 'GET /b': { perSecond: 10, latencyMs: lognormal(20) } };
    const comparison = compareExample(exampleRuns('a', two), exampleRuns('b', two, { from: 1 }));
    expect(rowOf(comparison, 'p95', 'all endpoints').family).toBe('merged');
  });

  it('refuses a gate of more than twelve rows', () => {
    const gate = Array.from(
      { length: 13 },
      (_, at): GateRow => ({ endpoint: `e${at}`, metric: 'latency', figure: 'p95' }),
    );
    expect(() => compareSets(BEFORE, AFTER, { gate })).toThrow('a gate has at most 12 rows, got 13');
  });

  it('compares levels of whole runs, and throughput the other way round', () => {
    const leveled = (side: readonly RunInput[], value: number): RunInput[] =>
      side.map((run, at) => ({
        ...run,
        levels: [{ endpoint: 'database', metric: 'statements', value: value + at / 100, isLowerBetter: true }],
        series: run.series.map((series) => ({ ...series, isClosedModel: true })),
      }));
    const comparison = compareExample(leveled(BEFORE, 4), leveled(AFTER, 8));
    expect(rowOf(comparison, 'level', 'database')).toMatchObject({ family: 'server', verdict: 'regressed' });
    expect(rowOf(comparison, 'throughput')).toMatchObject({ family: 'throughput', verdict: 'inconclusive' });
  });
});
