/** Exponential delays that make even arrivals Poisson. Pure; the planner reads the constants too. */
import type { Random } from './random.ts';

/**
 * Mean and longest delay, milliseconds. A longer mean makes longer bunches and needs rate × mean more virtual users;
 * beyond four means lie 1.8 % of an exponential's draws, which are drawn from the rest instead.
 */
export const ARRIVAL_DELAY_MS = { mean: 1_000, max: 4_000 } as const;

/** A draw of the exponential distribution cut off at the longest delay, milliseconds. */
export function exponentialDelayMs(random: Random): number {
  const { mean, max } = ARRIVAL_DELAY_MS;
  return -mean * Math.log(1 - random() * (1 - Math.exp(-max / mean)));
}
