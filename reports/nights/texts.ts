/** The trend's names, values and states in words: the same in the page, the table and the terminal. */
import { valueText } from '../comparison/row-texts.ts';
import { shortBuild } from '../comparison/texts.ts';
import { shortName, sizeText } from '../statistics/trend/figure-scale.ts';
import { countText, percentText } from '../statistics/words.ts';
import { figureKeyOf } from './figure-key.ts';
import type { ChangeState, ModelChange, ModelSeries, TrendModel } from './model.ts';

/** What each state is called. */
export const STATE_WORDS: Readonly<Record<ChangeState, string>> = {
  new: 'new',
  told: 'open',
  acknowledged: 'acknowledged',
  recovered: 'recovered',
  old: 'old',
};

/** What each cause is called. */
export const CAUSE_WORDS = {
  machine: 'the machine: the control probe moved with it',
  application: 'the application: the control probe stood still',
  unknown: 'not known: there is no control probe',
} as const;

type Key = Pick<ModelSeries, 'endpoint' | 'metric' | 'figure'>;

/** `dashboard p95`, `copilot error share`, or a level's title. */
export function figureName(key: Key): string {
  return shortName(figureKeyOf(key));
}

/** A value with its unit, or that there is none. */
export function figureValue(key: Pick<Key, 'figure'>, value: number | null | undefined): string {
  return valueText(key, value ?? null);
}

/** The size of a change: `+20 %`, `+0.4 points`. */
export function changeSize(change: Key & { change: number }): string {
  return sizeText(figureKeyOf(change).figure, change.change);
}

/** The builds around a change, in order of nights: `a1b2c3d (before) → 0f9e8d7 (no figure) → 9c8b7a6 (after)`. */
export function buildsText({ builds }: Pick<ModelChange, 'builds'>): string {
  const words = { before: 'before', unknown: 'no figure', after: 'after' };
  const merged = builds.filter(
    ({ build, side }, at) => at === 0 || builds[at - 1]?.build !== build || builds[at - 1]?.side !== side,
  );
  return merged.map(({ build, side }) => `${shortBuild(build)} (${words[side]})`).join(' → ');
}

/** What a figure does, as a title: its latest change, its level, or how many nights are missing. */
export function seriesTitle(series: ModelSeries): string {
  const { trend } = series;
  const name = figureName(series);
  if (trend.status === 'collecting') return `${name}: collecting, ${trend.nights} of ${trend.nightsNeeded} nights`;
  const last = trend.changes.at(-1);
  const level = trend.levels.at(-1);
  const now = level === undefined ? '' : `at ${figureValue(series, level.value)}`;
  if (last === undefined) return `${name}: steady ${now} for ${countText(trend.nights, 'night')}`;
  const word = last.direction === 'regressed' ? 'got worse' : 'got better';
  return `${name} ${word} in the night of ${last.night} (${changeSize(last)}), now ${now}`;
}

/** The noise of one night, as a share; of error shares it has no unit that says anything. */
export function noiseText({ figure, trend }: ModelSeries): string {
  if (trend.status !== 'ok' || figure === 'errors') return '–';
  return `±${percentText(trend.noise)}`;
}

/** How long the latest verdict has lasted. */
export function streakText({ verdict, nights, since }: TrendModel['streak']): string {
  return `${verdict} for ${countText(nights, 'night')}, since ${since}`;
}

/** How often the verdict flipped. */
export function flipsText({ nights, count, disagreeing, isFlaky }: TrendModel['flips']): string {
  const runs = disagreeing.length === 0 ? '' : `; the runs of ${countText(disagreeing.length, 'night')} disagree`;
  const told = isFlaky ? 'Flaky: ' : '';
  return `${told}${countText(count, 'change')} between pass and fail in the last ${countText(nights, 'night')}${runs}`;
}
