/**
 * The scale on which nights are held against each other, and how a figure and its change are told.
 *
 * Latencies, rates and levels are compared by ratio, so their scale is the natural logarithm. An error share is mostly
 * zero, which has no logarithm and no ratio: it is taken as ln(share + 0.001), and its changes are differences. Pure.
 */
import type { FigureKey, FigureName } from '../run-figures.ts';
import { changeText, intervalText, percentText, pointsIntervalText, pointsText, threeDigits } from '../words.ts';

/** A tenth of a percentage point: below it shares are alike, so that one failed request in a quiet month is no news. */
const SHARE_OFFSET = 0.001;
/** Less than one failed request of a billion. */
const ROUNDING = 1e-9;

/** A night's figure on its scale; null for what is no such figure: no number, negative, or a ratio's zero. */
export function toScale(figure: FigureName, value: number): number | null {
  if (!Number.isFinite(value)) return null;
  if (figure === 'errors') return value >= 0 ? Math.log(value + SHARE_OFFSET) : null;
  return value > 0 ? Math.log(value) : null;
}

/** The figure, in its own unit, that stands at `y`. */
export function fromScale(figure: FigureName, y: number): number {
  if (figure !== 'errors') return Math.exp(y);
  const share = Math.exp(y) - SHARE_OFFSET;
  // Rounding leaves a hair beside zero.
  return share < ROUNDING ? 0 : share;
}

/** The change from `y` by `difference`: relative (0.1 = +10 %), of an error share a difference of shares. */
export function changeOf(figure: FigureName, y: number, difference: number): number {
  return figure === 'errors' ? fromScale(figure, y + difference) - fromScale(figure, y) : Math.expm1(difference);
}

/** A change in words: `+10 %`, `+0.4 points`. */
export function sizeText(figure: FigureName, change: number): string {
  return figure === 'errors' ? pointsText(change) : changeText(change);
}

/** An interval of changes in words. */
export function sizesText(figure: FigureName, interval: readonly [number, number]): string {
  return figure === 'errors' ? pointsIntervalText(interval) : intervalText(interval);
}

/** A figure in words, without its unit where that is not a share. */
export function figureText(figure: FigureName, value: number): string {
  if (figure !== 'errors') return threeDigits(value);
  return value === 0 ? '0 %' : percentText(value);
}

/** A figure's short name: `dashboard p95`, `dashboard error share`, or a level's own title. */
export function shortName({ endpoint, metric, figure }: FigureKey): string {
  if (figure === 'level') return endpoint === 'target' ? metric : `${endpoint}: ${metric}`;
  return `${endpoint} ${figure === 'errors' ? 'error share' : figure}`;
}

/** A figure as the subject of a sentence: `The p95 of dashboard`. */
export function subjectOf({ endpoint, metric, figure }: FigureKey): string {
  if (figure === 'level') return `The figure “${metric}” of ${endpoint}`;
  return `The ${figure === 'errors' ? 'error share' : figure} of ${endpoint}`;
}
