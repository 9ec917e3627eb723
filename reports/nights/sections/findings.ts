/** Since which night, by how much, which builds, and was it the machine? One card a date, what is open first. */
import { dataTable } from '../../html/data-table.ts';
import { ellipsise, type Html, html, nothing } from '../../html/escape.ts';
import { type Status, statusPill } from '../../html/shapes.ts';
import type { ModelChange, ModelFinding, TrendModel } from '../model.ts';
import { buildsText, CAUSE_WORDS, changeSize, figureName, figureValue, STATE_WORDS } from '../texts.ts';
import { withDates } from './dates.ts';

/** Cards on the page; trend.json has all. */
const FINDINGS_MAX = 30;

/** The section. */
export function renderFindings({ findings, vanished, history }: TrendModel): Html {
  const gone =
    vanished.length === 0
      ? nothing
      : html`<p class="note">Told before, and no longer seen in the nights: ${vanished.map((one) => `${figureName(one)} (${one.night}, ${one.status})`).join(', ')}.</p>`;
  if (findings.length === 0) return html`<p class="note">No figure has changed its level.</p>${gone}`;
  const left = findings.length - FINDINGS_MAX;
  return html`${findings.slice(0, FINDINGS_MAX).map((finding) => card(finding, history.id))}${left > 0 ? html`<p class="note">${left} further findings stand in trend.json.</p>` : nothing}${gone}`;
}

function card(finding: ModelFinding, historyId: string): Html {
  const { from, to, cause, sentence, changes } = finding;
  const rows = changes.map(
    (change) =>
      html`<tr><th scope="row" class="named">${ellipsise(figureName(change), 140)}</th><td>${pill(change)}</td><td class="n">${figureValue(change, change.before)}</td><td class="n">${figureValue(change, change.after)}</td><td class="n">${changeSize(change)}</td><td class="n">${pText(change.p)}</td><td>${STATE_WORDS[change.state]}</td></tr>`,
  );
  const title = from === to ? `Night of ${from}` : `${from} to ${to}`;
  const table = dataTable({
    heads: ['Figure', 'Direction', 'Before', 'After', 'Change', 'p', 'State'],
    rows: html`${rows}`,
    caption: `Changes, ${title}`,
    words: ['Direction', 'State'],
  });
  const notes = [...new Set(changes.flatMap(({ note }) => note ?? []))];
  const pairs: [string, string][] = [
    ['Builds', ellipsise(longest(changes), 700)],
    ['The change lies', `between ${changes[0]?.between[0] ?? ''} and ${changes[0]?.between[1] ?? ''}`],
    ['Likely cause', CAUSE_WORDS[cause]],
    ...notes.map((note): [string, string] => ['Acknowledged', ellipsise(note, 400)]),
  ];
  const isOpen = changes.some(
    ({ state, direction }) => direction === 'regressed' && (state === 'new' || state === 'told'),
  );
  const how = isOpen
    ? html`<p class="aid">To let the new level stand: <code>npm run trend -- acknowledge ${from} --environment ${historyId} --note '…'</code></p>`
    : nothing;
  return html`<div class="card finding"><p class="aid">${title}</p><h3>${withDates(sentence)}</h3><div class="scroll tall" tabindex="0" role="region" aria-label="Changes, ${title}">${table}</div><dl class="pairs">${pairs.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>${how}</div>`;
}

/** The change with the most nights around it says most of the builds. */
function longest(changes: readonly ModelChange[]): string {
  const most = changes.toSorted((a, b) => b.builds.length - a.builds.length)[0];
  return most === undefined ? '' : buildsText(most);
}

function pill({ direction, state }: ModelChange): Html {
  const isOpen = state === 'new' || state === 'told';
  const look: Status = direction === 'improved' ? 'pass' : isOpen ? 'fail' : 'info';
  return statusPill(look, direction === 'regressed' ? 'worse' : 'better');
}

/** Of the test; below one in a million the digits say nothing. */
function pText(p: number): string {
  return p < 1e-6 ? '< 0.000001' : Number(p.toPrecision(1)).toFixed(6).replace(/0+$/, '');
}
