/** Whom did the rate limiter stop? Shares rejected of each kind of user; shown only where a journey tried it. */
import { isUnavailable } from '../../contract/measured.ts';
import type { LimiterKind } from '../../contract/summary.ts';
import { dataTable } from '../html/data-table.ts';
import { ellipsise, html, nothing } from '../html/escape.ts';
import { numberText, shareText } from '../html/numbers.ts';
import { type Status, statusShape } from '../html/shapes.ts';
import { defineSection } from './section.ts';

export const limiter = defineSection({
  id: 'limits',
  title: 'Rate limits',
  question: 'Whom did the limiter stop? A rejected normal user fails the run; abusers should be stopped.',
  inputs: ['summary', 'limiter'],
  render({ summary, limiter: { headerChecks } }) {
    const kinds = summary.limiter;
    if (kinds === undefined || isUnavailable(kinds)) return null;
    const { status, heading } = findingOf(kinds);
    const rows = html`${kinds.map(
      (row) =>
        html`<tr><th scope="row">${ellipsise(row.kind, 60)}</th><td class="n">${numberText(row.allowed)}</td><td class="n">${numberText(row.limited)}</td><td class="n">${isUnavailable(row.limitedShare) ? row.limitedShare.reason : shareText(row.limitedShare)}</td></tr>`,
    )}`;
    const table = dataTable({ heads: ['Users', 'Allowed', 'Rejected', 'Share rejected'], rows, caption: heading });
    const checks =
      headerChecks.length === 0
        ? html`<p class="note">No answer was checked for the limiter’s headers.</p>`
        : html`<p class="note">Every answer was checked for the limiter’s headers; what was wrong stands under Errors.</p><ul class="tally">${headerChecks.map((check) => html`<li>${ellipsise(check.name, 80)}: <b>${numberText(check.failed)}</b> of ${numberText(check.made)} failed</li>`)}</ul>`;
    const body = html`<div class="card"><h3>${statusShape(status)} ${heading}</h3><div class="scroll" tabindex="0" role="group" aria-label="Answers by kind of user">${table}</div>${kinds.length === 0 ? nothing : checks}</div>`;
    return { body, charts: [], status };
  },
});

function findingOf(kinds: readonly LimiterKind[]): { status: Status; heading: string } {
  const normal = kinds.find(({ kind }) => kind === 'normal');
  const abuser = kinds.find(({ kind }) => kind === 'abuser');
  if (normal !== undefined && normal.limited > 0) {
    return { status: 'fail', heading: `${numberText(normal.limited)} requests of normal users were rejected` };
  }
  if (abuser !== undefined && abuser.limited === 0) {
    return { status: 'inconclusive', heading: 'Abusers were never rejected: is the limiter on?' };
  }
  const stopped =
    abuser === undefined || isUnavailable(abuser.limitedShare)
      ? ''
      : `; ${shareText(abuser.limitedShare)} of the abusers’ were`;
  return { status: 'pass', heading: `No request of a normal user was rejected${stopped}` };
}
