/**
 * One figure over the last nights as plain SVG: a mark a night, levels as lines, changes as upright lines.
 *
 * No line joins the nights: what counts is the level, and one night says nothing. Widths are percentages, so that marks
 * and text keep their size on every screen. Everything is told again in words and in the figure's table. Pure.
 */
import { percent, short } from '../html/bars.ts';
import { attr, type Html, html, nothing } from '../html/escape.ts';
import type { ModelNight, ModelSeries } from './model.ts';
import { changeSize, figureName, figureValue } from './texts.ts';

/** Nights on a chart: two months. */
export const CHART_NIGHTS = 60;

const HEIGHT = 168;
/** Space above for the marks of changes, and below for nights without a figure. */
const TOP = 22;
const BOTTOM = 18;
/** Smallest height of the scale as a share of its middle, so that noise does not look like news. */
const SPAN_MIN = 0.2;
/** Smallest height for error shares, which begin at zero: 0.2 points. */
const SPAN_MIN_SHARE = 0.002;

/** A chart and the labels that stand beside it. */
export interface NightChart {
  svg: Html;
  yTop: string;
  yMiddle: string;
  yBottom: string;
  xEnds: [string, string];
}

/** The chart of a series; `nights` are the model's. `described` is the id of the text that says the same. */
export function nightChart(series: ModelSeries, nights: readonly ModelNight[], described: string): NightChart {
  const from = Math.max(0, nights.length - CHART_NIGHTS);
  const shown = nights.slice(from);
  const dates = shown.map(({ night }) => night);
  const [low, high] = scaleOf(series, from, dates);
  const x = (at: number): string => percent(0.01 + (0.98 * at) / Math.max(1, shown.length));
  const y = (value: number): string => {
    const share = high > low ? (value - low) / (high - low) : 0.5;
    return short(TOP + (1 - Math.min(1, Math.max(0, share))) * (HEIGHT - TOP - BOTTOM));
  };
  const place = { x, y, dates };
  const grid = [TOP, (TOP + HEIGHT - BOTTOM) / 2, HEIGHT - BOTTOM].map(
    (at, index) => html`<line x1="0" x2="100%" y1="${at}" y2="${at}" class="${index === 2 ? 'axis' : 'rule'}"/>`,
  );
  const points = shown.map((night, at) =>
    pointOf(night, { series, value: series.values[from + at] ?? null, place, at }),
  );
  const seconds = series.seconds.flatMap(({ night, value }) => {
    const at = dates.indexOf(night);
    return at < 0
      ? []
      : [
          html`<circle cx="${x(at + 0.5)}" cy="${y(value)}" r="4.5" class="second"><title>${night}, repeated: ${figureValue(series, value)}</title></circle>`,
        ];
  });
  const svg = html`<svg class="nights" role="img"${attr('aria-label', `${figureName(series)} over ${shown.length} nights`)}${attr('aria-describedby', described)} height="${HEIGHT}">${grid}${upright(series, place)}${levelLines(series, place)}${points}${seconds}</svg>`;
  const text = (value: number): string => figureValue(series, value);
  return {
    svg,
    yTop: text(high),
    yMiddle: text((low + high) / 2),
    yBottom: text(low),
    xEnds: [dates[0] ?? '', dates.at(-1) ?? ''],
  };
}

interface Place {
  x(at: number): string;
  y(value: number): string;
  dates: readonly string[];
}

/** From the lowest to the highest of what is drawn, not less than noise; an error share from zero. */
function scaleOf(series: ModelSeries, from: number, dates: readonly string[]): [number, number] {
  const first = dates[0] ?? '';
  const levels = series.trend.status === 'ok' ? series.trend.levels.filter(({ to }) => to >= first) : [];
  const values = [
    ...series.values.slice(from).flatMap((value) => value ?? []),
    ...series.seconds.filter(({ night }) => night >= first).map(({ value }) => value),
    ...levels.map(({ value }) => value),
  ];
  if (values.length === 0) return [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const middle = (low + high) / 2;
  const half = Math.max(high - low, SPAN_MIN * middle) / 2;
  if (series.unit === 'share') return [0, Math.max(high, SPAN_MIN_SHARE) * 1.08];
  return [Math.max(0, middle - 1.08 * half), middle + 1.08 * half];
}

/** A night: a full mark, ✖ when it failed, and on the axis when it has no figure. */
function pointOf(
  { night, verdict }: ModelNight,
  { series, value, place, at }: { series: ModelSeries; value: number | null; place: Place; at: number },
): Html {
  const told = `${night}: ${figureValue(series, value)}${verdict === 'fail' ? ', failed' : ''}`;
  const middle = place.x(at + 0.5);
  if (value === null) {
    const mark = verdict === 'fail' ? CROSS : html`<circle r="3.4" class="o"/><path d="M-2.4 2.4L2.4-2.4" class="o"/>`;
    return html`<svg x="${middle}" y="${HEIGHT - BOTTOM / 2}" width="1" height="1" overflow="visible" class="${verdict === 'fail' ? 'fail' : 'invalid'}">${mark}<title>${told}</title></svg>`;
  }
  if (verdict !== 'fail')
    return html`<circle cx="${middle}" cy="${place.y(value)}" r="3" class="p"><title>${told}</title></circle>`;
  return html`<svg x="${middle}" y="${place.y(value)}" width="1" height="1" overflow="visible" class="fail">${CROSS}<title>${told}</title></svg>`;
}

const CROSS = html`<path d="M-3.6-3.6L3.6 3.6M3.6-3.6L-3.6 3.6" class="x"/>`;

function levelLines({ trend }: ModelSeries, { x, y, dates }: Place): Html[] {
  if (trend.status !== 'ok') return [];
  return trend.levels.map(({ from, to, value }) => {
    const begin = dates.findIndex((night) => night >= from);
    const end = dates.findLastIndex((night) => night <= to);
    if (begin < 0 || end < begin) return nothing;
    return html`<line x1="${x(begin)}" x2="${x(end + 1)}" y1="${y(value)}" y2="${y(value)}" class="level"/>`;
  });
}

/** Changes as full lines with a mark that points to worse or better; suspects as lighter, broken ones without. */
function upright({ trend }: ModelSeries, { x, dates }: Place): Html[] {
  if (trend.status !== 'ok') return [];
  const line = (night: string, look: string, more: (at: string) => Html): Html => {
    const at = dates.indexOf(night);
    if (at < 0) return nothing;
    return html`<g class="${look}"><line x1="${x(at)}" x2="${x(at)}" y1="${TOP - 6}" y2="${HEIGHT - BOTTOM}"/>${more(x(at))}</g>`;
  };
  return [
    ...trend.suspects.map((one) =>
      line(one.night, 'suspect', () => html`<title>perhaps ${changeSize(one)} from ${one.night} on</title>`),
    ),
    ...trend.changes.map((one) => {
      const isWorse = one.direction === 'regressed';
      const mark = isWorse
        ? html`<path d="M0-6L5.5 4H-5.5z" class="f"/>`
        : html`<path d="M0 6L5.5-4H-5.5z" class="f"/>`;
      const told = html`<title>${changeSize(one)} from ${one.night} on</title>`;
      return line(
        one.night,
        isWorse ? 'change fail' : 'change pass',
        (at) => html`<svg x="${at}" y="8" width="1" height="1" overflow="visible">${mark}${told}</svg>`,
      );
    }),
  ];
}
