/** Every figure: before, after, difference, interval, corrected p, requests, smallest visible change, verdict. */
import { dataTable } from '../../html/data-table.ts';
import { ellipsise, type Html, html, nothing } from '../../html/escape.ts';
import { numberText } from '../../html/numbers.ts';
import { threeDigits } from '../../statistics/words.ts';
import type { ComparisonModel, ModelRow } from '../model.ts';
import { marginOf, rowChange, rowDifference, rowInterval, rowMde, rowName, valueText } from '../row-texts.ts';
import { rowPill } from './changes.ts';

/** Most rows on the page; comparison.json has the rest. */
const ROWS_MAX = 200;

/** The section. */
export function renderRows({ rows, cuts }: ComparisonModel): Html {
  if (rows.length === 0) return html`<p class="note">No figure was compared.</p>`;
  const left = rows.length - ROWS_MAX;
  const table = dataTable({
    heads: [
      'Figure',
      'Family',
      'Before',
      'After',
      'Difference',
      'Change',
      '95 % interval',
      'q',
      'Requests',
      'Seen from',
      'Same within',
      'Verdict',
    ],
    rows: html`${rows.slice(0, ROWS_MAX).map(line)}`,
    caption: 'All compared figures',
    words: ['Family', 'Verdict'],
  });
  return html`<div class="card"><div class="scroll" tabindex="0" role="region" aria-label="All compared figures">${table}</div></div>
${left > 0 ? html`<p class="note">${left} further rows stand in comparison.json.</p>` : nothing}${cuts.map((cut) => html`<p class="note">${cut}</p>`)}`;
}

function line(row: ModelRow): Html {
  const { before, after, evidence, flags, family, verdict, sentence } = row;
  const q = evidence.status === 'ok' ? qText(evidence.value.q) : '–';
  const requests =
    before.requests === null || after.requests === null
      ? '–'
      : `${numberText(before.requests)} / ${numberText(after.requests)}`;
  const said = [
    ...(evidence.status === 'ok' ? [] : [evidence.reason]),
    // What it would take to tell is said where it matters.
    ...(evidence.status === 'ok' && family === 'gate' && verdict === 'inconclusive' ? [sentence] : []),
    ...flags.filter((flag) => flag !== 'noise floor unknown'),
  ];
  const aid = said.length === 0 ? nothing : html`<div class="aid">${said.join('; ')}</div>`;
  const numbers = [
    valueText(row, before.value),
    valueText(row, after.value),
    rowDifference(row),
    rowChange(row),
    evidence.status === 'ok' ? rowInterval(row) : '–',
    q,
    requests,
    rowMde(row),
    marginOf(row),
  ];
  return html`<tr><th scope="row" class="named">${ellipsise(rowName(row), 140)}${aid}</th><td>${row.family}</td>${numbers.map((text) => html`<td class="n">${text}</td>`)}<td>${rowPill(row)}</td></tr>`;
}

/** Below a thousandth the digits say nothing. */
function qText(q: number | null): string {
  if (q === null) return '–';
  return q < 0.001 ? '<0.001' : threeDigits(Number(q.toPrecision(2)));
}
