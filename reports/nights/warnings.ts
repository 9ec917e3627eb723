/** What the reader of a trend has to mind: nights that are missing, histories that were broken off, reruns that are due. */

import { shortName } from '../statistics/trend/figure-scale.ts';
import { countText } from '../statistics/words.ts';
import type { TrendedSeries, TrendInput } from './build-trend.ts';
import { daysBetween } from './local-date.ts';
import type { SeriesOfNights } from './night-series.ts';

/** Days without a night from which on somebody should look at the job. */
const SILENT_DAYS = 2;
/** Names in one warning. */
const NAMES_MAX = 5;

/** What of the series is not shown. */
export interface LeftOut {
  trended: readonly TrendedSeries[];
  unmeasured: readonly SeriesOfNights[];
  /** All series that are not shown, the unmeasured ones included. */
  left: number;
}

/** The warnings, the gravest first. */
export function warningsOf(input: TrendInput, { trended, unmeasured, left }: LeftOut): string[] {
  const { history, histories, today, unreadable } = input;
  const last = history.nights.at(-1);
  const silent = last === undefined ? 0 : daysBetween(last.night, today);
  const rerun = trended.filter(({ of }) => of.rerun !== null).map(({ of }) => shortName(of.key));
  const others = histories.filter(({ id }) => id !== history.id);
  const before = others.filter(({ nights }) => (nights.at(-1)?.night ?? '') < (history.nights[0]?.night ?? ''));
  const latest = before.toSorted((a, b) =>
    (a.nights.at(-1)?.night ?? '') < (b.nights.at(-1)?.night ?? '') ? 1 : -1,
  )[0];
  const cut = left - unmeasured.length;
  return [
    ...(input.warnings ?? []),
    ...(silent >= SILENT_DAYS
      ? [`The last night is ${silent} days old (${last?.night}): does the job still run?`]
      : []),
    ...(rerun.length > 0
      ? [`The last night stands far out and was not repeated: ${listed(rerun)}. One night is no change of level.`]
      : []),
    ...(unreadable.length > 0
      ? [`${countText(unreadable.length, 'night')} could not be read: ${listed(unreadable.map(({ name }) => name))}.`]
      : []),
    ...(latest === undefined
      ? []
      : [
          `Nights before ${history.nights[0]?.night} belong to another environment, workload or other switches (${latest.id}, ${countText(latest.nights.length, 'night')}, last ${latest.nights.at(-1)?.night}): levels begin anew.`,
        ]),
    ...(unmeasured.length > 0
      ? [`No longer measured, and left out: ${listed(unmeasured.map(({ key }) => shortName(key)))}.`]
      : []),
    ...(cut > 0 ? [`${countText(cut, 'figure')} were left out: a trend shows at most ${trended.length}.`] : []),
  ];
}

function listed(names: readonly string[]): string {
  const more = names.length - NAMES_MAX;
  return `${names.slice(0, NAMES_MAX).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
