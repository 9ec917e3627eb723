/**
 * What a start waited for, one thing after the other: the parts of the requests on its critical path, and the counts
 * that they become. Pure.
 *
 * Requests beside the path, such as all but the slowest of parallel calls, kept nobody waiting and are left out.
 */
import type { RequestResult } from './requests.ts';
import { type PartTimes, splitRequest } from './split-times.ts';

/**
 * The grain of what is counted, 1/16 ms. Sums of sixteenths are exact and short in the load file (`2.3125`, where sums
 * of hundredths would be `2.3099999999999996`), and parts of no weight cost no series.
 */
const GRAINS_PER_MS = 16;
/** Parts below half a grain are left to what is unexplained. */
const WEIGHTY_GRAINS = 0.5;

/** The slowest of requests that were sent together: the one that was waited for; undefined for none. */
export function slowestOf(results: readonly RequestResult[]): RequestResult | undefined {
  return results.reduce<RequestResult | undefined>(
    (slowest, result) => (slowest === undefined || result.totalMs > slowest.totalMs ? result : slowest),
    undefined,
  );
}

/** The parts of requests that were made one after the other; what was not needed is undefined. */
export function pathOf(requests: readonly (RequestResult | undefined)[]): PartTimes {
  return requests.reduce<PartTimes>(
    (path, request) => (request === undefined ? path : joinPaths(path, splitRequest(request.timings, request.told))),
    {},
  );
}

/** Two stretches of one path as one. */
export function joinPaths(a: PartTimes, b: PartTimes): PartTimes {
  const joined: Record<string, number> = { ...a };
  for (const [part, ms] of Object.entries(b)) joined[part] = (joined[part] ?? 0) + ms;
  return joined;
}

/**
 * The time between a buyer's polls: first the payment provider's own delay, which ran meanwhile, then its event's way
 * back and the wait for the next poll. Where the provider tells no delay, all of it is `polling`.
 */
export function splitSleep(sleptMs: number, providerDelayMs: number | null): PartTimes {
  const provider = Math.min(Math.max(0, providerDelayMs ?? 0), sleptMs);
  return { provider, polling: sleptMs - provider };
}

/**
 * The milliseconds to count by part, in grains, zero parts left out: together exactly the start's whole time, what is
 * not on the path being `unexplained`. A path that claims more than there was is shrunk to it.
 */
export function addUp(latencyMs: number, path: PartTimes): [part: string, ms: number][] {
  const entries = Object.entries(path);
  const claimedMs = entries.reduce((sum, [, ms]) => sum + ms, 0);
  const fit = claimedMs > latencyMs ? latencyMs / claimedMs : 1;
  const parts: [string, number][] = [];
  // Boundaries are rounded instead of parts, so that parts never add up to more than the whole.
  let boundaryMs = 0;
  let counted = 0;
  const countUpTo = (part: string): void => {
    const grains = Math.round(boundaryMs * GRAINS_PER_MS);
    if (grains > counted) parts.push([part, (grains - counted) / GRAINS_PER_MS]);
    counted = Math.max(counted, grains);
  };
  for (const [part, ms] of entries) {
    if (ms * fit * GRAINS_PER_MS < WEIGHTY_GRAINS) continue;
    boundaryMs += ms * fit;
    countUpTo(part);
  }
  boundaryMs = latencyMs;
  countUpTo('unexplained');
  return parts;
}
