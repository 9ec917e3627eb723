/**
 * What the nights of one figure show: its levels, new alerts, suspects, and whether the last night must be repeated
 * (STATISTICS.md section 3.3, step 6).
 *
 * An alert is raised once: a change within five nights of a stored one is known, and one older than thirty nights is
 * history. The caller stores what was alerted. Pure.
 */
import type { FigureKey } from '../run-figures.ts';
import { changeOf, figureText, fromScale, sizeText, subjectOf } from './figure-scale.ts';
import { type Level, levelsOf } from './levels.ts';
import { NIGHTS_MIN, type NightlySeries, type StoredChange, type ValidNight, validNights } from './nightly-series.ts';
import { type RerunFlag, rerunOf } from './rerun.ts';
import { ALERT_ALPHA, EFFECT_MIN, type LevelChange, SUSPECT_ALPHA, shapeOf, verifyChanges } from './verify.ts';

/** Nights within which a change is the same as a stored one: its place still moves while nights come in. */
const SAME_CHANGE_NIGHTS = 5;
/** Nights after which a change that was never alerted is history. */
const NEWS_NIGHTS = 30;
/** How far the place of a change is uncertain, nights. */
const PLACE_NIGHTS = 2;

/** One change of level, for the reader. */
export interface TrendChange extends FigureKey {
  /** First night of the new level, and the nights between which the change lies. */
  night: string;
  between: [string, string];
  direction: 'regressed' | 'improved';
  /** Relative change of the level: 0.1 = +10 %; of an error share the difference of shares. */
  change: number;
  p: number;
  /** Level before and after, in the figure's unit. */
  before: number;
  after: number;
  /** The builds of the last night before the change and of the first after it. */
  lastGoodBuild: string;
  firstBadBuild: string;
  isControl: boolean;
  sentence: string;
}

/** What one series shows. */
export type SeriesTrend =
  | { status: 'collecting'; nights: number; nightsNeeded: number }
  | {
      status: 'ok';
      nights: number;
      /** Noise of one night (a share) and how much one night resembles the next. */
      noise: number;
      rho: number;
      levels: Level[];
      /** Believed changes (α = 1e-5), oldest first. */
      changes: TrendChange[];
      /** Those of them that are new: not stored yet and at most thirty nights old. */
      alerts: TrendChange[];
      /** Changes at α = 1e-3 that are no believed ones: for the chart. */
      suspects: TrendChange[];
      rerun: RerunFlag | null;
    };

/** The trend of one series. Throws a RangeError for nights out of order. */
export function trendOf(series: NightlySeries): SeriesTrend {
  const nights = validNights(series);
  if (nights.length < NIGHTS_MIN) {
    return { status: 'collecting', nights: nights.length, nightsNeeded: NIGHTS_MIN };
  }
  const y = nights.map((night) => night.y);
  const shape = shapeOf(y);
  const effectMin = series.effectMin ?? EFFECT_MIN;
  const believed = verifyChanges(y, shape, { alpha: ALERT_ALPHA, effectMin });
  const suspected = verifyChanges(y, shape, { alpha: SUSPECT_ALPHA, effectMin }).filter(
    ({ index }) => !believed.some((change) => change.index === index),
  );
  const describe = (changes: readonly LevelChange[]): TrendChange[] =>
    changes
      .map((change) => describeChange(series, nights, change))
      .filter(({ before, after }) => Math.abs(after - before) >= (series.differenceMin ?? 0));
  return {
    status: 'ok',
    nights: nights.length,
    noise: shape.noise,
    rho: shape.rho,
    levels: levelsOf(series.figure, nights, believed),
    changes: describe(believed),
    alerts: describe(believed.filter((change) => isNews(series, nights, change))),
    suspects: describe(suspected),
    rerun: rerunOf(series, nights, { shape, changes: believed }),
  };
}

/**
 * The stored change that the one at position `index` of the nights is: the nearest of its direction within five nights,
 * because a place still moves while nights come in; null when it was never stored.
 */
export function storedLike<S extends StoredChange>(
  stored: readonly S[],
  nights: readonly Pick<ValidNight, 'night'>[],
  { index, direction }: { index: number; direction: TrendChange['direction'] },
): S | null {
  const alike = stored.filter((one) => one.direction === undefined || one.direction === direction);
  const near = alike.flatMap((change) => {
    const at = nights.findIndex(({ night }) => night >= change.night);
    return at >= 0 && Math.abs(at - index) <= SAME_CHANGE_NIGHTS ? [{ change, apart: Math.abs(at - index) }] : [];
  });
  return near.sort((a, b) => a.apart - b.apart)[0]?.change ?? null;
}

function isNews(series: NightlySeries, nights: readonly ValidNight[], { index, difference }: LevelChange): boolean {
  if (nights.length - 1 - index > NEWS_NIGHTS) return false;
  return storedLike(series.stored, nights, { index, direction: directionOf(series, difference) }) === null;
}

function directionOf({ isLowerBetter }: NightlySeries, difference: number): TrendChange['direction'] {
  return difference > 0 === isLowerBetter ? 'regressed' : 'improved';
}

function describeChange(series: NightlySeries, nights: readonly ValidNight[], change: LevelChange): TrendChange {
  const { endpoint, metric, figure } = series;
  const { index, difference, p } = change;
  // As the test saw them, so that the levels and the change that is told of them agree.
  const [before, after] = change.means;
  const at = (position: number): ValidNight | undefined => nights[Math.max(0, Math.min(nights.length - 1, position))];
  const [bad, good] = [at(index), at(index - 1)];
  const described = {
    endpoint,
    metric,
    figure,
    night: bad?.night ?? '',
    between: [at(index - PLACE_NIGHTS)?.night ?? '', at(index + PLACE_NIGHTS)?.night ?? ''] as [string, string],
    direction: directionOf(series, difference),
    change: changeOf(figure, before, difference),
    p,
    before: fromScale(figure, before),
    after: fromScale(figure, after),
    lastGoodBuild: good?.buildId ?? '',
    firstBadBuild: bad?.buildId ?? '',
    isControl: series.isControl ?? false,
  };
  return { ...described, sentence: changeSentence(described) };
}

function changeSentence(change: Omit<TrendChange, 'sentence'>): string {
  const word = change.direction === 'regressed' ? 'got worse' : 'got better';
  const [before, after] = [change.before, change.after].map((value) => figureText(change.figure, value));
  const builds =
    change.lastGoodBuild === change.firstBadBuild
      ? `build ${change.firstBadBuild} on both sides`
      : `last build before ${change.lastGoodBuild}, first after ${change.firstBadBuild}`;
  return `${subjectOf(change)} ${word} in the night of ${change.night} (±${PLACE_NIGHTS} nights): ${before} → ${after}, ${sizeText(change.figure, change.change)}; ${builds}.`;
}
