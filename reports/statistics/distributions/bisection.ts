/** Where an increasing function of a positive number crosses zero: quantiles are distribution functions turned round. */

/** Halvings after which an interval between two doubles cannot shrink any more. */
const HALVINGS_MAX = 200;
/** Doublings of the upper end; 2^1000 is beyond every quantile that is asked for. */
const DOUBLINGS_MAX = 1000;

/**
 * The x > 0 at which `excess` turns from negative to positive, to the last bits of a double. `excess` must not fall;
 * `start` > 0 is the first guess of the upper end.
 */
export function quantileByBisection(excess: (x: number) => number, start: number): number {
  let high = start;
  for (let step = 0; step < DOUBLINGS_MAX && excess(high) < 0; step += 1) high *= 2;
  let low = 0;
  for (let step = 0; step < HALVINGS_MAX; step += 1) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (excess(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
