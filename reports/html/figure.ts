/**
 * A figure: the finding as its title, one sentence on how to read it, the chart, its data as a table and as CSV.
 *
 * The static chart stands until the browser draws the live one over it, so a figure is never blank. The table shows
 * each line's range as text; the browser adds every point when it is opened.
 */
import type { LatencySeries, Panel, Timeline } from '../model.ts';
import type { ChartLine, ChartSpec, ModelPath } from './chart-spec.ts';
import { dataTable } from './data-table.ts';
import { type Html, html, join, nothing, showInvisible } from './escape.ts';
import { describeLine, rangeRow } from './line-range.ts';
import { elapsedText, withUnit } from './numbers.ts';
import { lineSwatch } from './patterns.ts';
import { statusShape } from './shapes.ts';
import { type StaticLine, staticChart } from './static-chart.ts';

/** A line with its values and the path by which the browser finds the same values in the model. */
export interface TimeLine {
  label: string;
  path: ModelPath;
  values: readonly (number | null)[];
  role?: 'limit' | undefined;
}

/** One thing a time figure can show. */
export interface TimeVariant {
  id: string;
  label: string;
  lines: readonly TimeLine[];
  limit: number | null;
}

/** A figure over time. The first variant is the one drawn without JavaScript. */
export interface TimeFigure {
  id: string;
  title: string;
  aid: string;
  unit: string;
  timeline: Timeline;
  variants: readonly TimeVariant[];
  stacked?: boolean;
  isSmall?: boolean;
  /** What the choice between the variants is called. */
  choice?: string;
  note?: Content;
}

type Content = Html | string;

/** What a section gets back: the HTML, and the chart for the data island. */
export interface Figure {
  html: Html;
  chart: ChartSpec;
}

/** Everything that is the same for all kinds of figure. */
export interface Frame {
  chart: ChartSpec;
  title: string;
  aid: string;
  still: Html;
  yTop: string;
  xEnds: readonly [string, string];
  rows: Html;
  isSmall: boolean;
  choice: string;
  note: Content;
  /** Whether the limit is too far above the values to be drawn. */
  isLimitAbove?: boolean;
}

/** A figure over the report's time axis. */
export function timeFigure(figure: TimeFigure): Figure {
  const { timeline } = figure;
  const chart: ChartSpec = {
    id: figure.id,
    kind: 'time',
    unit: figure.unit,
    stacked: figure.stacked === true,
    logarithmic: false,
    variants: figure.variants.map((variant) => ({
      id: variant.id,
      label: showInvisible(variant.label),
      lines: variant.lines.map(toChartLine),
      limit: variant.limit,
      description: showInvisible(variant.lines.map((line) => describeLine(line, figure.unit, timeline)).join(' ')),
    })),
  };
  const shown = figure.variants[0] ?? { id: '', label: '', lines: [], limit: null };
  const drawn = figure.stacked === true ? stack(shown.lines) : shown.lines;
  const largest = drawn.reduce(
    (max, line) => line.values.reduce<number>((m, value) => Math.max(m, value ?? 0), max),
    0,
  );
  const yMax = (Math.max(largest, nearLimit(shown.limit, largest)) || 1) * 1.06;
  const lines = drawn.map(
    (line, index): StaticLine => ({
      look: line.role === 'limit' ? 'limit' : `t${index % 6}`,
      points: line.values.map((y, bucket) => ({ x: (bucket + 0.5) / Math.max(1, timeline.count), y })),
    }),
  );
  const still = staticChart({ lines, bands: bandsOf(timeline), limit: shown.limit, yMin: 0, yMax, logarithmic: false });
  const rows = join(shown.lines.map((line) => rangeRow(line, figure.unit, timeline)));
  const html = frame({
    chart,
    title: figure.title,
    aid: figure.aid,
    still,
    yTop: withUnit(yMax, figure.unit),
    xEnds: ['0:00', elapsedText(timeline.count * timeline.bucketMs)],
    rows: dataTable({ heads: ['Line', 'Lowest', 'Highest', 'Highest at', 'Last'], rows, caption: figure.title }),
    isSmall: figure.isSmall === true,
    choice: figure.choice ?? '',
    note: figure.note ?? nothing,
    isLimitAbove: shown.limit !== null && nearLimit(shown.limit, largest) === 0,
  });
  return { html, chart };
}

/** A panel's figure, or why there is none. */
export type PanelFigure =
  | { status: 'ok'; html: Html; chart: ChartSpec }
  | { status: 'unavailable'; title: string; reason: string };

/** A panel of the model as a small figure; a panel without a single value has a reason instead. */
export function panelFigure(panel: Panel, path: ModelPath, timeline: Timeline, prefix: string): PanelFigure {
  const { title } = panel;
  if (panel.status === 'unavailable') return { status: 'unavailable', title, reason: panel.reason };
  if (!panel.lines.some((line) => line.values.some((value) => value !== null))) {
    return { status: 'unavailable', title, reason: `${panel.source} gave no value in this run` };
  }
  const figure = timeFigure({
    id: `${prefix}-${safeId(panel.id)}`,
    title: panel.finding,
    aid: `${panel.title}. Source: ${panel.source}.`,
    unit: panel.unit,
    timeline,
    isSmall: true,
    variants: [
      {
        id: 'all',
        label: panel.title,
        limit: null,
        lines: panel.lines.map((line, index) => ({
          label: line.label,
          values: line.values,
          role: line.role,
          path: [...path, 'lines', index, 'values'],
        })),
      },
    ],
  });
  return { status: 'ok', ...figure };
}

/** Where a figure would stand: what is missing and why. */
export function missingCard(title: string, reason: string): Html {
  return html`<div class="fig missing"><h3>${statusShape('unavailable')} ${title}</h3><p>Not available: ${reason}</p></div>`;
}

/** The lines p95, p50 and p99 of a latency series. p95 comes first: it is the one that is judged. */
export function latencyLines(series: LatencySeries, index: number): TimeLine[] {
  return (['p95', 'p50', 'p99'] as const).map((name) => ({
    label: name,
    values: series.perBucket[name],
    path: ['latency', index, 'perBucket', name],
  }));
}

/** An id of letters, digits and hyphens from any text. */
export function safeId(text: string): string {
  return (
    text
      .replace(/[^A-Za-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'x'
  );
}

/** Puts chart, legend, choice, table and buttons together. */
export function frame(input: Frame): Html {
  const { chart } = input;
  const id = `fig-${chart.id}`;
  const first = chart.variants[0];
  const lines = first?.lines ?? [];
  const legend = lines.map(
    (line, index) =>
      html`<li><button type="button" class="key" aria-pressed="true" data-line="${index}">${lineSwatch(line.tone, line.role)}${line.label}</button></li>`,
  );
  const limitKey =
    first === undefined || first.limit === null
      ? nothing
      : html`<li class="key">${lineSwatch(0, 'limit')}limit ${withUnit(first.limit, chart.unit)}${input.isLimitAbove === true ? ', above this scale' : ''}</li>`;
  const choice =
    chart.variants.length < 2
      ? nothing
      : html`<label class="choice js">${input.choice} <select data-choice>${chart.variants.map((variant) => html`<option value="${variant.id}">${variant.label}</option>`)}</select></label>`;
  return html`<figure class="fig${input.isSmall ? ' small' : ''}" id="${id}" data-chart="${chart.id}" aria-labelledby="${id}-t">
<figcaption><h3 id="${id}-t">${input.title}</h3><p class="aid">${input.aid}</p></figcaption>
<div class="keys"><ul class="legend">${legend}${limitKey}</ul>${choice}</div>
<div class="plot"><span class="top">${input.yTop}</span>${input.still}<span class="ends"><span>${input.xEnds[0]}</span><span>${input.xEnds[1]}</span></span></div>
<p class="vh" id="${id}-d">${first?.description ?? ''}</p>${input.note}
<details class="data"><summary>Data</summary><div class="scroll" tabindex="0" role="group" aria-labelledby="${id}-t">${input.rows}<div data-fill></div></div><p class="js"><button type="button" data-csv>Download CSV</button></p></details>
</figure>`;
}

function toChartLine(line: TimeLine, index: number): ChartLine {
  const base: ChartLine = { label: showInvisible(line.label), path: line.path, tone: index % 6 };
  return line.role === undefined ? base : { ...base, role: line.role };
}

/** A limit far above the data would press it flat: it is then left out of the scale and said in the legend. */
function nearLimit(limit: number | null, largest: number): number {
  return limit !== null && limit <= largest * 4 ? limit : 0;
}

function bandsOf(timeline: Timeline): { from: number; to: number; name: string }[] {
  const spanMs = Math.max(1, timeline.count * timeline.bucketMs);
  const share = (atMs: number): number => Math.min(1, Math.max(0, (atMs - timeline.originMs) / spanMs));
  return timeline.phases
    .filter((phase) => phase.name !== 'measure')
    .map((phase) => ({ from: share(phase.startMs), to: share(phase.endMs), name: phase.name }));
}

function stack(lines: readonly TimeLine[]): TimeLine[] {
  const sums: number[] = [];
  return lines.map((line) => ({
    ...line,
    values: line.values.map((value, bucket) => {
      const sum = (sums[bucket] ?? 0) + (value ?? 0);
      sums[bucket] = sum;
      return sum;
    }),
  }));
}
