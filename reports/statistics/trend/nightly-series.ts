/** One figure over the nights: what the trend is told, and the series of logarithms that it reads. */
import type { FigureKey, FigureName } from '../run-figures.ts';
import { toScale } from './figure-scale.ts';

/** Latest nights that are looked at; older ones tell of another product, and cost grows with their square. */
const NIGHTS_MAX = 400;
/** Fewer nights say nothing of a trend. */
export const NIGHTS_MIN = 10;

/** One night's figure. */
export interface Night {
  /** ISO date, `2026-11-03`. */
  readonly night: string;
  readonly buildId: string;
  /** Geometric mean of the night's repeats, in the figure's unit; null for an invalid night. */
  readonly value: number | null;
}

/** A change that was alerted before. */
export interface StoredChange {
  /** The first night of the new level. */
  readonly night: string;
  /** A change the other way in the same nights is another one; absent where it is not known. */
  readonly direction?: 'regressed' | 'improved' | undefined;
  /** `acknowledged`: someone has said that the new level is to stay. */
  readonly status: 'open' | 'acknowledged';
}

/** One figure's history. */
export interface NightlySeries extends FigureKey {
  readonly isLowerBetter: boolean;
  /** Ascending by night. A night may stand twice: a rerun that agreed is a point of its own. */
  readonly nights: readonly Night[];
  readonly stored: readonly StoredChange[];
  /** Smallest change worth a word, a share on the figure's scale; default 2 %. */
  readonly effectMin?: number;
  /** Smallest difference worth a word, in the figure's unit; default 0. */
  readonly differenceMin?: number;
  /** The probe without database and cache, which tells a slower machine from a slower application. */
  readonly isControl?: boolean;
}

/** A night that counts. */
export interface ValidNight {
  night: string;
  buildId: string;
  value: number;
  /** On the figure's scale: ln value, of an error share ln(value + 0.001). */
  y: number;
}

/**
 * The latest 400 nights that count, in order. Invalid nights are left out and never filled in: null, negative, no number,
 * or zero where that is no error share. Throws a RangeError for nights out of order.
 */
export function validNights({ nights, figure }: { nights: readonly Night[]; figure: FigureName }): ValidNight[] {
  nights.forEach(({ night }, at) => {
    const previous = nights[at - 1]?.night;
    if (previous !== undefined && night < previous) throw new RangeError(`night ${night} comes after ${previous}`);
  });
  const valid = nights.flatMap(({ night, buildId, value }) => {
    const y = value === null ? null : toScale(figure, value);
    return value === null || y === null ? [] : [{ night, buildId, value, y }];
  });
  return valid.slice(-NIGHTS_MAX);
}
