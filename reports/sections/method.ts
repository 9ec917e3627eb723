/** How was it measured, and how can it be repeated? */
import { html, nothing } from '../html/escape.ts';
import { defineSection } from './section.ts';

export const method = defineSection({
  id: 'method',
  title: 'Method',
  question: 'How was it measured, by which versions, and how can it be repeated?',
  inputs: ['method', 'cuts', 'run'],
  render({ method: rows, cuts, run }) {
    const pairs = html`<dl class="pairs">${rows.map((row) => html`<dt>${row.label}</dt><dd>${row.value}</dd>`)}</dl>`;
    const cut =
      cuts.length === 0
        ? nothing
        : html`<div class="card"><h3>What this report leaves out</h3><ul>${cuts.map((words) => html`<li class="note">${words}</li>`)}</ul></div>`;
    const body = html`<div class="card">${pairs}</div><div class="card"><h3>Repeat this run</h3><pre>${run.command}</pre></div>${cut}`;
    return { body, charts: [], status: null };
  },
});
