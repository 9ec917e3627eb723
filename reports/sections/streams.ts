/** How did the streamed answers feel: when did they begin, how evenly did they flow, did they end well? */

import type { ChartSpec } from '../html/chart-spec.ts';
import { dataTable } from '../html/data-table.ts';
import { type Html, html } from '../html/escape.ts';
import { missingCard, timeFigure } from '../html/figure.ts';
import { latencyColumn, latencyText, numberText, shareText } from '../html/numbers.ts';
import type { Panel, Streams, Timeline } from '../model.ts';
import { defineSection } from './section.ts';

type StreamFigures = Extract<Streams, { status: 'ok' }>['value'];

export const streams = defineSection({
  id: 'streams',
  title: 'Streams',
  question: 'When did the streamed answers begin, how evenly did they flow, and did they end well?',
  inputs: ['streams', 'timeline'],
  render({ streams: found, timeline }) {
    if (found.status === 'unavailable')
      return { body: missingCard('Streams', found.reason), charts: [], status: 'unavailable' };
    const { value } = found;
    const chart = flightFigure(value.timeline, timeline);
    return { body: html`${card(value)}${chart.html}`, charts: chart.charts, status: null };
  },
});

function card(value: StreamFigures): Html {
  const column = latencyColumn(value.rows.filter((row) => row.unit === 'ms').map((row) => row.max));
  const rows = value.rows.map((row) => {
    const text = row.unit === 'ms' ? column.text : numberText;
    const cells = [row.p50, row.p95, row.p99, row.max].map((figure) => html`<td class="n">${text(figure)}</td>`);
    const unit = row.unit === 'ms' ? '' : ` (${row.unit})`;
    return html`<tr><th scope="row">${row.title}${unit}</th><td class="n">${numberText(row.count)}</td>${cells}</tr>`;
  });
  const total = value.outcomes.reduce((sum, row) => sum + row.count, 0);
  const outcomes = value.outcomes.map(
    (row) =>
      html`<li><b>${numberText(row.count)}</b> ${row.outcome} (${shareText(total === 0 ? 0 : row.count / total)})</li>`,
  );
  const speed =
    value.tokensPerSecond.status === 'ok'
      ? html`<li><b>${numberText(value.tokensPerSecond.value)}</b> tokens a second within a stream</li>`
      : html`<li>tokens a second: ${value.tokensPerSecond.reason}</li>`;
  const heads = [`In ${column.unit}`, 'n', 'p50', 'p95', 'p99', 'Longest'];
  return html`<div class="card"><h3>${finding(value)}</h3><div class="scroll" tabindex="0" role="group" aria-label="Stream timings">${dataTable({ heads, rows: html`${rows}`, caption: 'Stream timings' })}</div><ul class="tally">${outcomes}${speed}</ul></div>`;
}

function finding(value: StreamFigures): string {
  const token = value.rows.find((row) => row.metric === 'sse_first_token');
  const gap = value.rows.find((row) => row.metric === 'sse_gap');
  const parts = [
    token === undefined ? null : `Half of the answers began within ${latencyText(token.p50)}`,
    gap === undefined ? null : `${token === undefined ? 'Text' : 'then text'} came every ${latencyText(gap.p50)}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? 'Stream timings' : parts.join('; ');
}

function flightFigure(panel: Panel, timeline: Timeline): { html: Html; charts: ChartSpec[] } {
  if (panel.status === 'unavailable') return { html: missingCard(panel.title, panel.reason), charts: [] };
  const lines = panel.lines.map((line, index) => ({
    label: line.label,
    values: line.values,
    role: line.role,
    path: ['streams', 'value', 'timeline', 'lines', index, 'values'],
  }));
  const figure = timeFigure({
    id: 'streams',
    title: panel.finding,
    aid: `${panel.title}. Source: ${panel.source}.`,
    unit: panel.unit,
    timeline,
    variants: [{ id: 'all', label: panel.title, limit: null, lines }],
  });
  return { html: figure.html, charts: [figure.chart] };
}
