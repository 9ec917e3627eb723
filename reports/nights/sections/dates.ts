/** Text in which a date is never broken at its hyphens. */
import { ellipsise, type Html, html } from '../../html/escape.ts';

/** The text, at most `lengthMax` characters of it, its ISO dates kept on one line each. */
export function withDates(text: string, lengthMax = 700): Html {
  const parts = ellipsise(text, lengthMax).split(/(\d{4}-\d{2}-\d{2})/);
  return html`${parts.map((part, at) => (at % 2 === 1 ? html`<span class="when">${part}</span>` : part))}`;
}
