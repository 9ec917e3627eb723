/** What a line of a time figure reached, as a sentence and as a table row: the figure in words. */
import type { Timeline } from '../model.ts';
import { type Html, html } from './escape.ts';
import type { TimeLine } from './figure.ts';
import { elapsedText, numberText, withUnit } from './numbers.ts';

/** What a line reached. */
interface Range {
  low: number;
  high: number;
  highAt: number;
  last: number;
}

function rangeOf(line: TimeLine): Range | null {
  let range: Range | null = null;
  line.values.forEach((value, bucket) => {
    if (value === null) return;
    if (range === null) range = { low: value, high: value, highAt: bucket, last: value };
    else {
      range.low = Math.min(range.low, value);
      if (value > range.high) {
        range.high = value;
        range.highAt = bucket;
      }
      range.last = value;
    }
  });
  return range;
}

/** A line in one sentence, for those who cannot see it. */
export function describeLine(line: TimeLine, unit: string, timeline: Timeline): string {
  const range = rangeOf(line);
  if (range === null) return `${line.label}: no values.`;
  return `${line.label}: from ${withUnit(range.low, unit)} to ${withUnit(range.high, unit)}, highest at ${elapsedText(range.highAt * timeline.bucketMs)}.`;
}

/** A line as a row of the figure's table: lowest, highest, when, last. */
export function rangeRow(line: TimeLine, unit: string, timeline: Timeline): Html {
  const range = rangeOf(line);
  if (range === null) return html`<tr><th scope="row">${line.label}</th><td colspan="4">no values</td></tr>`;
  const text = (value: number): string => (unit === 'ms' ? `${numberText(value)} ms` : withUnit(value, unit));
  return html`<tr><th scope="row">${line.label}</th><td class="n">${text(range.low)}</td><td class="n">${text(range.high)}</td><td class="n">${elapsedText(range.highAt * timeline.bucketMs)}</td><td class="n">${text(range.last)}</td></tr>`;
}
