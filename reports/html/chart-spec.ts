/**
 * What a chart shows, as it travels to the browser in the data island.
 *
 * Why paths instead of numbers: the report model is in the island once, for the charts, the tables and the JSON
 * download alike; a chart only says where its numbers stand. Types only: the browser and the renderer share them.
 */

/** Steps into the report model: `['latency', 0, 'perBucket', 'p95']`. */
export type ModelPath = readonly (string | number)[];

/** One line. `tone` is the index of its colour, dash and marker; a limit line has a look of its own. */
export interface ChartLine {
  label: string;
  path: ModelPath;
  tone: number;
  role?: 'limit';
  /** Curve only: samples behind the line, so that the browser knows where fewer than ten are left. */
  count?: number;
}

/** One choice of a chart that shows several things in turn; a chart without a choice has exactly one. */
export interface ChartVariant {
  id: string;
  label: string;
  lines: ChartLine[];
  /** A level to hold the lines against, in the chart's unit. */
  limit: number | null;
  /** What the chart shows, for those who cannot see it. */
  description: string;
}

/** A chart. `time`: values a bucket on the report's time axis. `curve`: `{q, ms}` points over 1/(1−q). */
export interface ChartSpec {
  id: string;
  kind: 'time' | 'curve';
  unit: string;
  stacked: boolean;
  logarithmic: boolean;
  variants: ChartVariant[];
}

/** What the data island holds besides the model. */
export interface ChartIsland {
  charts: ChartSpec[];
}
