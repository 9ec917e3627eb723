/** May this result be believed at all? Shown only when it is not clean; an invalid run is said before anything else. */
import { html } from '../html/escape.ts';
import { statusShape } from '../html/shapes.ts';
import { defineSection } from './section.ts';

export const validity = defineSection({
  id: 'validity',
  title: 'Validity',
  question: '',
  inputs: ['summary'],
  render({ summary }) {
    const { status, reasons } = summary.validity;
    if (status === 'valid') return null;
    const isInvalid = status === 'invalid';
    const heading = isInvalid ? 'Do not use this result' : 'Use this result with care';
    const shape = statusShape(isInvalid ? 'invalid' : 'inconclusive');
    const ordered = [...reasons].sort((a, b) => Number(b.severity === 'invalid') - Number(a.severity === 'invalid'));
    const list =
      ordered.length === 0
        ? html`<p>No reason was recorded.</p>`
        : html`<ul>${ordered.map((reason) => html`<li>${reason.message} <code>${reason.code}</code></li>`)}</ul>`;
    const body = html`<section class="banner ${status}" id="validity" aria-labelledby="validity-h">${shape}<div><h2 id="validity-h">${heading}</h2>${list}</div></section>`;
    return { body, charts: [], status: isInvalid ? 'invalid' : 'inconclusive' };
  },
});
