import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareSets } from './compare-sets.ts';
import type { Comparison, ComparisonRow } from './comparison.ts';
import type { GateRow } from './gate.ts';
import { foldTo } from './latency-seconds.ts';
import { measureRun, type RunFigures } from './run-figures.ts';
import type { RunInput } from './run-input.ts';
import { type ExampleEndpoint, exampleRun, lognormal } from './support/example-runs.ts';
import { scaledBy } from './support/simulate-run.ts';

type Endpoints = Record<string, ExampleEndpoint>;

const GATE: readonly GateRow[] = [
  { endpoint: 'GET /a', metric: 'latency', figure: 'p95' },
  { endpoint: 'GET /a', metric: 'latency', figure: 'errors' },
];
const STEADY: Endpoints = { 'GET /a': { perSecond: 20, latencyMs: lognormal(100, 0.3) } };
const SLOWER: Endpoints = { 'GET /a': { perSecond: 20, latencyMs: lognormal(130, 0.3) } };

/** `count` runs, interleaved with those of another side when `from` is the other parity. */
function runs(name: string, endpoints: Endpoints, { count = 3, from = 0 } = {}): RunInput[] {
  return Array.from({ length: count }, (_, at) =>
    exampleRun(`${name}${at}`, endpoints, { startedAtMs: 2 * at + (at % 2 === 0 ? from : 1 - from) }),
  );
}

function compare(before: readonly RunInput[], after: readonly RunInput[], history: RunFigures[] = HISTORY): Comparison {
  return compareSets(before, after, { gate: GATE, history: [history] });
}

function row(comparison: Comparison, figure: string, endpoint = 'GET /a'): ComparisonRow {
  const found = comparison.rows.find((one) => one.figure === figure && one.endpoint === endpoint);
  if (found === undefined) throw new Error(`no row ${endpoint} ${figure}`);
  return found;
}

function reasonOf({ evidence }: ComparisonRow): string {
  return evidence.status === 'unavailable' ? evidence.reason : 'ok';
}

const HISTORY = runs('past', STEADY, { count: 10 }).map((run) => measureRun(run, 0));
const [BEFORE, SAME, AFTER] = [runs('a', STEADY), runs('same', STEADY, { from: 1 }), runs('b', SLOWER, { from: 1 })];

describe('comparing two sets of runs', () => {
  it('calls a slower build regressed, in words and figures', () => {
    const comparison = compare(BEFORE, AFTER);
    expect(comparison).toMatchObject({
      verdict: 'regressed',
      excluded: [],
      order: { pattern: 'ABBAAB', isConfounded: false },
    });
    const p95 = row(comparison, 'p95');
    expect(p95.evidence).toMatchObject({ status: 'ok', value: { scale: 'ratio', change: expect.closeTo(0.3, 1) } });
    expect(p95.sentence).toMatch(
      /^The p95 of GET \/a got worse by \d+(\.\d)? % \(1\d\d ms → 2\d\d ms; 95 % interval \+/,
    );
    expect(comparison.sentence).toContain('Regressed: GET /a p95.');
  });

  it('calls equal builds unchanged, with the margin and the interval', () => {
    const comparison = compare(BEFORE, SAME);
    expect(comparison.verdict).toBe('unchanged');
    expect(row(comparison, 'p95').sentence).toContain('is unchanged within ±10 %');
    expect(row(comparison, 'errors').sentence).toContain('no error before or after');
  });

  it('cannot tell from one run each without history, and says what would settle it', () => {
    const comparison = compareSets(BEFORE.slice(0, 1), SAME.slice(0, 1), { gate: GATE });
    expect(comparison.verdict).toBe('inconclusive');
    const { sentence, flags } = row(comparison, 'p95');
    expect(sentence).toContain('cannot be told');
    expect(sentence).toMatch(
      /A change below 34(\.\d)? % was likely to stay unseen; \d+ more interleaved repeats a side/,
    );
    expect(flags).toContain('noise floor unknown');
    expect(comparison.warnings.join()).toContain('Noise floor unknown');
  });

  it('takes unequal numbers of runs', () => {
    const comparison = compare(BEFORE.slice(0, 1), AFTER);
    expect([row(comparison, 'p95').before.runs.length, row(comparison, 'p95').after.runs.length]).toEqual([1, 3]);
    expect(comparison.verdict).toBe('regressed');
  });

  it('warns when all runs of one side came first', () => {
    const later = SAME.map((run) => ({ ...run, startedAtMs: run.startedAtMs + 100 }));
    const comparison = compare(BEFORE, later);
    expect(comparison.order).toEqual({ pattern: 'AAABBB', isConfounded: true });
    expect(comparison.warnings.join()).toContain('Order confounded with drift');
  });

  it('is invalid when a side has no comparable run, and names every one', () => {
    const foreign = AFTER.map((run) => ({ ...run, environmentKey: 'elsewhere' }));
    const comparison = compare(BEFORE, foreign);
    expect(comparison).toMatchObject({ verdict: 'invalid', rows: [], runs: { after: [] } });
    expect(comparison.excluded.map(({ runId }) => runId)).toEqual(['b0', 'b1', 'b2']);
    expect(comparison.sentence).toContain('no run of side after is comparable');
    expect(compareSets([], []).verdict).toBe('invalid');
  });

  it('holds exploratory families apart from the gate', () => {
    const comparison = compare(BEFORE, AFTER);
    expect(row(comparison, 'p50').family).toBe('p50');
    expect(comparison.rows.slice(0, 2).map(({ family }) => family)).toEqual(['gate', 'gate']);
    const quiet = compareSets(BEFORE, AFTER, {
      gate: [{ endpoint: 'GET /a', metric: 'latency', figure: 'errors' }],
      history: [HISTORY],
    });
    expect(quiet.verdict).toBe('unchanged');
    expect(row(quiet, 'p95').verdict).toBe('regressed');
  });

  it('reports all endpoints merged in a row of their own', () => {
    const two = { ...STEADY, 'GET /b': { perSecond: 10, latencyMs: lognormal(20) } };
    const comparison = compare(runs('a', two), runs('b', two, { from: 1 }));
    expect(row(comparison, 'p95', 'all endpoints').family).toBe('merged');
  });

  it('refuses a gate of more than twelve rows', () => {
    const gate = Array.from(
      { length: 13 },
      (_, at): GateRow => ({ endpoint: `e${at}`, metric: 'latency', figure: 'p95' }),
    );
    expect(() => compareSets(BEFORE, AFTER, { gate })).toThrow('a gate has at most 12 rows, got 13');
  });

  it('compares levels of whole runs, and throughput the other way round', () => {
    const leveled = (side: RunInput[], value: number): RunInput[] =>
      side.map((run, at) => ({
        ...run,
        levels: [{ endpoint: 'database', metric: 'statements', value: value + at / 100, isLowerBetter: true }],
        series: run.series.map((series) => ({ ...series, isClosedModel: true })),
      }));
    const comparison = compare(leveled(BEFORE, 4), leveled(AFTER, 8));
    expect(row(comparison, 'level', 'database')).toMatchObject({ family: 'server', verdict: 'regressed' });
    expect(row(comparison, 'throughput')).toMatchObject({ family: 'throughput', verdict: 'inconclusive' });
  });
});

describe('edge cases of a comparison', () => {
  it('constant latencies are unchanged when equal and regressed when not', () => {
    const constant = (ms: number): Endpoints => ({ 'GET /a': { perSecond: 20, latencyMs: () => ms } });
    expect(compare(runs('a', constant(100)), runs('b', constant(100), { from: 1 })).verdict).toBe('unchanged');
    expect(compare(runs('a', constant(100)), runs('b', constant(150), { from: 1 })).verdict).toBe('regressed');
  });

  it('two-valued latencies are told apart when the slow ones become many', () => {
    const two = (share: number): Endpoints => ({
      'GET /a': { perSecond: 20, latencyMs: (random) => (random.uniform() < share ? 800 : 20) },
    });
    const comparison = compare(runs('a', two(0.01)), runs('b', two(0.2), { from: 1 }));
    expect(row(comparison, 'p95')).toMatchObject({ verdict: 'regressed', before: { value: expect.closeTo(20, 1) } });
    expect(row(comparison, 'p95').sentence).toContain('×40');
  });

  it('an endpoint in one set only is named, not compared', () => {
    const extra = { ...STEADY, 'GET /new': { perSecond: 5, latencyMs: lognormal(10) } };
    const comparison = compare(BEFORE, runs('b', extra, { from: 1 }));
    expect(row(comparison, 'p95', 'GET /new')).toMatchObject({
      verdict: 'inconclusive',
      ground: 'missing',
      before: { value: null },
    });
    expect(row(comparison, 'p95', 'GET /new').sentence).toBe(
      'The p95 of GET /new: cannot be compared, not measured before.',
    );
  });

  it('a gate row that no run has is inconclusive', () => {
    const gate: GateRow[] = [{ endpoint: 'GET /gone', metric: 'latency', figure: 'p95' }];
    const comparison = compareSets(BEFORE, SAME, { gate });
    expect(comparison.verdict).toBe('inconclusive');
    expect(reasonOf(row(comparison, 'p95', 'GET /gone'))).toBe('not measured in any run');
  });

  it('an endpoint that some runs lack is compared over the others, and flagged', () => {
    const [first, ...rest] = BEFORE;
    const without = first === undefined ? [] : [{ ...first, series: [] }];
    const p95 = row(compare([...without, ...rest], AFTER), 'p95');
    expect(p95.flags).toContain('runs missing');
    expect(p95.before.leftOut).toEqual([{ runId: 'a0', reason: 'not measured in this run' }]);
    expect(p95.verdict).toBe('regressed');
  });

  it('no requests at all leave the reason where the figure would stand', () => {
    const none: Endpoints = { 'GET /a': { perSecond: 0, latencyMs: lognormal(1) } };
    const comparison = compare(runs('a', none), runs('b', none, { from: 1 }));
    expect(comparison.verdict).toBe('inconclusive');
    expect(reasonOf(row(comparison, 'p95'))).toBe('before: no successful request; after: no successful request');
    expect(reasonOf(row(comparison, 'errors'))).toBe('before: no request; after: no request');
  });

  it('all failed is regressed in errors, and no latency is made up', () => {
    const failing: Endpoints = { 'GET /a': { perSecond: 20, latencyMs: lognormal(5), errorShare: 1 } };
    const comparison = compare(BEFORE, runs('b', failing, { from: 1 }));
    expect(comparison.verdict).toBe('regressed');
    expect(row(comparison, 'errors')).toMatchObject({ verdict: 'regressed', after: { value: 1 } });
    expect(reasonOf(row(comparison, 'p95'))).toBe('after: no successful request');
  });

  it('too few requests say how many are needed', () => {
    const few: Endpoints = { 'GET /a': { perSecond: 3, latencyMs: lognormal(100) } };
    const comparison = compare(runs('a', few), runs('b', few, { from: 1 }));
    expect(reasonOf(row(comparison, 'p95'))).toContain('360 successful requests, 400 needed');
  });

  it('latencies of survivors are flagged when error shares differ', () => {
    const failing: Endpoints = { 'GET /a': { perSecond: 20, latencyMs: lognormal(50, 0.3), errorShare: 0.2 } };
    const p95 = row(compare(BEFORE, runs('b', failing, { from: 1 })), 'p95');
    expect(p95.flags).toContain('survivorship');
    expect(p95.sentence).toContain('not comparable (survivorship)');
  });

  it('a significant change that nobody can feel is unchanged', () => {
    const fast = (ms: number): Endpoints => ({ 'GET /a': { perSecond: 20, latencyMs: lognormal(ms, 0.1) } });
    const p95 = row(compare(runs('a', fast(4)), runs('b', fast(5), { from: 1 })), 'p95');
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
    const [fine, folded] = [row(compare(BEFORE, AFTER), 'p95'), row(compare(BEFORE, coarse), 'p95')];
    expect(folded.verdict).toBe('regressed');
    expect(Math.abs((folded.after.value ?? 0) / (fine.after.value ?? 1) - 1)).toBeLessThan(2 ** (1 / 32) - 1);
  });

  it('broken columns are refused with the run’s name', () => {
    const broken = AFTER.map((run) => ({
      ...run,
      series: run.series.map((series) => ({ ...series, errors: [Number.NaN] })),
    }));
    expect(() => compare(BEFORE, broken)).toThrow('run b0: GET /a (latency): errors');
  });

  it('ten thousand endpoints are compared in seconds', { timeout: 180_000 }, () => {
    const many = (name: string, from: number): RunInput[] => {
      const [model] = runs(name, { 'GET /a': { perSecond: 4, latencyMs: lognormal(100) } }, { count: 1, from });
      const [series] = model?.series ?? [];
      if (model === undefined || series === undefined) throw new Error('no run');
      const all = Array.from({ length: 10_000 }, (_, at) => ({ ...series, endpoint: `GET /${at}` }));
      return [{ ...model, series: all }];
    };
    const { user: before } = process.cpuUsage();
    const comparison = compare(many('a', 0), many('b', 1));
    expect(comparison.rows.length).toBeGreaterThan(40_000);
    // Processor time, because others share the machine; measured: 3 s (2026-11).
    expect((process.cpuUsage().user - before) / 1e6).toBeLessThan(30);
  });
});

describe('laws of a comparison', () => {
  /** Runs whose latencies are those of BEFORE times a factor each. */
  const scaledRuns = (name: string, logs: readonly number[], from: number): RunInput[] =>
    logs.map((log, at) => {
      const base = BEFORE[at % BEFORE.length];
      if (base === undefined) throw new Error('no run');
      const series = base.series.map((one) => ({
        ...one,
        latencies: one.latencies === null ? null : scaledBy(one.latencies, log),
      }));
      return { ...base, id: `${name}${at}`, startedAtMs: 2 * at + from, series };
    });
  const logs = fc.array(fc.double({ min: -0.3, max: 0.3, noNaN: true }), { minLength: 1, maxLength: 4 });
  const changeOf = (comparison: Comparison): number => {
    const { evidence } = row(comparison, 'p95');
    return evidence.status === 'ok' ? Math.log1p(evidence.value.change) : Number.NaN;
  };
  const pOf = (comparison: Comparison): number => {
    const { evidence } = row(comparison, 'p95');
    return evidence.status === 'ok' ? (evidence.value.p ?? Number.NaN) : Number.NaN;
  };

  it('the order of the runs of a side does not matter', () => {
    fc.assert(
      fc.property(logs, logs, (a, b) => {
        const [before, after] = [scaledRuns('a', a, 0), scaledRuns('b', b, 1)];
        const [there, turned] = [compare(before, after), compare(before.toReversed(), after.toReversed())];
        expect(pOf(turned)).toBeCloseTo(pOf(there), 9);
        expect(turned.rows.map(({ verdict }) => verdict)).toEqual(there.rows.map(({ verdict }) => verdict));
      }),
      { numRuns: 15 },
    );
  });

  it('swapping the sides turns the sign and keeps the certainty', () => {
    fc.assert(
      fc.property(logs, logs, (a, b) => {
        const [before, after] = [scaledRuns('a', a, 0), scaledRuns('b', b, 1)];
        const [there, back] = [compare(before, after), compare(after, before)];
        expect(changeOf(back)).toBeCloseTo(-changeOf(there), 9);
        expect(pOf(back)).toBeCloseTo(pOf(there), 9);
        const opposite = {
          regressed: 'improved',
          improved: 'regressed',
          unchanged: 'unchanged',
          inconclusive: 'inconclusive',
        };
        // The smallest effect that counts is meant in milliseconds, which are the same both ways.
        expect(row(back, 'p95').verdict).toBe(opposite[row(there, 'p95').verdict]);
      }),
      { numRuns: 15 },
    );
  });

  it('multiplying all latencies changes no relative figure', () => {
    fc.assert(
      fc.property(logs, logs, fc.integer({ min: 0, max: 800 }), (a, b, buckets) => {
        const log = (buckets * Math.LN2) / 256;
        const scale = (runs: RunInput[]): RunInput[] =>
          runs.map((run) => ({
            ...run,
            series: run.series.map((one) => ({
              ...one,
              latencies: one.latencies === null ? null : scaledBy(one.latencies, log),
            })),
          }));
        const [before, after] = [scaledRuns('a', a, 0), scaledRuns('b', b, 1)];
        const [there, scaled] = [compare(before, after), compare(scale(before), scale(after))];
        expect(changeOf(scaled)).toBeCloseTo(changeOf(there), 9);
        expect(pOf(scaled)).toBeCloseTo(pOf(there), 9);
      }),
      { numRuns: 15 },
    );
  });
});
