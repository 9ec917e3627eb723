import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMomentary, parseRetryAfter, RETRY_AFTER_MS_MAX, waitMsAfter } from './retry.ts';

const NOW = Date.UTC(2026, 10, 25, 2, 0, 0);

describe('Retry-After', () => {
  it.each([
    [null, null],
    ['', null],
    ['soon', null],
    ['-5', null],
    ['1.5', null],
    ['2026-11-25', null],
    ['99999999999', null],
    ['Wed, 25 Nov 2026 02:00:30 CET', null],
    [' 7 ', 7_000],
    ['0', 0],
    ['Wed, 25 Nov 2026 02:00:30 GMT', 30_000],
    ['Wed, 25 Nov 2026 01:00:00 GMT', 0],
  ])('%j is %j ms', (header, wanted) => {
    expect(parseRetryAfter(header, NOW)).toBe(wanted);
  });
});

describe('the wait before the next attempt', () => {
  it('doubles from one second to thirty, spread over half of it', () => {
    expect([1, 2, 3, 9].map((attempt) => waitMsAfter(attempt, null, 0))).toEqual([500, 1_000, 2_000, 15_000]);
    expect(waitMsAfter(1, null, 0.999)).toBeCloseTo(1_000, -1);
  });

  it('is never shorter than asked for, and none at all when too much is asked for', () => {
    expect(waitMsAfter(1, RETRY_AFTER_MS_MAX + 1, 0)).toBeNull();
    const asked = fc.integer({ min: 0, max: RETRY_AFTER_MS_MAX });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 }),
        asked,
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (n, ms, draw) => {
          const waitMs = waitMsAfter(n, ms, draw) ?? -1;
          expect(waitMs >= ms && waitMs <= Math.max(ms, 30_000)).toBe(true);
        },
      ),
    );
  });
});

it('tells what is said of the moment from what is said of the message', () => {
  expect([408, 425, 429, 500, 502, 503, 504].filter((status) => !isMomentary(status))).toEqual([]);
  expect([400, 401, 403, 404, 410, 413, 422].filter(isMomentary)).toEqual([]);
});
