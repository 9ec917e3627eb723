/** Is everything that was acknowledged really there? The database after the run against what the load was told. */
import { isUnavailable, type OrUnavailable } from '../../contract/measured.ts';
import type { Correctness } from '../../contract/summary.ts';
import { dataTable } from '../html/data-table.ts';
import { ellipsise, type Html, html, nothing } from '../html/escape.ts';
import { missingCard } from '../html/figure.ts';
import { numberText } from '../html/numbers.ts';
import { statusShape } from '../html/shapes.ts';
import type { ReportModel } from '../model.ts';
import { defineSection } from './section.ts';

export const correctness = defineSection({
  id: 'correctness',
  title: 'Correctness',
  question:
    'Is everything that was acknowledged really there, exactly once? The database after the run against what the load was told.',
  inputs: ['summary', 'correctness'],
  render({ summary, correctness: lists }) {
    const found = summary.correctness;
    if (found === undefined) return null;
    // A run without payments and without a reconciliation has nothing to be asked about.
    const { reconciliation, staleReads } = found;
    if (isUnavailable(reconciliation) && isUnavailable(staleReads)) {
      const body = missingCard('Reconciliation', `${reconciliation.reason}; ${staleReads.reason}`);
      return { body, charts: [], status: 'unavailable' };
    }
    const isWrong = lists.failures.length > 0;
    const isUnknown = isUnavailable(reconciliation) || isUnavailable(staleReads);
    const status = isWrong ? 'fail' : isUnknown ? 'unavailable' : 'pass';
    const heading = isWrong ? lists.failures.join('; ') : headingOf(found);
    const body = html`<div class="card"><h3>${statusShape(status)} ${heading}</h3>${figures(found)}</div>${differences(lists)}${lockWaits(lists)}`;
    return { body, charts: [], status };
  },
});

function headingOf({ reconciliation }: Correctness): string {
  return isUnavailable(reconciliation)
    ? 'The database was not held against the load'
    : 'Everything that was acknowledged is stored, exactly once';
}

function figures({ reconciliation, staleReads, duplicatedPayments }: Correctness): Html {
  const rows: [string, OrUnavailable<number> | string][] = [
    ...(isUnavailable(reconciliation)
      ? ([['Reconciliation', reconciliation.reason]] satisfies [string, string][])
      : ([
          ['Checkouts held against the database', reconciliation.checked.checkouts],
          ['Payment events', reconciliation.checked.events],
          ['Copilot turns', reconciliation.checked.turns],
          ['Differences', reconciliation.differences],
          ['Waits for a lock over 1 s', reconciliation.lockWaitsOverOneSecond],
          ['Connections above the idle level after the run', reconciliation.connectionsAboveIdle],
        ] satisfies [string, OrUnavailable<number>][])),
    ['Payments applied more than once', duplicatedPayments],
    ['Stale reads', staleReads],
  ];
  const text = (value: OrUnavailable<number> | string): string =>
    typeof value === 'string' ? value : isUnavailable(value) ? value.reason : numberText(value);
  return html`<dl class="pairs">${rows.map(([label, value]) => html`<dt>${label}</dt><dd>${text(value)}</dd>`)}</dl>`;
}

function differences({ differences: found }: ReportModel['correctness']): Html {
  if (found.length === 0) return nothing;
  const rows = html`${found.map(
    ({ kind, detail }) =>
      html`<tr><th scope="row">${ellipsise(kind, 80)}</th><td class="wide">${ellipsise(detail, 300)}</td></tr>`,
  )}`;
  const table = dataTable({ heads: ['Difference', 'What'], rows, caption: 'Differences', words: ['What'] });
  return html`<div class="card"><h3>What differs</h3><div class="scroll" tabindex="0" role="group" aria-label="Differences">${table}</div></div>`;
}

function lockWaits({ lockWaits: waits }: ReportModel['correctness']): Html {
  if (waits.length === 0) return nothing;
  return html`<div class="card"><h3>Waits for a lock over 1 s</h3><ul>${waits.map((wait) => html`<li>${ellipsise(wait, 300)}</li>`)}</ul></div>`;
}
