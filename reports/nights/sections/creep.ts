/** Has anything crept away from the pinned release in steps too small for a change of level? */
import { dataTable } from '../../html/data-table.ts';
import { ellipsise, type Html, html } from '../../html/escape.ts';
import { sizesText } from '../../statistics/trend/figure-scale.ts';
import { figureKeyOf } from '../figure-key.ts';
import type { TrendModel } from '../model.ts';
import { changeSize, figureName } from '../texts.ts';

/** The section. */
export function renderCreep({ creep, today }: TrendModel): Html {
  if (creep.status !== 'ok') return html`<p class="note">Not asked: ${creep.reason}.</p>`;
  const { set, lookedAt, isDue, creeps } = creep;
  const when = lookedAt === null ? 'The nightly job has not asked yet' : `The nightly job asked on ${lookedAt}`;
  const due = isDue ? `, and asks again in its next night` : `, and asks once a week`;
  const note = html`<p class="note">The median of the last seven nights against the pinned set ${set}, all steps told above taken out; as of ${today}. ${when}${due}.</p>`;
  if (creeps.length === 0) return html`${note}<p class="note">Nothing has crept away.</p>`;
  const rows = creeps.map(
    (one) =>
      html`<tr><th scope="row" class="named">${ellipsise(figureName(one), 140)}</th><td class="n">${changeSize(one)}</td><td class="n">${sizesText(figureKeyOf(one).figure, one.ci95)}</td><td class="wide">${ellipsise(one.sentence, 400)}</td></tr>`,
  );
  const table = dataTable({
    heads: ['Figure', 'Since the release', '95 % interval', 'In words'],
    rows: html`${rows}`,
    caption: 'Figures that crept away from the pinned release',
    words: ['In words'],
  });
  return html`${note}<div class="card"><div class="scroll tall" tabindex="0" role="region" aria-label="Crept away">${table}</div></div>`;
}
