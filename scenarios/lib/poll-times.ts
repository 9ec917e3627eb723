/** When a buyer looks whether the order is completed. Pure. */

/** After the acknowledgement, milliseconds: quickly at first, then each second until the buyer gives up. */
const POLL_AT_MS = [250, 500, 1_000, 2_000, 3_000, 4_000, 5_000] as const;

/**
 * The moments of one start's polls. A user's first start goes without the last one: its sign-in and list of products
 * lie in the same limiter window, and ten requests are all that a window has.
 */
export function pollTimesMs(isFirstStart: boolean): readonly number[] {
  return isFirstStart ? POLL_AT_MS.slice(0, -1) : POLL_AT_MS;
}
