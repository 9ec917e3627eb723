/**
 * Seeded randomness: the same seed, stream and number give the same draw, on every machine and in every VU.
 *
 * Pure; `Math.random` is never used in a scenario, because a run must be repeatable.
 */

/** A source of draws in [0, 1). */
export type Random = () => number;

/** A generator (mulberry32) for one stream of one seed; `stream` and `number` may be any integers. */
export function createRandom(seed: number, stream: number, number = 0): Random {
  let state =
    (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^
      Math.imul(stream + 1, 0xc2b2ae35) ^
      Math.imul(number + 1, 0x27d4eb2f)) >>>
    0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A draw in [min, max). */
export function uniform(random: Random, min: number, max: number): number {
  return min + random() * (max - min);
}

/** An integer in [min, max]. */
export function uniformInteger(random: Random, min: number, max: number): number {
  return Math.floor(uniform(random, min, max + 1));
}

/** A stable small integer for a name, to tell the streams of two journeys apart. */
export function streamOf(name: string): number {
  let hash = 0;
  for (let at = 0; at < name.length; at += 1) hash = (Math.imul(hash, 31) + name.charCodeAt(at)) | 0;
  return hash;
}
