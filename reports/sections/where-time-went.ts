/** Where did the time go? One bar a journey or endpoint; what no source explains is shown, never hidden. */
import { stackedBar } from '../html/bars.ts';
import { type Html, html } from '../html/escape.ts';
import { missingCard } from '../html/figure.ts';
import { latencyText, numberText, roughShareText } from '../html/numbers.ts';
import { fillSwatch } from '../html/patterns.ts';
import { TIME_PARTS, type TimeShare } from '../model.ts';
import { PART_FILLS } from './part-fills.ts';
import { defineSection } from './section.ts';

/** Journeys first, then this many bars at once; the rest is folded. */
const OPEN_MAX = 6;

export const whereTimeWent = defineSection({
  id: 'where-time-went',
  title: 'Where the time went',
  question:
    'Which part of the system was the user waiting for? From the application’s own Server-Timing and the client’s split of each request.',
  inputs: ['whereTimeWent'],
  render({ whereTimeWent: shares }) {
    if (shares.length === 0) {
      return {
        body: missingCard('No split', 'no request of the measured phase was answered'),
        charts: [],
        status: 'unavailable',
      };
    }
    const cards = shares.map(card);
    const rest = cards.slice(OPEN_MAX);
    const folded =
      rest.length === 0
        ? html``
        : html`<details class="more"><summary>${numberText(rest.length)} more</summary>${rest}</details>`;
    return { body: html`${cards.slice(0, OPEN_MAX)}${folded}`, charts: [], status: null };
  },
});

function card(share: TimeShare): Html {
  if (share.status === 'unavailable') return missingCard(share.title, share.reason);
  const parts = TIME_PARTS.flatMap((id) => share.parts.filter((part) => part.id === id && part.ms > 0));
  const words = parts.map((part) => `${part.title} ${roughShareText(part.share)}`).join(', ');
  const bar = stackedBar(
    parts.map((part) => ({ title: part.title, share: part.share, fill: PART_FILLS[part.id] })),
    `${share.title}: ${words}`,
  );
  const list = parts.map(
    (part) =>
      html`<li class="${part.id === share.largest ? 'most' : 'other'}">${fillSwatch(PART_FILLS[part.id])}<span>${part.title}</span><b>${latencyText(part.ms)} · ${roughShareText(part.share)}</b></li>`,
  );
  return html`<div class="card"><h3>${share.sentence}</h3><div class="total"><p class="aid">${share.title}: ${latencyText(share.totalMs)} in all</p><p class="aid">${share.basis}</p></div>${bar}<ul class="parts">${list}</ul></div>`;
}
