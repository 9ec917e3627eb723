import { describe, expect, it } from 'vitest';
import { describeErrorCode } from './error-codes.ts';
import { loadDurationMs, openingDelayMs, phaseAt } from './phases.ts';
import { writePrompt } from './prompts.ts';
import { createRandom, streamOf, uniformInteger } from './random.ts';
import { parseServerTiming } from './server-timing.ts';

const phases = { rampMs: 10_000, warmupMs: 20_000, measureMs: 60_000 };

describe('phases', () => {
  it('follow each other from the start of the scenarios, and end with the measured one', () => {
    expect(phaseAt(phases, 0)).toBe('ramp');
    expect(phaseAt(phases, 10_000)).toBe('warmup');
    expect(phaseAt(phases, 29_999)).toBe('warmup');
    expect(phaseAt(phases, 30_000)).toBe('measure');
    expect(phaseAt(phases, 89_999)).toBe('measure');
    expect(phaseAt(phases, 90_000)).toBeNull();
    expect(loadDurationMs(phases)).toBe(90_000);
  });

  it('spread the sessions evenly over the ramp', () => {
    expect([0, 1, 50, 99].map((index) => openingDelayMs(phases, index, 100))).toEqual([0, 100, 5_000, 9_900]);
    expect(openingDelayMs(phases, 0, 0)).toBe(0);
  });
});

describe('draws', () => {
  const draws = (seed: number, stream: number, number: number) => {
    const random = createRandom(seed, stream, number);
    return Array.from({ length: 1_000 }, random);
  };

  it('are the same for the same seed, stream and number, and differ for any other', () => {
    expect(draws(1, 2, 3)).toEqual(draws(1, 2, 3));
    expect(draws(1, 2, 3)).not.toEqual(draws(1, 2, 4));
    expect(draws(1, 2, 3)).not.toEqual(draws(1, 3, 3));
    expect(draws(1, 2, 3)).not.toEqual(draws(2, 2, 3));
  });

  it('lie in [0, 1) with a mean near one half, over many streams too', () => {
    const firsts = Array.from({ length: 5_000 }, (_, number) => createRandom(7, streamOf('copilot'), number)());
    for (const sample of [draws(7, 1, 1), firsts]) {
      expect(Math.min(...sample)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...sample)).toBeLessThan(1);
      const mean = sample.reduce((sum, value) => sum + value, 0) / sample.length;
      // Four standard errors of a uniform mean of 1,000 draws.
      expect(Math.abs(mean - 0.5)).toBeLessThan((4 * Math.sqrt(1 / 12)) / Math.sqrt(1_000));
    }
  });

  it('of an integer reach both ends', () => {
    const random = createRandom(1, 1);
    const seen = new Set(Array.from({ length: 500 }, () => uniformInteger(random, 1, 3)));
    expect([...seen].sort()).toEqual([1, 2, 3]);
  });
});

describe('prompts', () => {
  it('have four characters a token, between the given lengths', () => {
    const random = createRandom(3, 3);
    for (let at = 0; at < 200; at += 1) {
      const { length } = writePrompt(random, 10, 60);
      expect(length).toBeGreaterThanOrEqual(40);
      expect(length).toBeLessThanOrEqual(240);
      expect(length % 4).toBe(0);
    }
    expect(writePrompt(random, 500, 500)).toHaveLength(2_000);
  });
});

describe('Server-Timing', () => {
  it('gives the parts with a duration, in order', () => {
    expect(parseServerTiming('pool;dur=0.4, cache;desc=hit, db;desc="a b";dur=12, total;dur="13.5"')).toEqual([
      { part: 'pool', durationMs: 0.4 },
      { part: 'db', durationMs: 12 },
      { part: 'total', durationMs: 13.5 },
    ]);
  });

  it('gives nothing for an absent, empty or unreadable header', () => {
    for (const header of [undefined, '', ';;,', 'db;dur=soon', 'db;dur=-3'])
      expect(parseServerTiming(header)).toEqual([]);
  });
});

describe('error codes', () => {
  it('are told in words where k6 has a meaning for them', () => {
    expect(describeErrorCode(1212)).toBe('connection refused');
    expect(describeErrorCode('1110')).toMatch(/fence/);
    expect(describeErrorCode(1999)).toBe('error code 1999');
    expect(describeErrorCode(null)).toBe('no code');
  });
});
