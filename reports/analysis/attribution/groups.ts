/**
 * Which bands stand for the slowest starts and which for those around the median.
 *
 * Groups are made of whole bands: every start in a group is one that was counted there, so that its parts add up and
 * its bounds are true. What share a group is, is said with it.
 */
import { type Measured, measured, unavailable } from '../../../contract/measured.ts';
import { milliseconds, percent } from '../round.ts';
import type { Band } from './bands.ts';

/** The share of starts that the slowest are meant to be. */
const TAIL_SHARE = 0.05;
/** What is more than this share of the starts is no exception, however slow. */
const TAIL_SHARE_MAX = 0.2;
/** Fewer slow starts than this are anecdotes. */
const TAIL_STARTS_MIN = 5;
/** Below this a twentieth is less than one start. */
const STARTS_MIN = 20;
/** The bands around the median are widened to this share of the starts: a band alone may hold a handful. */
const MIDDLE_SHARE = 0.2;

/** The bands of the two groups; neither is empty, and they have no band in common. */
export interface Groups {
  middle: Band[];
  tail: Measured<Band[]>;
}

/** The groups of a journey's bands (fastest first, not empty). */
export function chooseGroups(bands: readonly Band[]): Groups {
  const median = medianIndex(bands);
  const cut = tailCut(bands, median);
  const slowest = cut === null ? null : bands.slice(cut);
  const isFew = slowest !== null && startsOf(slowest) <= startsOf(bands) * TAIL_SHARE_MAX;
  return {
    middle: aroundMedian(bands, median, cut ?? bands.length),
    tail: isFew ? measured(slowest) : unavailable(whyNoTail(bands, median, slowest)),
  };
}

/** The number of starts in some bands. */
export function startsOf(bands: readonly Band[]): number {
  return bands.reduce((sum, band) => sum + band.starts, 0);
}

/** The index of the band that holds the nearest-rank median. */
function medianIndex(bands: readonly Band[]): number {
  const rank = Math.ceil(startsOf(bands) / 2);
  let counted = 0;
  return bands.findIndex((band) => {
    counted += band.starts;
    return counted >= rank;
  });
}

/**
 * Where the slowest begin: of the cuts above the median's band, the one that leaves nearest to 5 % in ratio. Taking
 * bands until 5 % are reached instead would often take in one that is large and ordinary: 4 % of slow starts would
 * vanish among 30 % of common ones. Null when no cut leaves enough starts.
 */
function tailCut(bands: readonly Band[], median: number): number | null {
  const all = startsOf(bands);
  if (all < STARTS_MIN) return null;
  let best: number | null = null;
  let bestMisfit = Number.POSITIVE_INFINITY;
  let starts = 0;
  for (let at = bands.length - 1; at > median; at -= 1) {
    starts += bands[at]?.starts ?? 0;
    const misfit = Math.abs(Math.log(starts / all / TAIL_SHARE));
    if (starts < TAIL_STARTS_MIN || misfit > bestMisfit) continue;
    best = at;
    bestMisfit = misfit;
  }
  return best;
}

/** The median's band with its neighbours on both sides, until they hold a fifth of the starts; ends below the tail. */
function aroundMedian(bands: readonly Band[], median: number, tailFrom: number): Band[] {
  const wanted = startsOf(bands) * MIDDLE_SHARE;
  let [from, to] = [median, median + 1];
  while (startsOf(bands.slice(from, to)) < wanted && (from > 0 || to < tailFrom)) {
    from = Math.max(0, from - 1);
    to = Math.min(tailFrom, to + 1);
  }
  return bands.slice(from, to);
}

function whyNoTail(bands: readonly Band[], median: number, slowest: readonly Band[] | null): string {
  const all = startsOf(bands);
  if (all < STARTS_MIN) {
    return `only ${all} ${all === 1 ? 'start was' : 'starts were'} answered, and ${STARTS_MIN} are needed to tell the slowest from the rest`;
  }
  if (slowest !== null) {
    const fromMs = slowest[0]?.fromMs ?? 0;
    return `no group of starts stands out: the slowest that can be told apart are ${percent(startsOf(slowest) / all)} of them, over ${milliseconds(fromMs)}`;
  }
  const usual = percent(startsOf(bands.slice(0, median + 1)) / all);
  return `no group of starts stands out: ${usual} took at most ${milliseconds(bands[median]?.toMs ?? 0)}`;
}
