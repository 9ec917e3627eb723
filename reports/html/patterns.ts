/**
 * How fills differ without colour: a pattern for every part of a bar. And the swatches of lines and fills in legends.
 */
import { type Html, html, join } from './escape.ts';

const PATTERNS: readonly Html[] = [
  html``,
  html`<path d="M0 8L8 0" class="h"/>`,
  html`<path d="M0 0L8 8" class="h"/>`,
  html`<path d="M4 0V8" class="h"/>`,
  html`<circle cx="4" cy="4" r="1.5" class="hd"/>`,
  html`<path d="M0 4H8" class="h"/>`,
  html`<path d="M0 8L8 0M0 0L8 8" class="h"/>`,
];
/** How many fills differ. */
export const FILLS = 19;

/** The pattern definitions, once a page; bars refer to them as `url(#fill-n)`. */
export function patternDefinitions(): Html {
  const cell = (index: number): Html =>
    html`<pattern id="fill-${index}" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" class="b${index % 6}"/>${PATTERNS[patternOf(index)] ?? html``}</pattern>`;
  return html`<svg class="defs" aria-hidden="true" focusable="false"><defs>${join(
    Array.from({ length: FILLS }, (_, index) => cell(index)),
  )}</defs></svg>`;
}

/** Colours repeat after six, patterns after seven: no two of the fills are alike. */
function patternOf(index: number): number {
  return index % PATTERNS.length;
}

/** A legend's swatch of a line. */
export function lineSwatch(tone: number, role?: 'limit'): Html {
  const look = role === 'limit' ? 'limit' : `t${tone % 6}`;
  return html`<svg class="swatch" viewBox="0 0 28 12" aria-hidden="true"><path d="M1 6H27" class="${look}"/></svg>`;
}

/** A legend's swatch of a fill. */
export function fillSwatch(index: number): Html {
  return html`<svg class="swatch" viewBox="0 0 28 12" aria-hidden="true"><rect width="28" height="12" rx="2" fill="url(#fill-${index % FILLS})"/></svg>`;
}
