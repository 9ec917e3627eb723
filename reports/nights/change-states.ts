/** What became of each change: was it told, has anyone answered, has the level come back; and the builds around it. */
import type { NightRecord, ToldChange } from '../../contract/night.ts';
import {
  type NightlySeries,
  type SeriesTrend,
  storedLike,
  type TrendChange,
  validNights,
} from '../statistics/index.ts';
import { toScale } from '../statistics/trend/figure-scale.ts';
import type { ChangeState, ModelChange } from './model.ts';

type Trend = Extract<SeriesTrend, { status: 'ok' }>;

/** What the state of a series' changes is read from. */
export interface ChangeSetting {
  series: NightlySeries;
  /** The figure's told changes in this history. */
  told: readonly ToldChange[];
  /** All nights of the history, ascending; also those without this figure. */
  nights: readonly NightRecord[];
}

/** The series' believed changes with their state, note and builds, oldest first. */
export function withStates(trend: Trend, setting: ChangeSetting): ModelChange[] {
  return trend.changes.map((change) => {
    const told = toldLike(change, setting);
    return {
      ...change,
      state: stateOf(change, trend, { told, setting }),
      note: told?.note ?? null,
      builds: buildsOf(change, setting),
    };
  });
}

/** A suspect has no state of its own: it is never told. */
export function withoutState(suspect: TrendChange, setting: ChangeSetting): ModelChange {
  return { ...suspect, state: 'old', note: null, builds: buildsOf(suspect, setting) };
}

/** The told changes of a series that no believed change is any more. */
export function vanishedOf(trend: SeriesTrend, setting: ChangeSetting): ToldChange[] {
  const seen = trend.status === 'ok' ? trend.changes.map((change) => toldLike(change, setting)) : [];
  return setting.told.filter((one) => !seen.includes(one));
}

function toldLike({ night, direction }: TrendChange, { series, told }: ChangeSetting): ToldChange | null {
  const nights = validNights(series);
  return storedLike(told, nights, { index: nights.findIndex((one) => one.night >= night), direction });
}

function stateOf(
  change: TrendChange,
  trend: Trend,
  { told, setting }: { told: ToldChange | null; setting: ChangeSetting },
): ChangeState {
  if (told?.status === 'acknowledged') return 'acknowledged';
  if (change.direction === 'regressed' && hasRecovered(change, trend, setting.series)) return 'recovered';
  if (told !== null) return 'told';
  return trend.alerts.some(({ night }) => night === change.night) ? 'new' : 'old';
}

/** Whether the last level is no worse, by what is worth a word, than the one before the change. */
function hasRecovered({ before, figure }: TrendChange, { levels }: Trend, series: NightlySeries): boolean {
  const now = levels.at(-1)?.value;
  const [from, to] = [toScale(figure, before), now === undefined ? null : toScale(figure, now)];
  if (now === undefined || from === null || to === null) return false;
  const side = series.isLowerBetter ? 1 : -1;
  return side * (to - from) < Math.log1p(series.effectMin ?? 0) || side * (now - before) < (series.differenceMin ?? 0);
}

/** Every night from the first to the last between which the change lies, with its build. */
function buildsOf(
  { night, between: [from, to] }: TrendChange,
  { series, nights }: ChangeSetting,
): ModelChange['builds'] {
  const counted = new Set(validNights(series).map((one) => one.night));
  return nights
    .filter((one) => one.night >= from && one.night <= to)
    .map((one) => ({
      night: one.night,
      build: one.build,
      side: !counted.has(one.night) ? 'unknown' : one.night < night ? 'before' : 'after',
    }));
}
