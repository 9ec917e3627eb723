import { describe, expect, it } from 'vitest';
import { type Plan, plannedJourneySchema } from '../../contract/plan.ts';
import { ARRIVAL_DELAY_MS, exponentialDelayMs } from './exponential.ts';
import { scenariosOf } from './options.ts';
import { pollTimesMs } from './poll-times.ts';
import { createRandom } from './random.ts';
import { openIntervals, stepAt } from './steps.ts';
import { userNumberOf } from './users.ts';

const phases = { rampMs: 10_000, warmupMs: 20_000, measureMs: 90_000 };
const step = (number: number, atMs: number, share: number) => ({ number, atMs, durationMs: 30_000, share });
/** A third, everything, a third. */
const spike = [step(1, 30_000, 1 / 3), step(2, 60_000, 1), step(3, 90_000, 1 / 3)];
const never = Number.POSITIVE_INFINITY;

describe('steps', () => {
  it('begin with the scenarios, and the last one lasts', () => {
    expect([0, 59_999, 60_000, 90_000, 500_000].map((atMs) => stepAt(spike, atMs)?.number)).toEqual([1, 1, 2, 3, 3]);
    expect(stepAt([], 0)).toBeNull();
  });

  it('keep a session open throughout that every share reaches', () => {
    expect(openIntervals({ phases, steps: spike }, 5, 30)).toEqual([{ opensAtMs: 5_000, closesAtMs: never }]);
  });

  it('open the sessions that a step adds over five seconds, and close them with it', () => {
    const intervals = [10, 20, 29].map((index) => openIntervals({ phases, steps: spike }, index, 30));
    expect(intervals.map((list) => list[0]?.opensAtMs)).toEqual([60_000, 62_500, 64_750]);
    expect(intervals.map((list) => list[0]?.closesAtMs)).toEqual([90_000, 90_000, 90_000]);
  });

  it('open a session again that an earlier step closed', () => {
    const steps = [step(1, 30_000, 1), step(2, 60_000, 0), step(3, 90_000, 1)];
    expect(openIntervals({ phases, steps }, 0, 2)).toEqual([
      { opensAtMs: 0, closesAtMs: 60_000 },
      { opensAtMs: 90_000, closesAtMs: never },
    ]);
  });

  it('never open a session that no share reaches', () => {
    expect(openIntervals({ phases, steps: [step(1, 30_000, 0.5)] }, 9, 10)).toEqual([]);
  });

  it('that there are none leave every session open from its turn in the ramp', () => {
    expect(openIntervals({ phases, steps: [] }, 50, 100)).toEqual([{ opensAtMs: 5_000, closesAtMs: never }]);
  });
});

describe('the options of k6', () => {
  const journey = (input: object) =>
    plannedJourneySchema.parse({
      name: 'product',
      model: 'open',
      requestTimeoutMs: 1,
      gracefulStopMs: 2_000,
      ...input,
    });
  const open = journey({ rateRps: 7.5, preallocatedVus: 40 });
  const options = (steps: Plan['steps'], journeys = [open]) => scenariosOf({ phases, steps, journeys });

  it('keep tenths of a start a second', () => {
    expect(options([])).toMatchObject({
      product: { executor: 'constant-arrival-rate', rate: 75, timeUnit: '10s', duration: '120000ms', maxVUs: 40 },
    });
  });

  it('jump from step to step, the first of which covers ramp and warm-up', () => {
    expect(options(spike)).toMatchObject({
      product: {
        executor: 'ramping-arrival-rate',
        startRate: 25,
        stages: [
          { target: 25, duration: '60000ms' },
          { target: 75, duration: '0s' },
          { target: 75, duration: '30000ms' },
          { target: 25, duration: '0s' },
          { target: 25, duration: '30000ms' },
        ],
      },
    });
  });

  it('name the scenario after the load and perform the journey it names', () => {
    const abuser = journey({ name: 'abuser', exec: 'limits', model: 'closed', sessions: 3 });
    expect(options([], [abuser])).toEqual({
      abuser: {
        executor: 'constant-vus',
        exec: 'limits',
        vus: 3,
        duration: '120000ms',
        gracefulStop: '2000ms',
        tags: { journey: 'abuser' },
      },
    });
  });
});

describe('Poisson arrivals', () => {
  const random = createRandom(5, 5);
  const rateRps = 8;
  const arrivalsMs = Array.from({ length: 40_000 }, (_, k) => (k * 1000) / rateRps + exponentialDelayMs(random));
  arrivalsMs.sort((a, b) => a - b);
  const gapsMs = arrivalsMs.slice(1).map((at, k) => at - (arrivalsMs[k] ?? 0));
  const mean = gapsMs.reduce((sum, gap) => sum + gap, 0) / gapsMs.length;

  it('are delayed between nothing and the longest delay', () => {
    const delays = Array.from({ length: 5_000 }, () => exponentialDelayMs(random));
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...delays)).toBeLessThanOrEqual(ARRIVAL_DELAY_MS.max);
    expect(Math.max(...delays)).toBeGreaterThan(ARRIVAL_DELAY_MS.mean * 3);
  });

  it('keep the rate, and have gaps that vary like exponential ones: as much as their mean', () => {
    expect(Math.abs(mean - 1000 / rateRps)).toBeLessThan(0.1);
    const variance = gapsMs.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gapsMs.length;
    const variation = Math.sqrt(variance) / mean;
    expect(variation).toBeGreaterThan(0.9);
    expect(variation).toBeLessThan(1.05);
  });
});

describe('users', () => {
  it('are one a session, or the cohort shared among the sessions', () => {
    expect(userNumberOf({ users: null, firstUser: 101 }, 99)).toBe(200);
    const cohort = { users: { first: 9_901, last: 9_910 }, firstUser: 1 };
    expect([0, 9, 10, 25].map((index) => userNumberOf(cohort, index))).toEqual([9_901, 9_910, 9_901, 9_906]);
  });
});

describe('polls for a completed order', () => {
  it('make, with creating it and the list of orders, nine requests; ten with a first start’s preparation', () => {
    expect(pollTimesMs(false)).toEqual([250, 500, 1_000, 2_000, 3_000, 4_000, 5_000]);
    expect(1 + pollTimesMs(false).length + 1).toBe(9);
    expect(2 + 1 + pollTimesMs(true).length + 1).toBe(10);
  });
});
