/** What was each of the last nights? Verdict, runs, build, and why a night gave no figures; the latest first. */
import { shortBuild } from '../../comparison/texts.ts';
import { dataTable } from '../../html/data-table.ts';
import { ellipsise, type Html, html, nothing } from '../../html/escape.ts';
import { type Status, statusPill } from '../../html/shapes.ts';
import type { ModelNight, TrendModel } from '../model.ts';
import { CHART_NIGHTS } from '../night-chart.ts';
import { flipsText, streakText } from '../texts.ts';

const LOOKS: Readonly<Record<ModelNight['verdict'], Status>> = {
  pass: 'pass',
  fail: 'fail',
  inconclusive: 'inconclusive',
  invalid: 'invalid',
};

/** The section. */
export function renderNights({ nights, streak, flips, unreadable }: TrendModel): Html {
  const shown = nights.slice(-CHART_NIGHTS).toReversed();
  const left = nights.length - shown.length;
  const table = dataTable({
    heads: ['Night', 'Verdict', 'Runs', 'Build', 'Why it has no figures'],
    rows: html`${shown.map(line)}`,
    caption: 'The last nights',
    words: ['Verdict', 'Runs', 'Build', 'Why it has no figures'],
  });
  const broken =
    unreadable.length === 0
      ? nothing
      : html`<div class="card"><h3>Not read</h3><ul>${unreadable.map(({ name, reason }) => html`<li><b>${ellipsise(name, 80)}</b>: ${ellipsise(reason, 400)}</li>`)}</ul></div>`;
  return html`<p class="note">The last verdict: ${streakText(streak)}. ${flipsText(flips)}.${flips.disagreeing.length === 0 ? nothing : ` Nights whose runs disagree: ${flips.disagreeing.join(', ')}.`}</p>
<div class="card"><div class="scroll" tabindex="0" role="region" aria-label="The last nights">${table}</div></div>${left > 0 ? html`<p class="note">${left} earlier nights stand in trend.json.</p>` : nothing}${broken}`;
}

function line({ night, build, verdict, runs }: ModelNight): Html {
  const names = runs.map(
    ({ id, purpose, verdict: own }) =>
      html`<div>${ellipsise(id, 60)}${purpose === 'first' && own === verdict ? nothing : html` <span class="aid">${purpose}, ${own}</span>`}</div>`,
  );
  const reasons = [...new Set(runs.flatMap((run) => run.reasons))];
  return html`<tr><th scope="row" class="when">${night}</th><td>${statusPill(LOOKS[verdict], verdict)}</td><td class="named">${names}</td><td>${shortBuild(build)}</td><td class="wide">${ellipsise(reasons.join(' '), 400)}</td></tr>`;
}
