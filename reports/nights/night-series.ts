/**
 * From nights to series: one value a night and figure, and second points where a rerun agreed.
 *
 * A night's value is the geometric mean of its first run and its repeats (of an error share the mean on its scale). A
 * rerun that agrees with the night that asked for it is a point of its own; one that does not, and one of a figure that
 * did not ask, is one more repeat. Pure.
 */
import type { NightFigure, NightRecord } from '../../contract/night.ts';
import {
  type FigureKey,
  keyText,
  type Night,
  type NightlySeries,
  type RerunFlag,
  rerunAgrees,
  trendOf,
} from '../statistics/index.ts';
import { fromScale, toScale } from '../statistics/trend/figure-scale.ts';
import { figureKeyOf } from './figure-key.ts';

/** Nights before it that a flagged night is held against: as many as the chart shows, so that a reader can follow. */
const RERUN_NIGHTS = 60;
/** Smallest difference of a latency that anyone can feel, ms; the control probe is a gauge and has none. */
const LATENCY_MIN_MS = 2;
/** Smallest difference of an error share that is worth a word: 0.1 points. */
const SHARE_MIN = 0.001;
/** Smallest change of an error share on its scale; the difference above decides. */
const SHARE_EFFECT_MIN = 0.1;

/** One figure over the nights of a history. */
export interface SeriesOfNights {
  key: FigureKey;
  isLowerBetter: boolean;
  isControl: boolean;
  /** A value a night of the history; null where the night has none. */
  values: (number | null)[];
  /** Second points. */
  seconds: { night: string; value: number }[];
  /** What the algorithm reads: values and second points in order. */
  points: Night[];
  limits: Pick<NightlySeries, 'effectMin' | 'differenceMin'>;
  /** Whether the last night should be repeated; null once it was. */
  rerun: RerunFlag | null;
}

/** All figures of the nights (ascending), those of the latest night first and in its order. */
export function seriesOfNights(nights: readonly NightRecord[], effectMin: number): SeriesOfNights[] {
  const newest = new Map<string, NightFigure>();
  for (const night of nights.toReversed()) {
    for (const one of night.figures) {
      const text = keyText(figureKeyOf(one));
      if (!newest.has(text)) newest.set(text, one);
    }
  }
  const byNight = nights.map((night) => new Map(night.figures.map((one) => [keyText(figureKeyOf(one)), one])));
  return [...newest].map(([text, figure]) =>
    seriesOf(
      figure,
      nights.map((night, at) => ({ night, figure: byNight[at]?.get(text) })),
      effectMin,
    ),
  );
}

/** Smallest change worth a word in one figure. */
export function limitsOf({ figure, isControl }: Pick<NightFigure, 'figure' | 'isControl'>, effectMin: number) {
  if (figure === 'errors') return { effectMin: SHARE_EFFECT_MIN, differenceMin: SHARE_MIN };
  return { effectMin, differenceMin: figure.startsWith('p') && !isControl ? LATENCY_MIN_MS : 0 };
}

function seriesOf(
  of: NightFigure,
  nights: readonly { night: NightRecord; figure: NightFigure | undefined }[],
  effectMin: number,
): SeriesOfNights {
  const { isLowerBetter, isControl } = of;
  const key = figureKeyOf(of);
  const limits = limitsOf(of, effectMin);
  const series: SeriesOfNights = {
    ...{ key, isLowerBetter, isControl, limits },
    ...{ values: [], seconds: [], points: [], rerun: null },
  };
  for (const [at, { night, figure }] of nights.entries()) {
    const parts = partsOf(night, figure);
    const point = (value: number | null): Night => ({ night: night.night, buildId: night.build, value });
    const asked = mean(key, parts.first);
    const rerun = mean(key, parts.rerun);
    const isLast = at === nights.length - 1;
    const flag = rerun === null && !isLast ? null : flagOf(series, point(asked));
    const agrees = flag !== null && rerun !== null && rerunAgrees(flag, rerun);
    const value = agrees ? asked : mean(key, [...parts.first, ...parts.rerun]);
    series.values.push(value);
    series.points.push(point(value));
    if (agrees && rerun !== null) {
      series.seconds.push({ night: night.night, value: rerun });
      series.points.push(point(rerun));
    }
    if (isLast && rerun === null) series.rerun = flag;
  }
  return series;
}

/** The values of the night's runs that count. */
function partsOf(night: NightRecord, figure: NightFigure | undefined): { first: number[]; rerun: number[] } {
  const parts: { first: number[]; rerun: number[] } = { first: [], rerun: [] };
  for (const { id, value } of figure?.runs ?? []) {
    const run = night.runs.find((one) => one.id === id);
    if (run === undefined || run.reasons.length > 0) continue;
    parts[run.purpose === 'rerun' ? 'rerun' : 'first'].push(value);
  }
  return parts;
}

/** The geometric mean, of an error share the mean on its scale; null of nothing. */
function mean({ figure }: FigureKey, values: readonly number[]): number | null {
  const ys = values.flatMap((value) => toScale(figure, value) ?? []);
  return ys.length === 0 ? null : fromScale(figure, ys.reduce((sum, y) => sum + y, 0) / ys.length);
}

/** Whether a night stood far out of the nights before it. */
function flagOf({ key, isLowerBetter, points, limits }: SeriesOfNights, last: Night): RerunFlag | null {
  if (last.value === null) return null;
  const nights = [...points.slice(-RERUN_NIGHTS), last];
  const trend = trendOf({ ...key, isLowerBetter, nights, stored: [], ...limits });
  return trend.status === 'ok' && trend.rerun?.night === last.night ? trend.rerun : null;
}
