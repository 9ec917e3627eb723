/**
 * Arithmetic on figures that may be missing: a missing part makes the result missing, with that part's reason.
 *
 * Nothing here rounds: figures are rounded once, with `rounded`, when they enter the model.
 */
import { isUnavailable, unavailable } from '../../../contract/measured.ts';
import type { Figure } from '../../panel-model.ts';
import { roundFigure } from '../round.ts';

/** `part ÷ whole`, or the reason of whichever is missing; `reason` when the whole is nothing. */
export function divide(part: Figure, whole: Figure, reason: string): Figure {
  if (isUnavailable(part)) return part;
  if (isUnavailable(whole)) return whole;
  return whole > 0 ? part / whole : unavailable(reason);
}

/** What `compute` makes of all the figures, or the reason of the first that is missing. */
export function combine(figures: readonly Figure[], compute: (...values: number[]) => number): Figure {
  const values: number[] = [];
  for (const figure of figures) {
    if (isUnavailable(figure)) return figure;
    values.push(figure);
  }
  return compute(...values);
}

/** The figure with four significant digits. */
export function rounded(figure: Figure): Figure {
  return isUnavailable(figure) ? figure : roundFigure(figure);
}

/** Seconds as milliseconds. */
export function inMs(figure: Figure): Figure {
  return isUnavailable(figure) ? figure : figure * 1000;
}

/** `part ÷ whole` with four significant digits, or null when the whole is nothing. */
export function ratioOrNull(part: number, whole: number): number | null {
  return whole > 0 ? roundFigure(part / whole) : null;
}
