/**
 * The percentile curve: latency over 1/(1−q) on a logarithmic axis, so that p99 and p99.9 get the room they need.
 * The points come reduced from the analysis: chart.js cannot thin a logarithmic axis by itself.
 */
import type { LatencySeries } from '../model.ts';
import type { ChartSpec, ChartVariant } from './chart-spec.ts';
import { dataTable } from './data-table.ts';
import { type Html, html, join, showInvisible } from './escape.ts';
import { type Figure, frame } from './figure.ts';
import { latencyText, numberText, quantileName } from './numbers.ts';
import { staticChart } from './static-chart.ts';

/** A series and where it stands in the model. */
export interface CurveSource {
  series: LatencySeries;
  index: number;
}

/** The quantiles whose values the table prints. */
const MARKED = [0.5, 0.9, 0.95, 0.99, 0.999, 0.9999] as const;
/** The first variant shows these together; each of the rest shows one with its limit. */
export interface CurveFigure {
  id: string;
  title: string;
  aid: string;
  together: readonly CurveSource[];
  each: readonly CurveSource[];
}

/** A curve figure. Every source needs at least one point. */
export function curveFigure(figure: CurveFigure): Figure {
  const together: ChartVariant = {
    id: 'all',
    label: 'All with a limit',
    limit: null,
    lines: figure.together.map(toLine),
    description: figure.together.map(({ series }) => describe(series)).join(' '),
  };
  const singles = figure.each.map(
    (source): ChartVariant => ({
      id: source.series.id,
      label: showInvisible(source.series.title),
      limit: source.series.limitMs,
      lines: [toLine(source, 0)],
      description: describe(source.series),
    }),
  );
  const chart: ChartSpec = {
    id: figure.id,
    kind: 'curve',
    unit: 'ms',
    stacked: false,
    logarithmic: true,
    variants: figure.together.length > 1 ? [together, ...singles] : singles,
  };
  const all = figure.together.flatMap(({ series }) => series.curve);
  const xMax = Math.log(Math.max(...all.map(({ q }) => across(q)), 2));
  const positive = all.map(({ ms }) => ms).filter((ms) => ms > 0);
  const yMin = positive.length === 0 ? 0.1 : Math.min(...positive);
  const yMax = Math.max(yMin * 1.1, ...positive) * 1.1;
  const still = staticChart({
    lines: figure.together.map(({ series }, index) => ({
      look: `t${index % 6}`,
      points: series.curve.filter(({ q }) => q < 1).map(({ q, ms }) => ({ x: Math.log(across(q)) / xMax, y: ms })),
    })),
    bands: [],
    limit: figure.together.length === 1 ? (figure.together[0]?.series.limitMs ?? null) : null,
    yMin,
    yMax,
    logarithmic: true,
  });
  const html = frame({
    chart,
    title: figure.title,
    aid: figure.aid,
    still,
    yTop: latencyText(yMax),
    xEnds: ['fastest', quantileName(1 - 1 / Math.exp(xMax))],
    rows: quantileTable(figure.each, figure.title),
    isSmall: false,
    choice: 'Show',
    note: tailNote(figure.together),
  });
  return { html, chart };
}

/** Where a quantile stands on the axis before its logarithm: 1/(1−q). */
function across(q: number): number {
  return 1 / Math.max(1e-9, 1 - Math.min(q, 0.999999999));
}

function toLine({ series, index }: CurveSource, tone: number): ChartVariant['lines'][number] {
  return { label: showInvisible(series.title), path: ['latency', index, 'curve'], tone: tone % 6, count: series.count };
}

/** The value at a quantile: the first point at or beyond it, or null where the curve ends before. */
function at(series: LatencySeries, quantile: number): number | null {
  return series.curve.find(({ q }) => q >= quantile - 1e-9)?.ms ?? null;
}

function describe(series: LatencySeries): string {
  const parts = [0.5, 0.95, 0.99].flatMap((q) => {
    const ms = at(series, q);
    return ms === null ? [] : [`${quantileName(q)} ${latencyText(ms)}`];
  });
  return `${showInvisible(series.title)}: ${parts.join(', ')} of ${numberText(series.count)} values.`;
}

function quantileTable(sources: readonly CurveSource[], caption: string): Html {
  const rows = sources.map(({ series }) => {
    const cells = MARKED.map((q) => {
      const ms = at(series, q);
      return html`<td class="n">${ms === null ? '–' : numberText(ms)}</td>`;
    });
    return html`<tr><th scope="row">${series.title}</th><td class="n">${numberText(series.count)}</td>${cells}</tr>`;
  });
  return dataTable({ heads: ['Latency in ms', 'n', ...MARKED.map(quantileName)], rows: join(rows), caption });
}

/** How many values lie beyond the marked quantiles: with fewer than ten a quantile says little. */
function tailNote(sources: readonly CurveSource[]): Html {
  const words = sources.flatMap(({ series }) => {
    const thin = series.tail.filter(({ beyond }) => beyond > 0).at(-1);
    return thin === undefined ? [] : [`${series.title}: ${numberText(thin.beyond)} beyond ${quantileName(thin.q)}`];
  });
  if (words.length === 0) return html``;
  return html`<p class="note">Values beyond the last marked quantile: ${words.join('; ')}. With fewer than ten left, the line is dotted and says little.</p>`;
}
