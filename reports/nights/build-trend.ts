/**
 * The nights of one history → the trend model: levels, changes and what became of them, findings, creep, streaks.
 *
 * A pure function of the nights, of what was told, of the pinned release's figures and of the day: same input, same model.
 */
import type { NightFigure, NightRecord, ToldChange, ToldChanges } from '../../contract/night.ts';
import { tidied } from '../comparison/tidy.ts';
import {
  groupFindings,
  keyText,
  type NightlySeries,
  type SeriesTrend,
  type TrendChange,
  trendOf,
} from '../statistics/index.ts';
import { vanishedOf, withoutState, withStates } from './change-states.ts';
import { creepSince } from './creep-since.ts';
import { figureKeyOf } from './figure-key.ts';
import {
  type ChangeState,
  type ModelChange,
  type ModelFinding,
  type ModelSeries,
  type TrendModel,
  trendModelSchema,
} from './model.ts';
import { type SeriesOfNights, seriesOfNights } from './night-series.ts';
import type { NightHistory, ReadNights } from './read-nights.ts';
import { statusOf } from './status.ts';
import { NOTHING_TOLD } from './told-changes.ts';
import { flipsOf, nightsWithVerdicts, streakOf } from './verdicts.ts';
import { warningsOf } from './warnings.ts';

/** Smallest change of level worth a word when nobody says another. */
const EFFECT_MIN = 0.02;
/** Most series of a model: a night keeps some twenty. */
const SERIES_MAX = 200;
/** Figures that no night has had for so long are not shown any more. */
const MEASURED_NIGHTS = 60;
/** What matters most first. */
const STATES: readonly ChangeState[] = ['new', 'told', 'acknowledged', 'recovered', 'old'];

/** The figures of the release that creeping is measured from. */
export interface PinnedRelease {
  /** The set's name. */
  set: string;
  /** ISO date of its latest run. */
  night: string;
  environmentKey: string;
  toggles: string;
  figures: readonly NightFigure[];
}

/** What a trend is made from. */
export interface TrendInput extends ReadNights {
  /** Which of the histories; one of them. */
  history: NightHistory;
  /** ISO date. */
  today: string;
  told?: ToldChanges;
  /** The pinned release, or why there is none, in words. */
  pinned?: PinnedRelease | string;
  /** Smallest change of a latency or a level worth a word, a share; default 0.02. */
  effectMin?: number;
  /** What else the reader has to know, in words. */
  warnings?: readonly string[];
}

/** One series with all that is known of it. */
export interface TrendedSeries {
  of: SeriesOfNights;
  series: NightlySeries;
  trend: SeriesTrend;
  told: readonly ToldChange[];
}

/** The model. */
export function trendModelOf(input: TrendInput): TrendModel {
  const { history, told = NOTHING_TOLD, effectMin = EFFECT_MIN } = input;
  const { nights } = history;
  const all = seriesOfNights(nights, effectMin);
  const isMeasured = ({ values }: SeriesOfNights): boolean =>
    values.slice(-MEASURED_NIGHTS).some((value) => value !== null);
  const trended = all
    .filter(isMeasured)
    .slice(0, SERIES_MAX)
    .map((of) => trendedSeries(of, toldOf(told, history, of)));
  const series = trended.map((one) => modelSeries(one, nights));
  const findings = findingsOf(trended, series, nights);
  const shown = nightsWithVerdicts(nights);
  const { status, sentence } = statusOf({ series, findings, nights: shown });
  return trendModelSchema.parse({
    schema: 'headroom.trend/1',
    today: input.today,
    status,
    sentence,
    history,
    nights: shown,
    streak: streakOf(shown),
    flips: flipsOf(shown),
    series: tidied(series),
    findings: tidied(findings),
    creep: tidied(creepSince(trended, { ...input, told })),
    vanished: trended.flatMap(({ trend, series: of, told: some }) =>
      vanishedOf(trend, { series: of, told: some, nights }),
    ),
    histories: input.histories.map((one) => historyLine(one, history)),
    unreadable: input.unreadable,
    warnings: warningsOf(input, {
      trended,
      unmeasured: all.filter((one) => !isMeasured(one)),
      left: all.length - trended.length,
    }),
  });
}

function trendedSeries(of: SeriesOfNights, told: readonly ToldChange[]): TrendedSeries {
  const { key, isLowerBetter, isControl, points, limits } = of;
  const stored = told.map(({ night, direction, status }) => ({ night, direction, status }));
  const series: NightlySeries = { ...key, isLowerBetter, isControl, nights: points, stored, ...limits };
  return { of, series, trend: trendOf(series), told };
}

/** What was told of one figure in this history. */
function toldOf({ changes }: ToldChanges, history: NightHistory, { key }: SeriesOfNights): ToldChange[] {
  return changes.filter(
    (one) =>
      one.environmentKey === history.environmentKey &&
      one.toggles === history.toggles &&
      keyText(figureKeyOf(one)) === keyText(key),
  );
}

function modelSeries({ of, series, trend, told }: TrendedSeries, nights: readonly NightRecord[]): ModelSeries {
  const { key, isLowerBetter, isControl, values, seconds, rerun } = of;
  const setting = { series, told, nights };
  return {
    ...key,
    isLowerBetter,
    isControl,
    unit: unitOf(key.figure),
    values,
    seconds,
    trend:
      trend.status !== 'ok'
        ? trend
        : {
            status: 'ok',
            ...{ nights: trend.nights, noise: trend.noise, rho: trend.rho },
            levels: trend.levels.map(({ from, to, nights: count, value }) => ({ from, to, nights: count, value })),
            changes: withStates(trend, setting),
            suspects: trend.suspects.map((suspect) => withoutState(suspect, setting)),
          },
    rerun: rerun === null ? null : { night: rerun.night, value: rerun.value, level: rerun.level, limit: rerun.limit },
  };
}

function unitOf(figure: string): ModelSeries['unit'] {
  if (figure === 'errors') return 'share';
  if (figure === 'throughput') return '/s';
  return figure === 'level' ? '' : 'ms';
}

/** All changes by date; what still matters first, then the latest first. */
function findingsOf(
  trended: readonly TrendedSeries[],
  series: readonly ModelSeries[],
  nights: readonly NightRecord[],
): ModelFinding[] {
  const changes = series.flatMap(({ trend }) => (trend.status === 'ok' ? trend.changes : []));
  const found = groupFindings(changes.map(asTrendChange), {
    nights: nights.map(({ night }) => night),
    control: controlOf(trended),
  });
  return found
    .map(({ from, to, cause, sentence, changes: members }): ModelFinding => {
      const own = members.flatMap((member) => changes.find((one) => isSame(one, member)) ?? []);
      const state = STATES.find((one) => own.some((change) => change.state === one)) ?? 'old';
      return { from, to, cause, state, sentence, changes: own };
    })
    .sort((a, b) => rankOf(a) - rankOf(b) || (a.from < b.from ? 1 : -1));
}

/** Told and new regressions stand before what was answered or is over. */
function rankOf({ state }: ModelFinding): number {
  return state === 'new' || state === 'told' ? 0 : 1;
}

/** What the control probe's latencies did, sure or likely; null without a probe whose nights suffice. */
function controlOf(trended: readonly TrendedSeries[]): TrendChange[] | null {
  const probes = trended.filter(({ of }) => of.isControl && of.key.figure.startsWith('p'));
  const known = probes.flatMap(({ trend }) => (trend.status === 'ok' ? [[...trend.changes, ...trend.suspects]] : []));
  return known.length === 0 ? null : known.flat();
}

function asTrendChange(change: ModelChange): TrendChange {
  return { ...change, ...figureKeyOf(change) };
}

function isSame(a: ModelChange, b: TrendChange): boolean {
  return a.night === b.night && keyText(figureKeyOf(a)) === keyText(b);
}

function historyLine(one: NightHistory, shown: NightHistory): TrendModel['histories'][number] {
  const { id, environmentKey, toggles, workload, deployment, nights } = one;
  return {
    ...{ id, environmentKey, toggles, workload, deployment },
    nights: nights.length,
    from: nights[0]?.night ?? '',
    to: nights.at(-1)?.night ?? '',
    isShown: one.id === shown.id,
  };
}
