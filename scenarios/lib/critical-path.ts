/**
 * What a start waited for, one thing after the other: the parts of the requests on its critical path, and the counts
 * that they become. Pure.
 *
 * Requests beside the path, such as all but the slowest of parallel calls, kept nobody waiting and are left out.
 */
import type { RequestResult } from './requests.ts';
import { addPart, addRequest, type PartTimes } from './split-times.ts';

/**
 * The grain of what is counted, 1/16 ms. Sums of sixteenths are exact and short in the load file (`2.3125`, where sums
 * of hundredths would be `2.3099999999999996`).
 */
const GRAINS_PER_MS = 16;
/** Parts below this share of their start are counted together as `minor`: each would cost a series in every band. */
const WEIGHTY_SHARE = 0.01;
/** So are parts below half a grain. */
const WEIGHTY_MS = 0.5 / GRAINS_PER_MS;

/** The slowest of requests that were sent together: the one that was waited for; undefined for none. */
export function slowestOf(results: readonly RequestResult[]): RequestResult | undefined {
  return results.reduce<RequestResult | undefined>(
    (slowest, result) => (slowest === undefined || result.totalMs > slowest.totalMs ? result : slowest),
    undefined,
  );
}

/** The parts of requests that were made one after the other; what was not needed is undefined. */
export function pathOf(requests: readonly (RequestResult | undefined)[]): PartTimes {
  const path: PartTimes = {};
  for (const request of requests) if (request !== undefined) addRequest(path, request.timings, request.told);
  return path;
}

/**
 * Adds the time between a buyer's polls: first the payment provider's own delay, which ran meanwhile, then its event's
 * way back and the wait for the next poll. Where the provider tells no delay, all of it is `polling`.
 */
export function addSleep(path: PartTimes, sleptMs: number, providerDelayMs: number | null): void {
  const provider = Math.min(Math.max(0, providerDelayMs ?? 0), sleptMs);
  addPart(path, 'provider', provider);
  addPart(path, 'polling', sleptMs - provider);
}

/**
 * Counts the milliseconds of each part, in grains, zero parts left out: together exactly the start's whole time, what
 * is not on the path being `unexplained`. A path that claims more than there was is shrunk to it.
 */
export function addUp(latencyMs: number, path: PartTimes, count: (part: string, ms: number) => void): void {
  // Two arrays and plain loops: in k6's interpreter an iterator costs more than the counting.
  const parts = Object.keys(path);
  const times = Object.values(path);
  let claimedMs = 0;
  for (let at = 0; at < times.length; at += 1) claimedMs += times[at] ?? 0;
  const fit = claimedMs > latencyMs ? latencyMs / claimedMs : 1;
  const weightyMs = Math.max(WEIGHTY_MS, latencyMs * WEIGHTY_SHARE);
  // Boundaries are rounded instead of parts, so that parts never add up to more than the whole.
  let boundaryMs = 0;
  let counted = 0;
  let minorMs = 0;
  const countUpTo = (part: string): void => {
    const grains = Math.round(boundaryMs * GRAINS_PER_MS);
    if (grains <= counted) return;
    count(part, (grains - counted) / GRAINS_PER_MS);
    counted = grains;
  };
  for (let at = 0; at < parts.length; at += 1) {
    const ms = (times[at] ?? 0) * fit;
    if (ms < weightyMs) minorMs += ms;
    else {
      boundaryMs += ms;
      countUpTo(parts[at] ?? '');
    }
  }
  boundaryMs += minorMs;
  countUpTo('minor');
  boundaryMs = latencyMs;
  countUpTo('unexplained');
}
