import { describe, expect, it } from 'vitest';
import { checkRun, type RunInput, type RunSeries } from './run-input.ts';
import { exampleRun, lognormal } from './support/example-runs.ts';

const run = exampleRun('good', { 'GET /a': { perSecond: 2, latencyMs: lognormal(100) } });

function broken(change: Partial<RunSeries>): RunInput {
  return { ...run, series: run.series.map((series) => ({ ...series, ...change })) };
}

describe('the check of a run', () => {
  it('lets a whole run pass, an empty one too', () => {
    expect(() => checkRun(run)).not.toThrow();
    expect(() => checkRun({ ...run, series: [] })).not.toThrow();
  });

  it.each([
    ['another length', broken({ requests: [1, 2] }), 'run good: GET /a (latency): requests of 2 seconds, not 120'],
    ['a negative count', broken({ errors: new Float64Array(120).fill(-1) }), 'errors of second 0 is -1'],
    ['no number', broken({ requests: new Float64Array(120).fill(Number.NaN) }), 'requests of second 0 is NaN'],
    ['an infinite count', broken({ errors: new Float64Array(120).fill(Number.POSITIVE_INFINITY) }), 'is Infinity'],
    ['requests without errors', broken({ errors: null }), 'has requests or errors alone'],
    ['a series twice', { ...run, series: [...run.series, ...run.series] }, 'GET /a (latency) stands there twice'],
    ['latencies of other seconds', { ...run, measuredSeconds: 90 }, 'has latencies of 120 seconds, not of 90'],
    ['a part of a second', { ...run, measuredSeconds: 1.5 }, '1.5 is no number of measured seconds'],
    ['no start', { ...run, startedAtMs: Number.NaN }, 'it began at NaN'],
    [
      'a negative level',
      { ...run, levels: [{ endpoint: 'db', metric: 'statements', value: -1, isLowerBetter: true }] },
      'db (statements) is -1',
    ],
  ])('refuses %s and says where', (_name, input, message) => {
    expect(() => checkRun(input)).toThrow(message);
  });
});
