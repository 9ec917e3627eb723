/** How is a level told from chance, and which nights count together? */
import { dataTable } from '../../html/data-table.ts';
import { ellipsise, type Html, html } from '../../html/escape.ts';
import type { TrendModel } from '../model.ts';
import { withDates } from './dates.ts';

/** Text, because no figure of the model changes it. */
const PAIRS: readonly [string, string][] = [
  ['Unit', 'the night: one value a figure, the geometric mean of its first run and its repeats'],
  ['Nights that count', 'those with a run that may be compared; others leave a gap, and nothing is filled in'],
  [
    'Levels',
    'robust segmentation (a night’s square is capped, so that one bad night is no change; a level has three nights at least), over at most 400 nights',
  ],
  [
    'A change is told',
    'when its test says p ≤ 0.00001 (on simulated nights: one false change in some 7,000 looks at a figure), it is at least 2 % (or nightly.effectMin), and of a latency at least 2 ms, of an error share 0.1 points',
  ],
  ['Perhaps', 'p ≤ 0.001: drawn, never told'],
  ['Its place', 'known to ±2 nights; the builds of all nights in between are listed'],
  ['Nights that resemble each other', 'the correlation of neighbouring nights makes every test more careful'],
  [
    'A night that stands far out',
    'five standard deviations: it is repeated before anyone is told, and a repeat that agrees is a second point',
  ],
  ['Error shares', 'on the scale ln(share + 0.001), because most nights have none; changes are differences in points'],
  ['Machine or application', 'the control probe asks for neither database nor cache: what moves it is the machine'],
  ['False alarms', 'measured on simulated nights: see docs/statistics.md'],
];

/** The section. */
export function renderMethod({ histories }: TrendModel): Html {
  const rows = histories.map(
    (one) =>
      html`<tr><th scope="row">${one.id}${one.isShown ? ' (shown)' : ''}</th><td>${one.workload} on ${one.deployment}</td><td class="wide">${ellipsise(one.toggles, 200)}</td><td class="n">${one.nights}</td><td>${withDates(`${one.from} to ${one.to}`)}</td></tr>`,
  );
  const table = dataTable({
    heads: ['History', 'Load', 'Switches', 'Nights', 'When'],
    rows: html`${rows}`,
    caption: 'Histories in this folder',
    words: ['Load', 'Switches', 'When'],
  });
  return html`<div class="card"><dl class="pairs">${PAIRS.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl></div>
<div class="card"><h3>Histories</h3><p class="aid">Nights of another machine, workload or other switches are a history of their own; <code>--environment</code> shows it.</p><div class="scroll tall" tabindex="0" role="region" aria-label="Histories">${table}</div></div>`;
}
