/**
 * The forest plot's cells: one small drawing a row on a shared scale, static, readable without colour and in print.
 *
 * The scale is logarithmic, so that twice as slow and twice as fast lie equally far from no change. What lies beyond the
 * scale is drawn as an arrow at its edge; the figures beside it are exact. Pure.
 */
import { percent } from '../../html/bars.ts';
import { attr, type Html, html, nothing } from '../../html/escape.ts';
import type { ModelRow } from '../model.ts';
import { ROW_MARKS, rowChange, rowInterval, rowName } from '../row-texts.ts';

/** Largest change that the scale reaches, natural logarithm: ×4 and a quarter. */
const REACH_MAX = Math.log(4);
/** Smallest reach, so that noise does not fill the width. */
const REACH_MIN = Math.log(1.15);
/** For differences of error shares. */
const POINTS_REACH_MIN = 0.002;
const TICKS = [-0.75, -0.5, -0.3, -0.2, -0.1, -0.05, 0, 0.05, 0.1, 0.25, 0.5, 1, 2, 3];
/** Parts of the reach between two labels, so that they do not touch. */
const TICK_GAP = 0.36;

/** A scale from −reach to +reach. */
export interface ForestScale {
  kind: 'ratio' | 'points';
  reach: number;
}

/** The scale that shows the intervals of all rows, within limits. */
export function scaleOf(rows: readonly ModelRow[], kind: ForestScale['kind']): ForestScale {
  const ends = rows.flatMap(({ evidence, margin }) =>
    evidence.status === 'ok' && evidence.value.scale === kind
      ? [...evidence.value.ci95, margin].map((end) => Math.abs(place(end, kind)))
      : [],
  );
  const widest = Math.max(0, ...ends) * 1.06;
  const reach =
    kind === 'ratio' ? Math.min(REACH_MAX, Math.max(REACH_MIN, widest)) : Math.max(POINTS_REACH_MIN, widest);
  return { kind, reach };
}

/** The scale's labels, to stand above its column. */
export function forestAxis({ kind, reach }: ForestScale): Html {
  const values = kind === 'ratio' ? TICKS : [-1, -0.5, 0, 0.5, 1].map((part) => part * 0.9 * reach);
  const label = (value: number): string => {
    const text = kind === 'ratio' ? String(100 * value) : (100 * value).toPrecision(2);
    return value === 0 ? '0' : `${value > 0 ? '+' : '−'}${text.replace('-', '')}${kind === 'ratio' ? ' %' : ''}`;
  };
  const kept = spaced(
    values
      .filter((value) => Math.abs(place(value, kind)) <= reach * 0.93)
      .map((value) => ({ value, at: place(value, kind) / reach })),
  );
  return html`<svg class="forest" height="16" aria-hidden="true">${kept.map(
    ({ value, at }) => html`<text x="${x(at)}" y="12" text-anchor="middle">${label(value)}</text>`,
  )}</svg>`;
}

/** The drawing of one row; a row without evidence has none. */
export function forestCell(row: ModelRow, { kind, reach }: ForestScale): Html {
  if (row.evidence.status !== 'ok' || row.evidence.value.scale !== kind) return nothing;
  const { change, ci95 } = row.evidence.value;
  const at = (value: number): number => place(value, kind) / reach;
  const zoneLow = kind === 'ratio' ? -Math.log1p(row.margin) / reach : -row.margin / reach;
  const [low, high, middle] = [at(ci95[0]), at(ci95[1]), at(change)];
  const label = `${rowName(row)}: ${rowChange(row)}, 95 % interval ${rowInterval(row)}, ${ROW_MARKS[row.verdict].word}`;
  const colour = { regressed: 'fail', improved: 'pass', unchanged: 'info', inconclusive: 'inconclusive' }[row.verdict];
  return html`<svg class="forest ${colour}" role="img"${attr('aria-label', label)} height="26"><rect x="${x(zoneLow)}" y="0" width="${percent(-zoneLow > 1 ? 1 : -zoneLow)}" height="26" class="zone"/><rect x="50%" y="0" width="1" height="26" class="zero"/><line x1="${x(low)}" x2="${x(high)}" y1="13" y2="13"/>${end(low)}${end(high)}<svg x="${x(middle)}" y="13" width="1" height="1" overflow="visible">${MARK_SHAPES[row.verdict]}</svg></svg>`;
}

/** Worse points up, better down, the same is a full circle, what cannot be told an empty one. */
const MARK_SHAPES: Readonly<Record<ModelRow['verdict'], Html>> = {
  regressed: html`<path d="M0-7.5L7 5.5H-7z" class="f"/>`,
  improved: html`<path d="M0 7.5L7-5.5H-7z" class="f"/>`,
  unchanged: html`<circle r="5.5" class="f"/>`,
  inconclusive: html`<circle r="5" class="o"/>`,
};

/** A stop at an end of the interval, or an arrow where it goes on beyond the scale. */
function end(at: number): Html {
  if (Math.abs(at) <= 1)
    return html`<svg x="${x(at)}" y="13" width="1" height="1" overflow="visible"><path d="M0-4V4" class="o"/></svg>`;
  const arrow = at > 0 ? html`<path d="M-8-5L0 0L-8 5" class="o"/>` : html`<path d="M8-5L0 0L8 5" class="o"/>`;
  return html`<svg x="${x(at)}" y="13" width="1" height="1" overflow="visible">${arrow}</svg>`;
}

function place(value: number, kind: ForestScale['kind']): number {
  return kind === 'ratio' ? Math.log(Math.max(1e-9, 1 + value)) : value;
}

/** −1 to 1 as a share of the width, with room for marks at both edges. */
function x(at: number): string {
  return percent(0.5 + 0.47 * Math.min(1, Math.max(-1, at)));
}

/** Labels from the middle outwards, those that would touch left out. */
function spaced(ticks: readonly { value: number; at: number }[]): { value: number; at: number }[] {
  const kept: { value: number; at: number }[] = [];
  for (const tick of ticks.toSorted((a, b) => Math.abs(a.at) - Math.abs(b.at))) {
    if (kept.every(({ at }) => Math.abs(at - tick.at) >= TICK_GAP)) kept.push(tick);
  }
  return kept;
}
