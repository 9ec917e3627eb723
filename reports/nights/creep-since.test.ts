import { describe, expect, it } from 'vitest';
import { type PinnedRelease, trendModelOf } from './build-trend.ts';
import type { TrendModel } from './model.ts';
import { historiesOf } from './read-nights.ts';
import { madeNights } from './support/made-nights.ts';
import { NOTHING_TOLD, tellChanges } from './told-changes.ts';

/** A release that is 8 % faster, made in the night 40 and pinned in it. */
const PINNED_AT = 40;
const NIGHTS = madeNights({
  count: 50,
  figures: [{ endpoint: 'dashboard', noise: 0.005, step: { at: PINNED_AT, factor: 0.92 } }],
});

function trendAfter(count: number): TrendModel {
  const histories = historiesOf(NIGHTS.slice(0, count));
  const [history] = histories;
  if (history === undefined) throw new Error('no nights');
  const pinnedNight = NIGHTS[PINNED_AT];
  if (pinnedNight === undefined) throw new Error('no such night');
  const pinned: PinnedRelease = {
    ...{ set: 'release', night: pinnedNight.night, environmentKey: 'aaaa00000000', toggles: 'after' },
    figures: pinnedNight.figures,
  };
  const today = history.nights.at(-1)?.night ?? '';
  return trendModelOf({ histories, unreadable: [], history, today, pinned });
}

describe('creeping away from a pinned release', () => {
  it('is not asked of nights before the release, and the weekly look is not spent', () => {
    const model = trendAfter(PINNED_AT + 3);
    expect(model.creep).toEqual({
      status: 'unavailable',
      reason: expect.stringContaining('no figure has 7 valid nights since the pinned set release'),
    });
    expect(tellChanges(NOTHING_TOLD, model, 1).creepLookedAt).toBeNull();
  });

  it('is asked of the nights since, from the seventh on', () => {
    expect(trendAfter(PINNED_AT + 8).creep).toMatchObject({ status: 'ok', isDue: true, creeps: [] });
  });
});
