import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evenSplits, nearestSplit, POOL, scheduleOf, stillWanted } from './schedule.ts';

describe('the order of the pool', () => {
  it('has every run, spreads each kind over the whole time, and is the same for the same seed', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const kinds = scheduleOf(seed);
        expect(kinds).toEqual(scheduleOf(seed));
        for (const kind of ['after', 'fault', 'before'] as const) {
          const places = kinds.flatMap((one, at) => (one === kind ? [at] : []));
          expect(places).toHaveLength(POOL[kind]);
          // The first within the first stretch of its kind and the last within the last, give or take the others.
          expect((places[0] ?? 0) / kinds.length).toBeLessThan(1 / POOL[kind] + 0.2);
          expect((places.at(-1) ?? 0) / kinds.length).toBeGreaterThan(1 - 1 / POOL[kind] - 0.2);
        }
      }),
    );
  });

  it('is gone on with, and a run that was taken out comes first', () => {
    const schedule = scheduleOf(1);
    const made = schedule.slice(0, 9).map((kind) => ({ kind }));
    expect(stillWanted(schedule, made)).toEqual(schedule.slice(9));
    const faults = made.filter(({ kind }) => kind === 'fault').length;
    const without = made.filter(({ kind }) => kind !== 'fault');
    expect(faults).toBeGreaterThan(0);
    const again = Array.from({ length: faults }, () => 'fault');
    expect(stillWanted(schedule, without)).toEqual([...again, ...schedule.slice(9)]);
    expect(
      stillWanted(
        schedule,
        schedule.map((kind) => ({ kind })),
      ),
    ).toEqual([]);
  });
});

describe('the splits', () => {
  const positions = Array.from({ length: 16 }, (_, at) => at * 2);

  it('take three against three, interleaved, and learn from the other ten', () => {
    for (const { before, after, history } of evenSplits(positions, { count: 12, seed: 1 })) {
      expect([before.length, after.length, history.length]).toEqual([3, 3, 10]);
      expect([...before, ...after, ...history].sort((a, b) => a - b)).toEqual(positions);
      const sides = [...before.map((at) => ({ at, side: 'b' })), ...after.map((at) => ({ at, side: 'a' }))]
        .sort((a, b) => a.at - b.at)
        .map(({ side }) => side)
        .join('');
      expect(['baabba', 'abbaab']).toContain(sides);
    }
  });

  it('are not all the same', () => {
    const texts = evenSplits(positions, { count: 12, seed: 1 }).map((split) => JSON.stringify(split));
    expect(new Set(texts).size).toBe(12);
  });

  it('hold runs of another kind against those next to them', () => {
    expect(nearestSplit([0, 1, 2, 10, 11, 12, 20], [3, 9, 21])).toEqual({
      before: [2, 10, 20],
      after: [3, 9, 21],
      history: [0, 1, 11, 12],
    });
  });
});
