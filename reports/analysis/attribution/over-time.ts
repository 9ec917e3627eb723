/** What a start waited for over time: the mean milliseconds of each part a start, on the report's time axis. */
import { START_PARTS } from '../../../contract/metrics.ts';
import type { JourneyAttribution } from '../../attribution-model.ts';
import type { Timeline } from '../../model.ts';
import { add, type Grid, loadGrid } from '../grid.ts';
import type { LoadData } from '../load-data.ts';
import { roundFigure } from '../round.ts';
import { partSeries, startSeries } from './bands.ts';
import { PART_TITLES } from './words.ts';

type OverTime = (JourneyAttribution & { status: 'ok' })['overTime'];

/** Parts with a line of their own; with the rest that makes as many as there are tones. */
const LINES_MAX = 5;

/**
 * The largest parts and the rest, in the order of `START_PARTS`; null where no start ended. By the second in which a
 * start ended, and of the measured phase alone, since only its starts are split.
 */
export function partsOverTime(load: LoadData, timeline: Timeline, journey: string): OverTime {
  const starts = loadGrid(timeline, startSeries(load, journey), add);
  const parts = START_PARTS.map((id) => ({ id, grid: loadGrid(timeline, partSeries(load, journey, id), add) }))
    .map((part) => ({ ...part, sumMs: part.grid.reduce<number>((sum, ms) => sum + (ms ?? 0), 0) }))
    .filter(({ sumMs }) => sumMs > 0);
  const largest = [...parts]
    .filter(({ id }) => id !== 'minor')
    .sort((a, b) => b.sumMs - a.sumMs)
    .slice(0, LINES_MAX);
  const others = parts.filter((part) => !largest.includes(part));
  const lines: OverTime = parts
    .filter((part) => largest.includes(part))
    .map(({ id, grid }) => ({ id, title: PART_TITLES[id], values: meanAStart([grid], starts) }));
  if (others.length === 0) return lines;
  const rest = meanAStart(
    others.map(({ grid }) => grid),
    starts,
  );
  return [...lines, { id: 'rest', title: 'everything else', values: rest }];
}

/** The sum of some parts, divided by the starts of each bucket. */
function meanAStart(parts: readonly Grid[], starts: Grid): Grid {
  return starts.map((count, bucket) => {
    if (count === null || count === 0) return null;
    return roundFigure(parts.reduce((sum, grid) => sum + (grid[bucket] ?? 0), 0) / count);
  });
}
