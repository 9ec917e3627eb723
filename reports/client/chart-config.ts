/** A chart's specification as chart.js configuration: scales, ticks, lines, words. No animation, no motion. */
import type { ChartConfiguration, ChartDataset, Tick } from 'chart.js';
import type { ChartLine, ChartSpec, ChartVariant } from '../html/chart-spec.ts';
import { DASHES, MARKERS } from '../html/dashes.ts';
import { elapsedText, momentText, quantileName, tickText, withUnit } from '../html/numbers.ts';
import { type Band, bandsPlugin, limitPlugin, namesPlugin } from './chart-plugins.ts';
import { curveAt, type Island, valuesAt } from './data.ts';
import { themeColour } from './dom.ts';

/** A point; y is NaN where there is a gap. */
export interface Point {
  x: number;
  y: number;
}

/** Distances between ticks of the time axis, in seconds. */
const STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400];
/** Every y axis is this wide, so that the time axes of all charts stand under each other. */
const Y_WIDTH_PX = 66;
/** Room above the highest value on a logarithmic axis, for the names at the lines' ends. */
const LOG_ROOM = 1.6;
/** Room above the plot for the names of the phases. */
const TOP_PX = 18;
/** Quantiles with a tick on the curve. */
const QUANTILES = [0, 0.5, 0.9, 0.95, 0.99, 0.999, 0.9999];
/** With fewer values beyond it than this, a quantile says little: its line is dotted. */
const TAIL_MIN = 10;

/** The points of a line: elapsed milliseconds, or 1/(1−q). */
export function pointsOf(spec: ChartSpec, line: ChartLine, island: Island): Point[] {
  if (spec.kind === 'curve') {
    return curveAt(island.model, line.path).map(({ q, ms }) => ({ x: 1 / (1 - q), y: ms }));
  }
  return valuesAt(island.model, line.path).map((value, bucket) => ({
    x: (bucket + 0.5) * island.axis.bucketMs,
    y: value ?? Number.NaN,
  }));
}

/** Where a point stands on its axis, in words. */
export function positionText(spec: ChartSpec, x: number, island: Island): string {
  if (spec.kind === 'curve') return quantileName(1 - 1 / x);
  const startMs = x - island.axis.bucketMs / 2;
  return `${elapsedText(startMs)} (${momentText(island.axis.originMs + startMs)})`;
}

/** The configuration for one variant. */
export function chartConfig(
  spec: ChartSpec,
  variant: ChartVariant,
  island: Island,
): ChartConfiguration<'line', Point[]> {
  const datasets = variant.lines.map((line) => dataset(spec, line, pointsOf(spec, line, island)));
  const largest = Math.max(0, ...datasets.flatMap((set) => set.data.map(({ y }) => (Number.isNaN(y) ? 0 : y))));
  const isLimitNear = variant.limit !== null && (spec.kind === 'curve' || variant.limit <= largest * 4);
  const isWhole = datasets.every((set) => set.data.every(({ y }) => Number.isNaN(y) || Number.isInteger(y)));
  const axis = {
    grid: { color: themeColour('line'), drawTicks: false },
    border: { color: themeColour('edge') },
    ticks: { color: themeColour('ink-soft'), font: { size: 12 }, padding: 6 },
  };
  const y = {
    ...axis,
    type: spec.logarithmic ? 'logarithmic' : 'linear',
    stacked: spec.stacked,
    afterFit: (scale: { width: number }) => {
      scale.width = Y_WIDTH_PX;
    },
    ...(spec.logarithmic ? {} : { min: 0 }),
    suggestedMax: Math.max(spec.logarithmic ? largest * LOG_ROOM : 0, isLimitNear ? (variant.limit ?? 0) * 1.08 : 0),
    ticks: {
      ...axis.ticks,
      maxTicksLimit: spec.logarithmic ? 14 : 7,
      ...(isWhole ? { precision: 0 } : {}),
      callback: (value: number | string) => yLabel(Number(value), spec),
    },
  };
  const x = spec.kind === 'curve' ? curveAxis(axis, datasets) : timeAxis(axis, island);
  return {
    type: 'line',
    data: { datasets },
    plugins: [
      bandsPlugin(spec.kind === 'time' ? bandsOf(island) : []),
      limitPlugin(variant.limit, spec.unit),
      ...(spec.kind === 'curve' && datasets.length > 1 ? [namesPlugin] : []),
    ],
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      parsing: false,
      normalized: true,
      layout: { padding: { top: TOP_PX, right: 2 } },
      interaction: { mode: 'index', intersect: false, axis: 'x' },
      // chart.js types a scale by a literal that a computed one cannot show.
      scales: { x, y } as NonNullable<ChartConfiguration<'line', Point[]>['options']>['scales'] & object,
      plugins: {
        legend: { display: false },
        tooltip: {
          filter: (item) => !Number.isNaN(item.parsed.y ?? Number.NaN),
          callbacks: {
            title: (items) => positionText(spec, items[0]?.parsed.x ?? 0, island),
            label: (item) => ` ${item.dataset.label ?? ''}: ${withUnit(item.parsed.y ?? 0, spec.unit)}`,
          },
        },
      },
    },
  };
}

function dataset(spec: ChartSpec, line: ChartLine, data: Point[]): ChartDataset<'line', Point[]> {
  const isLimit = line.role === 'limit';
  const colour = isLimit ? themeColour('limit') : themeColour(`s${line.tone}`);
  const { count } = line;
  return {
    label: line.label,
    data,
    borderColor: colour,
    backgroundColor: spec.stacked ? `${colour}55` : colour,
    borderWidth: line.tone === 0 ? 2.2 : 1.8,
    borderDash: isLimit ? [9, 5] : [...(DASHES[line.tone] ?? [])],
    fill: spec.stacked ? (line.tone === 0 ? 'origin' : '-1') : false,
    pointRadius: data.filter(({ y }) => !Number.isNaN(y)).length < 3 ? 3 : 0,
    pointHoverRadius: 4,
    pointStyle: MARKERS[line.tone] ?? 'circle',
    spanGaps: false,
    ...(count === undefined
      ? {}
      : { segment: { borderDash: (part) => (count / Number(part.p1.parsed.x) < TAIL_MIN ? [1.5, 4] : undefined) } }),
  };
}

function timeAxis(axis: object, island: Island): object {
  const endMs = island.axis.count * island.axis.bucketMs;
  const stepMs = 1000 * (STEPS_S.find((step) => endMs / 1000 / step <= 8) ?? 86_400);
  return {
    ...axis,
    type: 'linear',
    min: 0,
    max: endMs,
    afterBuildTicks: (scale: { ticks: Tick[] }) => {
      scale.ticks = Array.from({ length: Math.floor(endMs / stepMs) + 1 }, (_, index) => ({ value: index * stepMs }));
    },
    ticks: {
      ...ticksOf(axis),
      autoSkip: false,
      maxRotation: 0,
      callback: (value: number | string) => elapsedText(Number(value)),
    },
  };
}

function curveAxis(axis: object, datasets: readonly ChartDataset<'line', Point[]>[]): object {
  const max = Math.max(2, ...datasets.flatMap((set) => set.data.map(({ x }) => x)));
  return {
    ...axis,
    type: 'logarithmic',
    min: 1,
    max,
    afterBuildTicks: (scale: { ticks: Tick[] }) => {
      scale.ticks = QUANTILES.map((q) => ({ value: 1 / (1 - q) })).filter(({ value }) => value <= max * 1.001);
    },
    ticks: {
      ...ticksOf(axis),
      autoSkip: false,
      maxRotation: 0,
      callback: (value: number | string) => (Number(value) <= 1 ? 'fastest' : quantileName(1 - 1 / Number(value))),
    },
  };
}

function ticksOf(axis: object): object {
  return 'ticks' in axis && typeof axis.ticks === 'object' && axis.ticks !== null ? axis.ticks : {};
}

/** On a logarithmic axis only 1, 2 and 5 of each decade are written. */
function yLabel(value: number, spec: ChartSpec): string | null {
  if (spec.logarithmic) {
    const lead = value / 10 ** Math.floor(Math.log10(value) + 1e-9);
    if (![1, 2, 5].some((digit) => Math.abs(lead - digit) < 0.01)) return null;
  }
  return tickText(value, spec.unit);
}

function bandsOf(island: Island): Band[] {
  const words: Readonly<Record<string, string>> = { ramp: 'ramp-up', warmup: 'warm-up', drain: 'drain' };
  return island.axis.phases
    .filter((phase) => phase.name !== 'measure')
    .map((phase) => ({
      from: phase.startMs - island.axis.originMs,
      to: phase.endMs - island.axis.originMs,
      name: words[phase.name] ?? phase.name,
    }));
}
