/**
 * Which run of the pool comes when, and which runs of it are held against each other. Pure: the same seed, the same
 * order, so that a pool can be gone on with and its proof repeated.
 */
import { createRandom, type Random } from '../../scenarios/lib/random.ts';

/** How the deployment is started: as it is, with the slow statement, or as it was before the sprint. */
export type Kind = 'after' | 'fault' | 'before';

/** Runs of each kind. */
export const POOL: Readonly<Record<Kind, number>> = { after: 16, fault: 5, before: 3 };

/** One comparison of the pool: positions of runs. */
export interface Split {
  before: number[];
  after: number[];
  /** Runs that the noise floor is learned from. */
  history: number[];
}

/** The kinds in the order in which they run: each kind spread over the whole time, so that a drift hits all alike. */
export function scheduleOf(seed: number): Kind[] {
  const random = createRandom(seed, 1);
  return (Object.entries(POOL) as [Kind, number][])
    .flatMap(([kind, runs]) =>
      // One run in each of as many equal stretches, anywhere in it.
      Array.from({ length: runs }, (_, at) => ({ kind, at: (at + random()) / runs })),
    )
    .sort((a, b) => a.at - b.at)
    .map(({ kind }) => kind);
}

/** What of the schedule has not been made: a run that is taken out of a pool is made anew, before the others. */
export function stillWanted(schedule: readonly Kind[], made: readonly { kind: Kind }[]): Kind[] {
  const wanted = [...schedule];
  for (const { kind } of made) {
    const at = wanted.indexOf(kind);
    if (at >= 0) wanted.splice(at, 1);
  }
  return wanted;
}

/** `count` interleaved splits, three against three, of the runs at `positions` (ascending); the others are history. */
export function evenSplits(positions: readonly number[], { count, seed }: { count: number; seed: number }): Split[] {
  const random = createRandom(seed, 2);
  return Array.from({ length: count }, (_, at) => {
    const chosen = draw(positions, 6, random);
    const isFirstBefore = at % 2 === 0;
    // A B B A A B in time, or the other way round: neither side is the later one.
    const pattern = [true, false, false, true, true, false].map((isBefore) => isBefore === isFirstBefore);
    return {
      before: chosen.filter((_, place) => pattern[place] === true),
      after: chosen.filter((_, place) => pattern[place] === false),
      history: positions.filter((position) => !chosen.includes(position)),
    };
  });
}

/** The runs of `others` against as many of `base`, each the nearest in time that is not taken; the rest is history. */
export function nearestSplit(base: readonly number[], others: readonly number[]): Split {
  const left = [...base];
  const before = others.map((position) => {
    const nearest = left.toSorted((a, b) => Math.abs(a - position) - Math.abs(b - position))[0] ?? position;
    left.splice(left.indexOf(nearest), 1);
    return nearest;
  });
  return { before: before.toSorted((a, b) => a - b), after: [...others], history: left };
}

function draw(values: readonly number[], count: number, random: Random): number[] {
  const left = [...values];
  const drawn = Array.from({ length: count }, () => left.splice(Math.floor(random() * left.length), 1)[0] ?? 0);
  return drawn.sort((a, b) => a - b);
}
