/** What changed? The gate and whatever else is shown to differ, as a forest plot sorted by harm. */
import { dataTable } from '../../html/data-table.ts';
import { attr, ellipsise, type Html, html, nothing } from '../../html/escape.ts';
import { statusPill } from '../../html/shapes.ts';
import type { ComparisonModel, ModelRow } from '../model.ts';
import { ROW_MARKS, rowChange, rowInterval, rowName, valueText } from '../row-texts.ts';
import { forestAxis, forestCell, scaleOf } from './forest.ts';

/** Exploratory rows in the plot; the table below has all. */
const EXPLORATORY_MAX = 24;

const HARM = ['regressed', 'inconclusive', 'unchanged', 'improved'] as const;
const PILLS = { regressed: 'fail', improved: 'pass', unchanged: 'info', inconclusive: 'inconclusive' } as const;

/** The section; nothing without rows. */
export function renderChanges({ rows, verdict, gate: source }: ComparisonModel): Html {
  if (verdict === 'invalid') return html`<p class="note">Nothing was compared.</p>`;
  const gate = rows.filter(({ family }) => family === 'gate');
  const shown = rows.filter(
    ({ family, verdict: word }) => family !== 'gate' && (word === 'regressed' || word === 'improved'),
  );
  const exploratory = shown.slice(0, EXPLORATORY_MAX);
  const further = shown.length - exploratory.length;
  return html`<p class="note">The mark is the change from before to after, the line its 95 % interval, the band what counts as unchanged. ▲ worse, ▼ better, ● the same, ○ cannot tell.${source === 'configured' ? ' The gate is configured.' : ''}</p>
${plot('The gate: latencies', gate, 'ratio')}
${plot('The gate: starts that brought no answer, in percentage points', gate, 'points')}
${plot('Also shown to differ (exploratory: moves no verdict)', exploratory, 'ratio')}
${plot('Errors also shown to differ (exploratory), in percentage points', exploratory, 'points')}
${further > 0 ? html`<p class="note">${further} further exploratory rows differ; they stand in the table of all figures.</p>` : nothing}
${exploratory.length === 0 ? html`<p class="note">No other figure is shown to differ.</p>` : nothing}`;
}

/** A verdict as a pill with its mark's word. */
export function rowPill({ verdict }: Pick<ModelRow, 'verdict'>): Html {
  return statusPill(PILLS[verdict], ROW_MARKS[verdict].word);
}

function plot(title: string, all: readonly ModelRow[], kind: 'ratio' | 'points'): Html {
  const rows = all.filter(({ figure }) => (figure === 'errors') === (kind === 'points')).toSorted(byHarm);
  if (rows.length === 0) return nothing;
  const scale = scaleOf(rows, kind);
  const cells = rows.map((row) => {
    const reason = row.evidence.status === 'ok' ? nothing : html`<span class="aid">${row.evidence.reason}</span>`;
    const interval = row.evidence.status === 'ok' ? html`<div class="aid">${rowInterval(row)}</div>` : nothing;
    return html`<tr><th scope="row" class="named">${ellipsise(rowName(row), 140)}</th><td>${rowPill(row)}</td><td class="n">${valueText(row, row.before.value)}</td><td class="n">${valueText(row, row.after.value)}</td><td class="drawn">${forestCell(row, scale)}${reason}</td><td class="n">${rowChange(row)}${interval}</td></tr>`;
  });
  const table = dataTable({
    heads: ['Figure', 'Verdict', 'Before', 'After', 'Change drawn', 'Change, 95 % interval'],
    rows: html`<tr class="axis" aria-hidden="true"><td></td><td></td><td></td><td></td><td class="drawn">${forestAxis(scale)}</td><td></td></tr>${cells}`,
    caption: title,
    words: ['Change drawn', 'Verdict'],
  });
  return html`<div class="card"><h3>${title}</h3><div class="scroll tall" tabindex="0" role="region"${attr('aria-label', title)}>${table}</div></div>`;
}

function byHarm(a: ModelRow, b: ModelRow): number {
  const rank = HARM.indexOf(a.verdict) - HARM.indexOf(b.verdict);
  return rank !== 0 ? rank : sizeOf(b) - sizeOf(a);
}

function sizeOf({ evidence }: ModelRow): number {
  return evidence.status === 'ok' ? evidence.value.change : Number.NEGATIVE_INFINITY;
}
