/** Why did it change? What moved together with the journeys of the gate, ranked by its share of their change. */
import { stackedBar } from '../../html/bars.ts';
import { ellipsise, type Html, html, nothing } from '../../html/escape.ts';
import { roughShareText } from '../../html/numbers.ts';
import type { Cause, ComparisonModel } from '../model.ts';

const KINDS: Readonly<Record<Cause['kind'], string>> = {
  part: 'Part of a start',
  statement: 'Statement',
  plan: 'Plan',
  index: 'Index',
  figure: 'Figure of the whole run',
};

/** The section. */
export function renderWhy({ why, whyNote }: ComparisonModel): Html {
  const note = whyNote === '' ? nothing : html`<p class="note">${whyNote}</p>`;
  if (why.length === 0) return note;
  const rows = why.map((cause) => {
    const share =
      cause.share === null
        ? nothing
        : stackedBar(
            [{ title: cause.title, share: cause.share, fill: 0 }],
            `${roughShareText(cause.share)} of the change of ${cause.journey ?? ''}`,
          );
    return html`<li class="cause"><p class="kicker">${KINDS[cause.kind]}${cause.share === null ? ', beside the change' : nothing}</p><p>${ellipsise(cause.sentence, 700)}</p>${share}</li>`;
  });
  return html`${note}<div class="card"><ol class="causes">${rows}</ol></div><p class="note">What moved together is not yet what caused it. Shares are of the mean start, because only means add up.</p>`;
}
