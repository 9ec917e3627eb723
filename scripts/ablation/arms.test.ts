import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toggleNames } from '../../fixtures/deployment/index.ts';
import { parseProfile } from '../plan/profile.ts';
import { ablationArms, namedArms, QUICK_TOGGLES, scaleArms, scheduleArms } from './arms.ts';

describe('the arms', () => {
  it('are before, after and after without each of the eight', () => {
    const arms = ablationArms(20_000, false);
    expect(arms.map((arm) => arm.profile)).toEqual([
      'before',
      'after',
      ...toggleNames.map((toggle) => `after-without-${toggle}`),
    ]);
    expect(arms.every(({ name, profile, orders }) => name === profile && orders === 20_000)).toBe(true);
  });

  it('are seven in the quick form', () => {
    expect(ablationArms(20_000, true)).toHaveLength(2 + QUICK_TOGGLES.length);
  });

  it('are named as the profile of their toggles is', () => {
    for (const { profile } of ablationArms(20_000, false)) expect(parseProfile(profile).name).toBe(profile);
  });

  it('may be named, each by the one name of its toggles', () => {
    expect(namedArms(['after', 'after-without-indexes', 'after'], 20_000).map(({ name }) => name)).toEqual([
      'after',
      'after-without-indexes',
    ]);
    expect(() => namedArms(['after-without-index'], 20_000)).toThrow("no toggle 'index'");
  });

  it('of a series are one profile at each size, the smallest first and none twice', () => {
    expect(scaleArms('before', [5_000_000, 1_000_000, 5_000_000])).toEqual([
      { name: 'before at 1,000,000 orders', profile: 'before', orders: 1_000_000 },
      { name: 'before at 5,000,000 orders', profile: 'before', orders: 5_000_000 },
    ]);
  });
});

describe('the order', () => {
  const arms = ablationArms(20_000, false);
  const names = arms.map((arm) => arm.name);

  it('holds every arm once a round, whatever the seed', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 6 }), (seed, rounds) => {
        const schedule = scheduleArms(arms, rounds, seed);
        expect(schedule).toHaveLength(rounds * arms.length);
        for (let round = 1; round <= rounds; round += 1) {
          const drawn = schedule.slice((round - 1) * arms.length, round * arms.length);
          expect(drawn.every((one) => one.round === round)).toBe(true);
          expect(drawn.map(({ arm }) => arm).sort()).toEqual([...names].sort());
        }
      }),
    );
  });

  it('is the same for the same seed, another for another, and another in each round', () => {
    const orderOf = (seed: number, round: number) =>
      scheduleArms(arms, 2, seed)
        .filter((one) => one.round === round)
        .map(({ arm }) => arm)
        .join();
    expect(orderOf(1, 1)).toBe(orderOf(1, 1));
    expect(orderOf(1, 1)).not.toBe(orderOf(2, 1));
    expect(orderOf(1, 1)).not.toBe(orderOf(1, 2));
  });

  it('puts each arm at each place about as often', () => {
    const first = new Map<string, number>();
    for (let seed = 0; seed < 2_000; seed += 1) {
      const arm = scheduleArms(arms, 1, seed)[0]?.arm ?? '';
      first.set(arm, (first.get(arm) ?? 0) + 1);
    }
    // 200 expected of 2,000, standard deviation 13.4: five of them.
    for (const name of names) expect(Math.abs((first.get(name) ?? 0) - 200)).toBeLessThan(67);
  });
});
