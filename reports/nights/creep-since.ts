/**
 * Creeping away from the pinned release: what is left of a change since then when the steps that the trend tells itself
 * are taken out. Many small steps, each too small for a change of level.
 */
import type { ToldChanges } from '../../contract/night.ts';
import { creepOf, isCreepGuardDue, keyText, type PinnedSeries, validNights } from '../statistics/index.ts';
import { CREEP_NIGHTS } from '../statistics/trend/creep-guard.ts';
import { fromScale, toScale } from '../statistics/trend/figure-scale.ts';
import type { PinnedRelease, TrendedSeries } from './build-trend.ts';
import { figureKeyOf } from './figure-key.ts';
import type { TrendModel } from './model.ts';
import type { NightHistory } from './read-nights.ts';

/** What the guard is told. */
export interface CreepSetting {
  history: NightHistory;
  today: string;
  told: ToldChanges;
  pinned?: PinnedRelease | string;
}

/** What has crept away, or why that is not known. */
export function creepSince(
  trended: readonly TrendedSeries[],
  { history, today, told, pinned = 'no release is pinned as nightly.baseline' }: CreepSetting,
): TrendModel['creep'] {
  if (typeof pinned === 'string') return { status: 'unavailable', reason: pinned };
  if (pinned.environmentKey !== history.environmentKey || pinned.toggles !== history.toggles) {
    const reason = `the pinned set ${pinned.set} comes from another environment (${pinned.environmentKey}) or other switches`;
    return { status: 'unavailable', reason };
  }
  const series = trended.flatMap((one) => pinnedSeries(one, pinned));
  if (series.length === 0) {
    return { status: 'unavailable', reason: `the pinned set ${pinned.set} has none of these figures` };
  }
  if (!series.some((one) => validNights(one.series).length >= CREEP_NIGHTS)) {
    const reason = `no figure has ${CREEP_NIGHTS} valid nights since the pinned set ${pinned.set} of ${pinned.night}`;
    return { status: 'unavailable', reason };
  }
  return {
    status: 'ok',
    set: pinned.set,
    isDue: isCreepGuardDue(told.creepLookedAt, today),
    lookedAt: told.creepLookedAt,
    creeps: creepOf(series),
  };
}

function pinnedSeries({ of, series, trend }: TrendedSeries, pinned: PinnedRelease): PinnedSeries[] {
  const { key } = of;
  const then = pinned.figures.find((one) => keyText(figureKeyOf(one)) === keyText(key));
  if (then === undefined || trend.status !== 'ok') return [];
  const steps = trend.changes
    .filter(({ night }) => night > pinned.night)
    .reduce(
      (sum, { before, after }) => sum + (toScale(key.figure, after) ?? 0) - (toScale(key.figure, before) ?? 0),
      0,
    );
  const baseline = then.runs.flatMap(({ value }) => {
    const y = toScale(key.figure, value);
    return y === null ? [] : [fromScale(key.figure, y + steps)];
  });
  // Earlier nights are another release's.
  const since = { ...series, nights: series.nights.filter(({ night }) => night > pinned.night) };
  return [{ series: since, baseline, history: trend.levels.map(({ y }) => y) }];
}
