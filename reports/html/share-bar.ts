/** A bar that shows a share of a whole, for a table's cell; static SVG, so that it prints and needs no script. */
import { percent } from './bars.ts';
import { attr, type Html, html } from './escape.ts';

/** The bar of a share 0–1; `label` says what it is a share of. */
export function shareBar(share: number, label: string): Html {
  return html`<svg class="share" role="img"${attr('aria-label', label)} height="10"><rect x="0" y="0" width="100%" height="10" rx="3" class="track"/><rect x="0" y="0" width="${percent(share)}" height="10" rx="3" class="held"/></svg>`;
}
