/** What do the slowest starts wait for, against those at the median? And when did that change? */
import { isUnavailable } from '../../contract/measured.ts';
import { START_PARTS, type StartPart } from '../../contract/metrics.ts';
import type { JourneyAttribution, StartGroup } from '../attribution-model.ts';
import { stackedBar } from '../html/bars.ts';
import { dataTable } from '../html/data-table.ts';
import { type Html, html, nothing } from '../html/escape.ts';
import { type Figure, missingCard, safeId, timeFigure } from '../html/figure.ts';
import { latencyColumn, latencyText, numberText, roughShareText } from '../html/numbers.ts';
import { fillSwatch } from '../html/patterns.ts';
import type { Timeline } from '../model.ts';
import { PART_FILLS } from './part-fills.ts';
import { defineSection } from './section.ts';
import { serverTimingHelp } from './server-timing-help.ts';

/** Parts below this share in both groups have no row of their own. */
const WEIGHTY_SHARE = 0.01;
/** Keeps the sign and its number on one line. */
const SMALL = '<1\u00a0%';

type Answered = JourneyAttribution & { status: 'ok' };

export const attribution = defineSection({
  id: 'waited-for',
  title: 'What the slowest waited for',
  question:
    'What do the slowest starts of each journey wait for, against those at the median? Each along its critical path, the parts adding up to the whole.',
  inputs: ['attribution', 'timeline'],
  render({ attribution: journeys, timeline }) {
    const answered = journeys.flatMap((one, index) => (one.status === 'ok' ? [{ one, index }] : []));
    const missing = journeys.flatMap((one) =>
      one.status === 'unavailable' ? [missingCard(one.title, one.reason)] : [],
    );
    if (answered.length === 0) {
      const body = missing.length === 0 ? missingCard('No journey', 'the plan has none') : html`${missing}`;
      return { body, charts: [], status: 'unavailable' };
    }
    const figures = answered.map(({ one, index }) => overTimeFigure(one, index, timeline));
    const isUntold = answered.some(({ one }) => one.serverTiming.status === 'unavailable');
    const body = html`${answered.map(({ one }) => card(one))}${missing}${isUntold ? serverTimingHelp() : nothing}<div class="grid">${figures.map((figure) => figure.html)}</div>`;
    return { body, charts: figures.map((figure) => figure.chart), status: null };
  },
});

function card(journey: Answered): Html {
  const { middle } = journey;
  const tail = isUnavailable(journey.tail) ? null : journey.tail;
  const untold =
    journey.serverTiming.status === 'ok'
      ? nothing
      : html`<p class="note">The server’s share is ${journey.serverTiming.reason}. The lines that switch it on stand below.</p>`;
  const bars = html`${bar('At the median', middle)}${tail === null ? nothing : bar(`The slowest ${roughShareText(tail.share)}`, tail)}`;
  return html`<div class="card"><h3>${journey.sentence}</h3><div class="total"><p class="aid">${journey.title}: ${startsText(journey.starts, 'answered ')} of the measured phase${notSplit(journey)}</p></div>${bars}${partTable(journey, middle, tail)}${untold}</div>`;
}

function notSplit({ notSplit: count }: Answered): string {
  if (count === 0) return '';
  return `; ${numberText(count)} more had no answer, and nobody knows what they waited for`;
}

function bar(title: string, group: StartGroup): Html {
  const parts = group.parts.map(({ id, title: name, share }) => ({ title: name, share, fill: PART_FILLS[id] }));
  const words = group.parts.map((part) => `${part.title} ${roughShareText(part.share)}`).join(', ');
  const span = `${latencyText(group.fromMs)} to ${latencyText(group.toMs)}`;
  return html`<div class="total"><p class="aid"><b>${title}: ${latencyText(group.totalMs)}</b></p><p class="aid">mean of ${startsText(group.starts)}, ${span}</p></div>${stackedBar(parts, `${title}: ${words}`)}`;
}

/** Both groups side by side, the part that makes the difference marked; parts without weight stand together. */
function partTable(journey: Answered, middle: StartGroup, tail: StartGroup | null): Html {
  const groups = tail === null ? [middle] : [middle, tail];
  const column = latencyColumn(groups.map((group) => group.totalMs));
  const present = START_PARTS.filter((id) => groups.some((group) => group.parts.some((part) => part.id === id)));
  const weighty = present.filter((id) => id === journey.cause?.id || isWeighty(groups, id));
  const others = present.filter((id) => !weighty.includes(id));
  const row = (head: Html, ids: readonly StartPart[]): Html => {
    const cells = groups.map((group) => {
      const share = sumOf(group, ids, 'share');
      // What took less than a hundredth of each start was counted as minor, and is not known to be nothing.
      if (share === 0) return html`<td class="n">–</td><td class="n">${SMALL}</td>`;
      return html`<td class="n">${column.text(sumOf(group, ids, 'ms'))}</td><td class="n">${roughShareText(share)}</td>`;
    });
    return html`<tr><th scope="row">${head}</th>${cells}</tr>`;
  };
  const rows = weighty.map((id) => {
    const title = groups.flatMap((group) => group.parts).find((part) => part.id === id)?.title ?? id;
    const name = id === journey.cause?.id ? html`<strong>${title}</strong>` : title;
    return row(html`${fillSwatch(PART_FILLS[id])} ${name}`, [id]);
  });
  const rest = others.length === 0 ? nothing : row(html`all parts below 1 %`, others);
  const heads = [`In ${column.unit}, mean a start`, 'Median', 'Share', ...(tail === null ? [] : ['Slowest', 'Share'])];
  const caption = `${journey.title}: parts of the time at the median and among the slowest`;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}">${dataTable({ heads, rows: html`${rows}${rest}`, caption })}</div>`;
}

/** Whether a part has a row of its own; `minor` never has: it is what was too small to be counted apart. */
function isWeighty(groups: readonly StartGroup[], id: StartPart): boolean {
  return id !== 'minor' && groups.some((group) => sumOf(group, [id], 'share') >= WEIGHTY_SHARE);
}

function sumOf({ parts }: StartGroup, ids: readonly StartPart[], of: 'ms' | 'share'): number {
  return parts.reduce((sum, part) => (ids.includes(part.id) ? sum + part[of] : sum), 0);
}

function startsText(count: number, what = ''): string {
  return `${numberText(count)} ${what}${count === 1 ? 'start' : 'starts'}`;
}

function overTimeFigure(journey: Answered, index: number, timeline: Timeline): Figure {
  return timeFigure({
    id: `waited-for-${index}-${safeId(journey.journey)}`,
    title: journey.overTimeSentence,
    aid: 'Mean time a start by part, stacked, by the second in which the start ended. Only the measured phase is split.',
    unit: 'ms',
    timeline,
    stacked: true,
    isSmall: true,
    variants: [
      {
        id: 'all',
        label: journey.title,
        limit: null,
        lines: journey.overTime.map((line, at) => ({
          label: line.title,
          values: line.values,
          path: ['attribution', index, 'overTime', at, 'values'],
        })),
      },
    ],
  });
}
