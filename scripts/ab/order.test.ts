import fc from 'fast-check';
import { expect, it } from 'vitest';
import { orderText, scheduleAb } from './order.ts';

const repeats = fc.integer({ min: 1, max: 40 });

it('is A B B A A B B A …', () => {
  expect([1, 2, 3, 4].map((runs) => orderText(scheduleAb(runs)))).toEqual([
    'A B',
    'A B B A',
    'A B B A A B',
    'A B B A A B B A',
  ]);
});

it('gives both sides as many runs, and is never ahead by more than one on the way', () => {
  fc.assert(
    fc.property(repeats, (runs) => {
      let lead = 0;
      for (const { arm } of scheduleAb(runs)) {
        lead += arm === 'before' ? 1 : -1;
        expect(Math.abs(lead)).toBeLessThanOrEqual(1);
      }
      expect(lead).toBe(0);
    }),
  );
});

it('moves neither side by a steady drift: the sums of their places are equal, or differ by the one odd pair', () => {
  fc.assert(
    fc.property(repeats, (runs) => {
      const difference = scheduleAb(runs).reduce((sum, { arm }, place) => sum + (arm === 'before' ? -place : place), 0);
      expect(difference).toBe(runs % 2);
    }),
  );
});

it('names each run once, by round and side', () => {
  fc.assert(
    fc.property(repeats, (runs) => {
      const schedule = scheduleAb(runs);
      expect(new Set(schedule.map(({ round, arm }) => `${round} ${arm}`)).size).toBe(2 * runs);
    }),
  );
});
