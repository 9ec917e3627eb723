/** Which runs were left out, and why? A run is never dropped silently. */
import { dataTable } from '../../html/data-table.ts';
import { ellipsise, type Html, html } from '../../html/escape.ts';
import type { ComparisonModel } from '../model.ts';

/** The section. */
export function renderLeftOut({ excluded, unreadable }: ComparisonModel): Html {
  if (excluded.length + unreadable.length === 0) return html`<p class="note">None: every given run was compared.</p>`;
  const rows = [
    ...excluded.map(({ side, runId, reasons }) => ({
      side,
      name: runId,
      reason: reasons.map(({ message }) => message).join(' '),
    })),
    ...unreadable.map(({ side, folder, reason }) => ({ side, name: folder, reason })),
  ].map(
    ({ side, name, reason }) =>
      html`<tr><th scope="row" class="named">${ellipsise(name, 140)}</th><td>${side}</td><td class="wide">${ellipsise(reason, 700)}</td></tr>`,
  );
  const table = dataTable({
    heads: ['Run', 'Side', 'Reason'],
    rows: html`${rows}`,
    caption: 'Runs left out',
    words: ['Side', 'Reason'],
  });
  return html`<div class="card"><div class="scroll tall">${table}</div></div>`;
}
