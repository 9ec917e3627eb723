/** How the server panels read what the collectors saw: gauges, rates, quantiles and shares on the report's axis. */
import type { Summary } from '../../contract/summary.ts';
import type { Panel, Timeline } from '../model.ts';
import { emptyGrid, type Fold, type Grid, largest, largestOf, mapGrid, rateGrid, sampleGrid } from './grid.ts';
import { observe, type Wanted } from './observed.ts';
import { buildPanel } from './panels.ts';
import { bucketQuantileGrid } from './prometheus-histogram.ts';
import type { RunRecord } from './read-record.ts';

/** What a chart is read from: the record, on the report's axis. */
export interface Axis {
  record: RunRecord;
  timeline: Timeline;
}

/** What every panel of the server is made with. */
export interface Source extends Axis {
  server: Summary['server'];
}

/** A panel whose reason, when nothing can be drawn, is why its leading metric was not seen. */
export function panel(
  { record }: Axis,
  leading: Wanted,
  input: Pick<Parameters<typeof buildPanel>[0], 'id' | 'title' | 'unit' | 'lines' | 'finding'>,
): Panel {
  const found = observe(record, leading);
  const reason = found.status === 'unavailable' ? found.reason : `${leading.name} had no value`;
  return buildPanel({ ...input, source: leading.name, reason });
}

/** A scraped gauge on the axis; of several scrapes in a bucket the largest, unless told otherwise. */
export function gauge({ record, timeline }: Axis, wanted: Wanted, fold: Fold = largest): Grid {
  const found = observe(record, wanted);
  return found.status === 'ok' ? sampleGrid(timeline, found.value, fold) : emptyGrid(timeline);
}

/** A scraped counter as a rate a second. */
export function rates({ record, timeline }: Axis, wanted: Wanted): Grid {
  const found = observe(record, wanted);
  return found.status === 'ok' ? rateGrid(timeline, found.value) : emptyGrid(timeline);
}

/** The p95 of a scraped histogram in seconds, in milliseconds. */
export function p95Ms({ record, timeline }: Axis, wanted: Wanted): Grid {
  const found = observe(record, wanted);
  if (found.status === 'unavailable') return emptyGrid(timeline);
  return mapGrid(bucketQuantileGrid(found.value, 0.95, timeline), (seconds) => seconds * 1000);
}

/** `part` of `part + other`, null where nothing was counted. */
export function shareGrid(part: Grid, other: Grid): Grid {
  return part.map((value, bucket) => {
    const total = (value ?? 0) + (other[bucket] ?? 0);
    return total === 0 ? null : (value ?? 0) / total;
  });
}

/** The highest value in words, or `unknown`. */
export function highest(
  grid: Grid,
  write: (value: number) => string = (value) => String(Number(value.toPrecision(3))),
): string {
  const value = largestOf(grid);
  return value === undefined ? 'unknown' : write(value);
}
