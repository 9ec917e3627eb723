/** What the sections on evidence have in common: figures with their reason, statements that unfold, cards of tables. */
import { isUnavailable } from '../../contract/measured.ts';
import type { ChartSpec } from '../html/chart-spec.ts';
import { type DataTable, dataTable } from '../html/data-table.ts';
import { ellipsise, type Html, html, nothing } from '../html/escape.ts';
import { panelFigure } from '../html/figure.ts';
import { numberText } from '../html/numbers.ts';
import { statusShape } from '../html/shapes.ts';
import type { Timeline } from '../model.ts';
import type { Figure, Panel } from '../panel-model.ts';

/** Characters of a name in a table: what is longer is cut in the middle. */
const NAME_SHOWN = 80;
/** Characters of a statement that stand in its row; the rest unfolds. */
const STATEMENT_SHOWN = 80;

/** A name from outside, for a table's cell. */
export function shortName(text: string): string {
  return ellipsise(text, NAME_SHOWN);
}

/** A figure as text, or its reason. */
export function figureText(figure: Figure, write: (value: number) => string = numberText): string {
  return isUnavailable(figure) ? figure.reason : write(figure);
}

/** A table's cell of a figure; the reason, which is longer, reads as text. */
export function figureCell(figure: Figure, write: (value: number) => string = numberText): Html {
  return isUnavailable(figure)
    ? html`<td class="wide">${figure.reason}</td>`
    : html`<td class="n">${write(figure)}</td>`;
}

/** A table's cell of a number, or a dash where there can be none. */
export function numberCell(value: number | null, write: (value: number) => string = numberText): Html {
  return html`<td class="n">${value === null ? '–' : write(value)}</td>`;
}

/** Labels with what they say; `two` a line where the screen has room. */
export function pairList(rows: readonly (readonly [string, string])[], columns: 'one' | 'two' = 'two'): Html {
  return html`<dl class="pairs ${columns}">${rows.map(([label, text]) => html`<dt>${label}</dt><dd>${text}</dd>`)}</dl>`;
}

/** A statement: its beginning, and all of it (with what belongs to it) when unfolded. */
export function statementDetails(text: string, more: Html = nothing): Html {
  const plain = text.replace(/\s+/g, ' ').trim();
  return html`<details class="sql"><summary><code>${ellipsise(plain, STATEMENT_SHOWN)}</code></summary><pre>${text}</pre>${more}</details>`;
}

/** A card with a finding above a table that may be wider than the card. */
export function tableCard(finding: Html | string, table: DataTable, after: Html = nothing): Html {
  return html`<div class="card"><h3>${finding}</h3><div class="scroll tall" tabindex="0" role="group" aria-label="${table.caption}">${dataTable(table)}</div>${after}</div>`;
}

/** A panel with a card beside it; a panel without data is a card that says so. */
export function panelBeside(
  panel: Panel,
  input: { path: readonly string[]; timeline: Timeline; prefix: string },
  card: Html,
): { html: Html; charts: ChartSpec[] } {
  const figure = panelFigure(panel, input.path, input.timeline, input.prefix);
  const isDrawn = figure.status === 'ok';
  const side = isDrawn ? figure.html : absentCard(figure.title, figure.reason);
  return { html: html`<div class="grid">${card}${side}</div>`, charts: isDrawn ? [figure.chart] : [] };
}

/** A card that says what is missing and why. */
export function absentCard(title: string, reason: string): Html {
  return html`<div class="card missing"><h3>${statusShape('unavailable')} ${title}</h3><p>Not available: ${reason}</p></div>`;
}

/** Notes beneath a table; nothing without any. */
export function noteList(notes: readonly string[]): Html {
  return notes.length === 0 ? nothing : html`${notes.map((note) => html`<p class="note">${note}</p>`)}`;
}

/** `1 index`, `12 indexes`. */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${numberText(number)} ${number === 1 ? one : many}`;
}
