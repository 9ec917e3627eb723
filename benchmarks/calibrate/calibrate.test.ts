import { describe, expect, it } from 'vitest';
import { measureCost } from './cost.ts';
import { makePool, type Pool, tallyComparisons } from './simulated-comparisons.ts';
import { countFalseAlerts, findSteps } from './simulated-nights.ts';

/**
 * The short form of `npm run calibrate`: the same code on a hundredth of the draws, with fixed seeds, so that a figure is
 * the same every time. Bounds are wide: what they catch is a broken formula, not a percentage.
 */
const SEED = 41;
/** A few seconds of work, which a busy machine may stretch. */
const SLOW = { timeout: 240_000 };

let pool: Pool | undefined;

function smallPool(): Pool {
  pool ??= makePool(300, 90, SEED);
  return pool;
}

const ONE_ROW = { endpoints: 1, runNoise: 0.02, past: 10, gate: 'p95' as const };

describe('the statistics on simulated runs', SLOW, () => {
  it.each([0.02, 0.2])('rarely cry wolf in a gate of ten rows, at run noise %d', (runNoise) => {
    const experiment = { repeats: 3, endpoints: 5, runNoise, factor: 1, past: 10, gate: 'p95 and errors' as const };
    const tally = tallyComparisons(smallPool(), experiment, { comparisons: 20, seed: SEED });
    expect(tally.gateAlarms).toBeLessThanOrEqual(3);
    expect(tally.verdicts.invalid).toBeLessThanOrEqual(1);
  });

  it('see +10 % in most comparisons of three runs, and +20 % in nearly all', () => {
    const ten = tallyComparisons(smallPool(), { ...ONE_ROW, repeats: 3, factor: 1.1 }, { comparisons: 50, seed: SEED });
    const twenty = tallyComparisons(
      smallPool(),
      { ...ONE_ROW, repeats: 3, factor: 1.2 },
      { comparisons: 30, seed: SEED },
    );
    expect(ten.verdicts.regressed / 50).toBeGreaterThan(0.5);
    expect(twenty.verdicts.regressed / 30).toBeGreaterThan(0.9);
    expect(ten.mde80).toBeGreaterThan(0.08);
    expect(ten.mde80).toBeLessThan(0.14);
  });

  it('call a fall improved', () => {
    const tally = tallyComparisons(
      smallPool(),
      { ...ONE_ROW, repeats: 3, factor: 1 / 1.2 },
      { comparisons: 20, seed: SEED },
    );
    expect(tally.verdicts.improved).toBeGreaterThanOrEqual(18);
  });

  it('say unchanged of most equal builds with five runs a side', () => {
    const tally = tallyComparisons(smallPool(), { ...ONE_ROW, repeats: 5, factor: 1 }, { comparisons: 40, seed: SEED });
    expect(tally.verdicts.unchanged / 40).toBeGreaterThan(0.8);
  });

  it('say nothing of a single pair without history', () => {
    const experiment = { ...ONE_ROW, repeats: 1, past: 0, factor: 1.05 };
    const tally = tallyComparisons(smallPool(), experiment, { comparisons: 40, seed: SEED });
    expect(tally.verdicts.regressed + tally.verdicts.improved + tally.verdicts.unchanged).toBe(0);
    expect(tally.mde80).toBeCloseTo(0.34, 1);
  });

  it('cost little: ten hours of 100 requests a second', () => {
    // A tenth of the target's series in five times its share of the time: a slip back to sorting or objects is far above.
    expect(measureCost(10, SEED).cpuSeconds).toBeLessThan(1);
  });
});

describe('the trend on simulated nights', SLOW, () => {
  it('rarely alerts a steady series', () => {
    const counted = countFalseAlerts({ series: 10, nights: 80, noise: 0.02, seed: SEED });
    expect(counted.hundreds).toBeCloseTo(7.1, 6);
    expect(counted.alerts).toBeLessThanOrEqual(2);
  });

  it('finds a step of 10 % within days', () => {
    const { delays } = findSteps({ series: 15, before: 50, within: 12, noise: 0.02, factor: 1.1, seed: SEED });
    expect(delays.length).toBeGreaterThanOrEqual(14);
    expect(delays[delays.length >> 1]).toBeLessThanOrEqual(4);
  });
});
