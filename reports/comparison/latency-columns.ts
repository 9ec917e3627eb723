/**
 * The latencies of series by second, as the statistics read them.
 *
 * One series whose seconds ascend and that has no latency of zero, as nearly all are, keeps its entries in the same form
 * already: they are copied as they are, because an hour of fifty series has twelve million. Everything else goes through
 * the statistics' own builder, with the same result.
 */
import type { LoadSeries, PlainEntries } from '../analysis/load-series.ts';
import { type LatencySeconds, LatencySecondsBuilder } from '../statistics/index.ts';
import { FILE_SCALE } from '../statistics/latency-seconds.ts';

/** Gives a Unix second's place among the measured ones, which must not fall as the second rises. */
export type PlaceOf = (second: number) => number;

/** The latencies of several series as one; `placeOf` gives a Unix second's place among `seconds` measured ones. */
export function latencyColumns(series: readonly LoadSeries[], seconds: number, placeOf: PlaceOf): LatencySeconds {
  const [only] = series;
  if (series.length === 1 && only !== undefined && isAscending(only.seconds)) {
    const plain = only.plainEntries();
    if (plain !== null) return copied(only, plain, { seconds, placeOf });
  }
  const builder = new LatencySecondsBuilder(seconds);
  for (const one of series) {
    for (let at = 0; at < one.seconds.length; at += 1) one.accumulate(at, builder.at(placeOf(one.seconds[at] ?? 0)));
  }
  return builder.build();
}

function isAscending(seconds: readonly number[]): boolean {
  for (let at = 1; at < seconds.length; at += 1) {
    if ((seconds[at] ?? 0) < (seconds[at - 1] ?? 0)) return false;
  }
  return true;
}

function copied(
  series: LoadSeries,
  plain: PlainEntries,
  { seconds, placeOf }: { seconds: number; placeOf: PlaceOf },
): LatencySeconds {
  const ends = new Uint32Array(seconds);
  const lows = new Float64Array(seconds).fill(Number.POSITIVE_INFINITY);
  const highs = new Float64Array(seconds).fill(Number.NEGATIVE_INFINITY);
  let filled = 0;
  let end = 0;
  for (let at = 0; at < series.seconds.length; at += 1) {
    const place = placeOf(series.seconds[at] ?? 0);
    for (; filled < place; filled += 1) ends[filled] = end;
    end = plain.ends[at] ?? end;
    if (series.counts[at] === 0) continue;
    lows[place] = Math.min(lows[place] ?? 0, plain.mins[at] ?? 0);
    highs[place] = Math.max(highs[place] ?? 0, plain.maxs[at] ?? 0);
  }
  ends.fill(end, filled);
  return { scale: FILE_SCALE, ends, buckets: plain.indexes.slice(), counts: plain.counts.slice(), lows, highs };
}
