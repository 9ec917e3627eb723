/**
 * One run's throughput: answered requests a second, in logarithms, with the error from blocks of seconds.
 *
 * Says something of the target only in a closed model, where a slow target lowers the rate; in an open model the rate is
 * given, and whether it was reached is part of the run's comparability.
 */
import { type Measured, measured, unavailable } from '../../contract/measured.ts';
import { blockSums, blocksOf, clusterVariance } from './blocks.ts';

/** The throughput of one run. */
export interface ThroughputFigure {
  /** Requests a second. */
  rateRps: number;
  /** Its natural logarithm. */
  y: number;
  /** Its standard error within the run, in natural logarithms. */
  w: number;
  requests: number;
}

/** Throughput from second `cut` on, of a per-second column of answered requests; or why there is none. */
export function measureThroughput(requests: ArrayLike<number>, cut: number): Measured<ThroughputFigure> {
  const seconds = requests.length - cut;
  const sums = blockSums(requests, blocksOf(requests.length, cut));
  const total = sums.reduce((sum, value) => sum + value, 0);
  if (total === 0) return unavailable('no answered request');
  // Blocks differ by a second in length, which must not look like a difference in rate.
  const blocks = blocksOf(requests.length, cut);
  const residuals = sums.map((sum, at) => sum - (total * (blocks.start(at + 1) - blocks.start(at))) / seconds);
  const rateRps = total / seconds;
  return measured({ rateRps, y: Math.log(rateRps), w: Math.sqrt(clusterVariance(residuals)) / total, requests: total });
}
