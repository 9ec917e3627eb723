/**
 * Numbers as they enter the comparison model: six significant digits, and finite, because JSON knows no infinity.
 *
 * Verdicts are decided before.
 */

/** Stands for every change beyond it: a million times is as good as any. */
const NUMBER_MAX = 1e9;

/** The same value with every number in it rounded; moments must not be put through it. */
export function tidied(value: unknown): unknown {
  if (typeof value === 'number') return tidyNumber(value);
  if (Array.isArray(value)) return value.map(tidied);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, tidied(of)]));
}

function tidyNumber(value: number): number {
  const bounded = Math.min(NUMBER_MAX, Math.max(-NUMBER_MAX, value));
  return Number(bounded.toPrecision(6));
}
