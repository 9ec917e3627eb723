/**
 * Sessions open and streams in flight over the measured phase: two different things, both measured, never computed
 * from the plan.
 */
import { type OrUnavailable, unavailable } from '../../contract/measured.ts';
import type { Summary } from '../../contract/summary.ts';
import type { Timeline } from '../model.ts';
import { emptyGrid, type Grid } from './grid.ts';
import type { LoadSeries } from './load-series.ts';
import { bucketOf, isMeasuredSecond, type Window } from './phases.ts';
import type { RunRecord } from './read-record.ts';
import { roundFigure } from './round.ts';

/** The `sessions` row of the summary. */
export function summariseSessions(record: RunRecord, window: Window): Summary['sessions'] {
  const copilot = openRange(record, window, 'copilot');
  const dashboard = openRange(record, window, 'dashboard');
  const isMeasured = isMeasuredSecond(window);
  const means = [...perSecond(record.load.select('streams_in_flight_mean'), isMeasured).values()];
  const maxima = [...perSecond(record.load.select('streams_in_flight_max'), isMeasured).values()];
  const reason = unavailable('the generator reported no streams in flight in the measured phase');
  return {
    copilotMin: copilot.min,
    copilotMax: copilot.max,
    dashboardMin: dashboard.min,
    dashboardMax: dashboard.max,
    streamsInFlightMean: means.length === 0 ? reason : roundFigure(means.reduce((a, b) => a + b, 0) / means.length),
    streamsInFlightMax: maxima.length === 0 ? reason : maxima.reduce((a, b) => Math.max(a, b), 0),
  };
}

/** Sessions open at the end of each bucket, carried on where nothing changed. Null before the first one opened. */
export function openSessionsGrid({ load }: RunRecord, timeline: Timeline, journey: string): Grid {
  const grid = emptyGrid(timeline);
  for (const [second, change] of changes(
    load.select('session_opened', { journey }),
    load.select('session_closed', { journey }),
  )) {
    const bucket = bucketOf(timeline, second);
    if (bucket >= 0) grid[bucket] = (grid[bucket] ?? 0) + change;
  }
  let open: number | null = null;
  return grid.map((change) => {
    if (change !== null) open = (open ?? 0) + change;
    return open;
  });
}

function openRange(
  { load, plan }: RunRecord,
  window: Window,
  journey: string,
): { min: OrUnavailable<number>; max: OrUnavailable<number> } {
  const opened = load.select('session_opened', { journey });
  if (opened.length === 0) {
    const wasPlanned = plan.journeys.some((one) => one.name === journey);
    const reason = unavailable(
      wasPlanned ? `the journey ${journey} reported no sessions` : `the journey ${journey} was not part of this run`,
    );
    return { min: reason, max: reason };
  }
  const isMeasured = isMeasuredSecond(window);
  let open = 0;
  let range: { min: number; max: number } | null = null;
  for (const [second, change] of changes(opened, load.select('session_closed', { journey }))) {
    if (second * 1000 >= window.measureEndMs) break;
    // What was open before the first measured change is open in the measured phase too.
    if (isMeasured(second)) range ??= { min: open, max: open };
    open += change;
    if (range !== null) range = { min: Math.min(range.min, open), max: Math.max(range.max, open) };
  }
  return range ?? { min: open, max: open };
}

/** Net changes a second, in order of time. */
function changes(opened: readonly LoadSeries[], closed: readonly LoadSeries[]): [number, number][] {
  const net = perSecond(opened, () => true);
  for (const [second, count] of perSecond(closed, () => true)) net.set(second, (net.get(second) ?? 0) - count);
  return [...net].sort((a, b) => a[0] - b[0]);
}

function perSecond(series: readonly LoadSeries[], keep: (second: number) => boolean): Map<number, number> {
  const sums = new Map<number, number>();
  for (const one of series) {
    one.seconds.forEach((second, at) => {
      if (keep(second)) sums.set(second, (sums.get(second) ?? 0) + (one.values[at] ?? 0));
    });
  }
  return sums;
}
