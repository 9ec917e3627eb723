/** What went wrong, when and where? Failed requests stand here; the latencies elsewhere are those of answered ones. */

import type { Outage } from '../../contract/summary.ts';
import type { ChartSpec } from '../html/chart-spec.ts';
import { dataTable } from '../html/data-table.ts';
import { ellipsise, type Html, html, nothing } from '../html/escape.ts';
import { timeFigure } from '../html/figure.ts';
import { elapsedText, momentText, numberText, shareText, spanText } from '../html/numbers.ts';
import { statusShape } from '../html/shapes.ts';
import type { ErrorRow, Panel, Timeline } from '../model.ts';
import { defineSection } from './section.ts';

/** Endpoints named in a row before the rest is counted. */
const ENDPOINTS_SHOWN = 4;

export const errors = defineSection({
  id: 'errors',
  title: 'Errors',
  question:
    'What went wrong, when and where? Latencies in this report are those of answered requests; failed ones stand here.',
  inputs: ['errors', 'timeline', 'summary'],
  render({ errors: found, timeline, summary }) {
    const stops = outages(summary.outages ?? [], timeline);
    const note = found.note === '' ? nothing : html`<p class="note">${found.note}</p>`;
    if (found.rows.length === 0) {
      const body = html`<div class="card"><h3>${statusShape('pass', { silent: true })} No step failed</h3>${note}</div>${stops}`;
      return { body, charts: [], status: summary.error_share.verdict === 'pass' ? 'pass' : null };
    }
    const chart = timelineFigure(found.timeline, timeline);
    const rows = html`${found.rows.map((row) => errorRow(row, timeline))}`;
    const heads = ['Kind', 'Count', 'Share', 'First', 'Last', 'Where', 'Example'];
    const table = html`<div class="card"><h3>${tableFinding(found.rows)}</h3><div class="scroll" tabindex="0" role="group" aria-label="Errors by kind">${dataTable({ heads, rows, caption: 'Errors by kind', words: ['Where', 'Example'] })}</div>${note}</div>`;
    const status = summary.error_share.verdict === 'unavailable' ? null : summary.error_share.verdict;
    return { body: html`${stops}${chart.html}${table}`, charts: chart.charts, status };
  },
});

/** Stretches without a single good answer, with their beginning and end. */
function outages(found: readonly Outage[], timeline: Timeline): Html {
  if (found.length === 0) return nothing;
  const at = (ms: number): string => `${elapsedText(ms - timeline.originMs)} (${momentText(ms)})`;
  const rows = html`${found.map(
    (one) =>
      html`<tr><th scope="row">${one.journey === 'all' ? 'every journey' : ellipsise(one.journey, 60)}</th><td class="n">${at(one.startMs)}</td><td class="n">${one.isOver ? at(one.endMs) : 'not within the measured phase'}</td><td class="n">${spanText(one.endMs - one.startMs)}</td></tr>`,
  )}`;
  const table = dataTable({ heads: ['Not answered', 'From', 'To', 'For'], rows, caption: 'Outages' });
  const longest = Math.max(...found.map((one) => one.endMs - one.startMs));
  return html`<div class="card"><h3>${statusShape('fail', { silent: true })} Not a single good answer for ${spanText(longest)}</h3><div class="scroll" tabindex="0" role="group" aria-label="Outages">${table}</div></div>`;
}

function timelineFigure(panel: Panel, timeline: Timeline): { html: Html; charts: ChartSpec[] } {
  if (panel.status === 'unavailable')
    return { html: html`<p class="note">No timeline: ${panel.reason}.</p>`, charts: [] };
  const figure = timeFigure({
    id: 'errors',
    title: panel.finding,
    aid: `${panel.title}. Kinds are stacked.`,
    unit: panel.unit,
    timeline,
    stacked: true,
    variants: [
      {
        id: 'all',
        label: panel.title,
        limit: null,
        lines: panel.lines.map((line, index) => ({
          label: line.label,
          values: line.values,
          role: line.role,
          path: ['errors', 'timeline', 'lines', index, 'values'],
        })),
      },
    ],
  });
  return { html: figure.html, charts: [figure.chart] };
}

function tableFinding(rows: readonly ErrorRow[]): string {
  const total = rows.reduce((sum, row) => sum + row.count, 0);
  const top = rows.reduce((most, row) => (row.count > most.count ? row : most));
  return `${numberText(total)} failed steps, most of them ${ellipsise(top.kind, 60)} (${numberText(top.count)})`;
}

function errorRow(row: ErrorRow, timeline: Timeline): Html {
  const shown = row.endpoints.slice(0, ENDPOINTS_SHOWN).map((name) => ellipsise(name, 80));
  const more = row.endpoints.length - shown.length;
  const where = `${shown.join(', ')}${more > 0 ? ` and ${numberText(more)} more` : ''}`;
  const at = (ms: number): string => elapsedText(ms - timeline.originMs);
  return html`<tr><th scope="row">${ellipsise(row.kind)}</th><td class="n">${numberText(row.count)}</td><td class="n">${shareText(row.share)}</td><td class="n">${at(row.firstMs)}</td><td class="n">${at(row.lastMs)}</td><td class="wide">${where}</td><td class="wide"><code>${ellipsise(row.sample, 300)}</code></td></tr>`;
}
