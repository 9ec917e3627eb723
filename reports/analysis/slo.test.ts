import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram } from '../../contract/histogram.ts';
import { DEFAULT_SLOS, minimumStarts } from '../../contract/slos.ts';
import { decideSlo, type SloInput } from './slo.ts';
import { modelOf } from './support/analyse-example.ts';

const health = DEFAULT_SLOS.find((slo) => slo.id === 'health_check') ?? DEFAULT_SLOS[0];
if (health === undefined) throw new Error('the catalogue has no SLO');
const slo = { ...health, judged: true, minimumStarts: minimumStarts(health.quantile), expectedStarts: 1000 };

interface Counts {
  fast?: number;
  slow?: number;
  failed?: number;
  dropped?: number;
  unfinished?: number;
  abortFast?: number;
  abortSlow?: number;
  abortLate?: number;
  abortEarly?: number;
}

function inputOf(counts: Counts): SloInput {
  const { fast = 0, slow = 0, failed = 0, dropped = 0, unfinished = 0 } = counts;
  const { abortFast = 0, abortSlow = 0, abortLate = 0, abortEarly = 0 } = counts;
  const answered = new Histogram();
  if (fast + abortFast > 0) answered.add(50, fast + abortFast);
  if (slow + abortSlow > 0) answered.add(500, slow + abortSlow);
  const ended = fast + slow + failed + abortFast + abortSlow + abortLate + abortEarly;
  const finished = {
    ok: fast + slow,
    failed,
    abort_in_time: abortFast + abortSlow,
    abort_late: abortLate,
    abort_early: abortEarly,
  };
  const started = ended + unfinished;
  const starts = {
    journey: 'health',
    intended: started + dropped,
    started,
    dropped,
    finished,
    unfinished,
    unknownOutcomes: 0,
  };
  return { slo, starts, answered, answeredByAbort: abortFast + abortSlow };
}

const verdictOf = (counts: Counts) => decideSlo(inputOf(counts)).result.verdict;
const some = fc.integer({ min: 0, max: 600 });
const anyCounts = fc.record({
  fast: some,
  slow: some,
  failed: some,
  dropped: some,
  unfinished: some,
  abortFast: some,
  abortSlow: some,
  abortLate: some,
  abortEarly: some,
});

describe('the account of an SLO', () => {
  it('adds up: intended = good + late + failed + dropped + unfinished + aborted', () => {
    fc.assert(
      fc.property(anyCounts, (counts) => {
        const { result, contradictions } = decideSlo(inputOf(counts));
        const { good, late, failed, dropped, unfinished, aborted } = result;
        expect(good + late + failed + dropped + unfinished + aborted).toBe(result.intended);
        expect(contradictions).toEqual([]);
      }),
    );
  });

  it('never says pass while more than 5 % were missed, and never fail while fewer were', () => {
    fc.assert(
      fc.property(anyCounts, (counts) => {
        const { good, intended, aborted, verdict } = decideSlo(inputOf(counts)).result;
        const base = intended - aborted;
        if (verdict === 'pass') expect(good / base).toBeGreaterThanOrEqual(0.95);
        if (verdict === 'fail') expect(good / base).toBeLessThan(0.95);
      }),
    );
  });

  it('has an actual quantile within the limit exactly where the SLO is held', () => {
    fc.assert(
      fc.property(anyCounts, (counts) => {
        const { actualMs, good, intended, aborted } = decideSlo(inputOf(counts)).result;
        fc.pre(intended > aborted);
        const isWithin = typeof actualMs === 'number' && actualMs <= slo.limitMs;
        expect(isWithin).toBe(good / (intended - aborted) >= 0.95);
      }),
    );
  });

  it('counts a late abort without a token as late, and an early one as neither good nor missed', () => {
    const { result } = decideSlo(inputOf({ fast: 90, abortLate: 5, abortEarly: 7, abortFast: 3 }));
    expect(result).toMatchObject({ good: 93, late: 5, aborted: 7, intended: 105, goodShare: 0.949 });
  });

  it('calls the quantile infinite when too many never answered', () => {
    const { result } = decideSlo(inputOf({ fast: 900, failed: 100 }));
    expect(result.actualMs).toEqual({ status: 'unavailable', reason: 'more than 5 % never answered' });
    expect(result.verdict).toBe('fail');
  });
});

describe('the verdict of an SLO', () => {
  it('is pass only with the minimum of starts', () => {
    expect(verdictOf({ fast: 400 })).toBe('pass');
    expect(verdictOf({ fast: 399 })).toBe('inconclusive');
  });

  it('does not count aborted starts towards the minimum', () => {
    expect(verdictOf({ fast: 399, abortEarly: 50 })).toBe('inconclusive');
  });

  it('is pass with exactly 5 % missed and fail with one more', () => {
    expect(verdictOf({ fast: 380, slow: 20 })).toBe('pass');
    expect(verdictOf({ fast: 379, slow: 21 })).toBe('fail');
  });

  it('is fail with few starts once they leave no doubt, else inconclusive', () => {
    expect(verdictOf({ failed: 2 })).toBe('fail');
    expect(verdictOf({ failed: 1 })).toBe('inconclusive');
    expect(verdictOf({ fast: 92, slow: 8 })).toBe('inconclusive');
    expect(verdictOf({ fast: 80, dropped: 10, unfinished: 10 })).toBe('fail');
  });

  it('is inconclusive without a start, and when every start was given up early', () => {
    expect(verdictOf({})).toBe('inconclusive');
    expect(verdictOf({ abortEarly: 500 })).toBe('inconclusive');
  });
});

describe('a record that contradicts itself', () => {
  const broken: Record<string, (input: SloInput) => SloInput> = {
    'more ends than starts': (input) => ({ ...input, starts: { ...input.starts, unfinished: -3 } }),
    'an answer without a latency': (input) => ({
      ...input,
      starts: { ...input.starts, finished: { ...input.starts.finished, ok: input.starts.finished.ok + 1 } },
    }),
    'an unknown outcome': (input) => ({ ...input, starts: { ...input.starts, unknownOutcomes: 1 } }),
    'an aborted start whose token is missing': (input) => ({ ...input, answeredByAbort: 0 }),
    'more aborted latencies than aborts': (input) => ({ ...input, answeredByAbort: input.answeredByAbort + 1 }),
  };
  for (const [what, change] of Object.entries(broken)) {
    it(`is told apart: ${what}`, () => {
      const { contradictions } = decideSlo(change(inputOf({ fast: 500, abortFast: 5 })));
      expect(contradictions.length).toBeGreaterThan(0);
    });
  }
});

describe('SLOs of a run', () => {
  it('are unavailable for journeys that were not run, and do not move the verdict', async () => {
    const { summary } = await modelOf();
    expect(summary.slos.map((one) => one.id)).toEqual(DEFAULT_SLOS.map((one) => one.id));
    expect(summary.slos.filter((one) => one.verdict === 'unavailable').map((one) => one.id)).toEqual([
      'product_load',
      'checkout_e2e',
    ]);
    expect(summary.verdict).toBe('pass');
  });

  it('take drops by time and failures by tag', async () => {
    const { summary } = await modelOf({ droppedPerSecond: 2, failedPerSecond: 3 });
    expect(summary.slos.find((one) => one.id === 'health_check')).toMatchObject({
      intended: 450,
      dropped: 20,
      good: 430,
    });
    expect(summary.slos.find((one) => one.id === 'dashboard_load')).toMatchObject({
      intended: 450,
      failed: 30,
      good: 420,
    });
  });

  it('select by tag, so that what began while measured and ended later still counts', async () => {
    const { summary } = await modelOf({
      touch: (file) => {
        const late = 1_763_870_400 + 30;
        file.scalar('journey_started', { journey: 'health', phase: 'measure' }, late - 16, 1);
        file.trend('health_check', { journey: 'health', phase: 'measure', outcome: 'ok' }, late, [9000]);
        file.scalar('journey_finished', { journey: 'health', phase: 'measure', outcome: 'ok' }, late, 1);
      },
    });
    expect(summary.slos.find((one) => one.id === 'health_check')).toMatchObject({ intended: 451, late: 1 });
  });
});
