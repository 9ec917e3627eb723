/**
 * A line chart as plain SVG: what the reader sees without JavaScript, before a chart is scrolled to, and in a mail
 * client that shows the file without scripts. The live chart replaces it in place.
 *
 * Lines are thinned to what a screen can show, keeping each span's lowest and highest value.
 */

import { short } from './bars.ts';
import { attr, type Html, html, join, nothing } from './escape.ts';

/** A point: `x` 0–1 across, `y` in the chart's unit, null for a gap. */
export interface StaticPoint {
  x: number;
  y: number | null;
}

/** A line; `look` is its class: `t0`…`t5`, or `limit`. */
export interface StaticLine {
  look: string;
  points: readonly StaticPoint[];
}

/** A stretch of the axis that is marked, `from` and `to` 0–1. */
export interface StaticBand {
  from: number;
  to: number;
  name: string;
}

/** What is drawn. `yMin` is 0 unless the scale is logarithmic. */
export interface StaticChart {
  lines: readonly StaticLine[];
  bands: readonly StaticBand[];
  limit: number | null;
  yMin: number;
  yMax: number;
  logarithmic: boolean;
}

const WIDTH = 1000;
const HEIGHT = 220;
/** Points a line keeps; two for each of 90 spans. */
const POINTS_MAX = 180;

/** The SVG. Hidden from assistive technology: the figure's description and its table say the same in words. */
export function staticChart(chart: StaticChart): Html {
  const y = (value: number): number => HEIGHT - heightShare(chart, value) * HEIGHT;
  const bands = chart.bands.map(
    (band) =>
      html`<rect x="${short(band.from * WIDTH)}" y="0" width="${short((band.to - band.from) * WIDTH)}" height="${HEIGHT}" class="band"/>`,
  );
  const grid = [0.25, 0.5, 0.75].map((at) => html`<path d="M0 ${HEIGHT * at}H${WIDTH}" class="rule"/>`);
  const limit =
    chart.limit === null || chart.limit > chart.yMax
      ? nothing
      : html`<path d="M0 ${short(y(chart.limit))}H${WIDTH}" class="limit"/>`;
  const lines = chart.lines.map((line) => {
    let isDrawing = false;
    let path = '';
    for (const point of thin(line.points)) {
      if (point.y === null) {
        isDrawing = false;
        continue;
      }
      path += `${isDrawing ? 'L' : 'M'}${short(point.x * WIDTH)} ${short(y(point.y))}`;
      isDrawing = true;
    }
    return path === '' ? nothing : html`<path${attr('d', path)} class="${line.look}"/>`;
  });
  return html`<svg class="still" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">${join(bands)}${join(grid)}<path d="M0 ${HEIGHT}H${WIDTH}" class="axis"/>${limit}${join(lines)}</svg>`;
}

/** Where a value stands between the axis' ends, 0–1. */
function heightShare(chart: StaticChart, value: number): number {
  if (!chart.logarithmic) return clamp((value - chart.yMin) / (chart.yMax - chart.yMin || 1));
  const low = Math.log(Math.max(chart.yMin, Number.MIN_VALUE));
  return clamp((Math.log(Math.max(value, Number.MIN_VALUE)) - low) / (Math.log(chart.yMax) - low || 1));
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0));
}

/** Fewer points with the same silhouette: of each span its lowest and highest, and its gaps. */
function thin(points: readonly StaticPoint[]): StaticPoint[] {
  if (points.length <= POINTS_MAX) return [...points];
  const spanLength = Math.ceil(points.length / (POINTS_MAX / 2));
  const kept: StaticPoint[] = [];
  for (let from = 0; from < points.length; from += spanLength) {
    const span = points.slice(from, from + spanLength);
    const known = span.filter((point) => point.y !== null).sort((a, b) => (a.y ?? 0) - (b.y ?? 0));
    const first = known[0];
    const last = known.at(-1);
    if (first === undefined || last === undefined) {
      kept.push({ x: span[0]?.x ?? 0, y: null });
      continue;
    }
    kept.push(...(first === last ? [first] : first.x < last.x ? [first, last] : [last, first]));
  }
  return kept;
}
