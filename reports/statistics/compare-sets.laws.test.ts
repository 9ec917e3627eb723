import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Comparison } from './comparison.ts';
import type { RunInput } from './run-input.ts';
import { BEFORE, compareExample, rowOf } from './support/example-comparison.ts';
import { scaledBy } from './support/simulate-run.ts';

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
    const { evidence } = rowOf(comparison, 'p95');
    return evidence.status === 'ok' ? Math.log1p(evidence.value.change) : Number.NaN;
  };
  const pOf = (comparison: Comparison): number => {
    const { evidence } = rowOf(comparison, 'p95');
    return evidence.status === 'ok' ? (evidence.value.p ?? Number.NaN) : Number.NaN;
  };

  it('the order of the runs of a side does not matter', () => {
    fc.assert(
      fc.property(logs, logs, (a, b) => {
        const [before, after] = [scaledRuns('a', a, 0), scaledRuns('b', b, 1)];
        const [there, turned] = [
          compareExample(before, after),
          compareExample(before.toReversed(), after.toReversed()),
        ];
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
        const [there, back] = [compareExample(before, after), compareExample(after, before)];
        expect(changeOf(back)).toBeCloseTo(-changeOf(there), 9);
        expect(pOf(back)).toBeCloseTo(pOf(there), 9);
        const opposite = {
          regressed: 'improved',
          improved: 'regressed',
          unchanged: 'unchanged',
          inconclusive: 'inconclusive',
        };
        // The smallest effect that counts is meant in milliseconds, which are the same both ways.
        expect(rowOf(back, 'p95').verdict).toBe(opposite[rowOf(there, 'p95').verdict]);
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
        const [there, scaled] = [compareExample(before, after), compareExample(scale(before), scale(after))];
        expect(changeOf(scaled)).toBeCloseTo(changeOf(there), 9);
        expect(pOf(scaled)).toBeCloseTo(pOf(there), 9);
      }),
      { numRuns: 15 },
    );
  });
});
