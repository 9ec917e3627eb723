/**
 * Static bars: where the time went (stacked), an actual against its limit (bullet), an endpoint's p95 (sparkline).
 *
 * Made in Node, so that they need no script, print well and can be tested as text. Widths are percentages of the
 * drawing's width: text and patterns keep their size on every screen.
 */
import { attr, type Html, html, join, nothing } from './escape.ts';
import { roughShareText } from './numbers.ts';
import { FILLS } from './patterns.ts';

/** A part of a stacked bar; `share` 0–1; `fill` is the index of its colour and pattern. */
export interface BarPart {
  title: string;
  share: number;
  fill: number;
}

/** Below this share a percentage does not fit into its part. */
const LABEL_SHARE_MIN = 0.07;

/** A stacked bar of 100 %, with the larger parts labelled. */
export function stackedBar(parts: readonly BarPart[], label: string): Html {
  let at = 0;
  const cells = parts.map((part) => {
    const from = at;
    const width = Math.min(Math.max(part.share, 0), 1 - at);
    at += width;
    if (width <= 0) return nothing;
    const middle = percent(from + width / 2);
    const box = html`<rect x="${percent(from)}" y="0" width="${percent(width)}" height="34" fill="url(#fill-${part.fill % FILLS})"/>`;
    const edge = from > 0 ? html`<rect x="${percent(from)}" y="0" width="1.5" height="34" class="gap"/>` : nothing;
    const text =
      width < LABEL_SHARE_MIN
        ? nothing
        : html`<svg x="${middle}" y="0" width="1" height="34" overflow="visible"><rect x="-23" y="8" width="46" height="18" rx="4" class="plate"/><text x="0" y="21.5" text-anchor="middle">${roughShareText(part.share)}</text></svg>`;
    return html`${box}${edge}${text}`;
  });
  return html`<svg class="bar" role="img"${attr('aria-label', label)} height="34">${join(cells)}</svg>`;
}

/** A bar of an actual value against its limit. The scale ends at 1.25 × the limit or a little beyond the actual. */
export function bulletBar(actual: number, limit: number, options: { missed: boolean; label: string }): Html {
  const scale = Math.max(limit * 1.25, actual * 1.05, Number.MIN_VALUE);
  return html`<svg class="bullet" role="img"${attr('aria-label', options.label)} height="18"><rect x="0" y="5" width="100%" height="8" rx="4" class="track"/><rect x="0" y="5" width="${percent(actual / scale)}" height="8" rx="4" class="${options.missed ? 'missed' : 'held'}"/><rect x="${percent(limit / scale)}" y="0" width="2.5" height="18" class="mark"/></svg>`;
}

/** A line of at most 60 values; `null` or negative is a gap. Nothing where no value is. */
export function sparkline(values: readonly (number | null)[], label: string): Html {
  const known = values.filter((value): value is number => value !== null && value >= 0);
  if (known.length === 0) return nothing;
  const top = Math.max(...known) || 1;
  const step = 100 / Math.max(1, values.length - 1);
  const y = (value: number): string => short(22 - (value / top) * 20);
  let path = '';
  let isDrawing = false;
  values.forEach((value, index) => {
    if (value === null || value < 0) {
      isDrawing = false;
      return;
    }
    const isAlone = !isDrawing && !((values[index + 1] ?? -1) >= 0);
    path += `${isDrawing ? 'L' : 'M'}${short(index * step)} ${y(value)}${isAlone ? 'h.6' : ''}`;
    isDrawing = true;
  });
  return html`<svg class="spark" viewBox="0 0 100 24" preserveAspectRatio="none" role="img"${attr('aria-label', label)}><path d="${path}"/></svg>`;
}

/** `12.3%` for an SVG attribute. */
export function percent(share: number): string {
  return `${short(Math.min(1, Math.max(0, share)) * 100)}%`;
}

/** A coordinate with at most one decimal. */
export function short(value: number): string {
  return String(Math.round(value * 10) / 10);
}
