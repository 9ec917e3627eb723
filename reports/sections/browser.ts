/** What did a person at a screen see meanwhile? Web Vitals of real browsers beside the load; advisory, never judged. */
import { isUnavailable, type OrUnavailable } from '../../contract/measured.ts';
import type { WebVital } from '../../contract/summary.ts';
import { dataTable } from '../html/data-table.ts';
import { ellipsise, html } from '../html/escape.ts';
import { missingCard } from '../html/figure.ts';
import { latencyText, numberText } from '../html/numbers.ts';
import { statusPill } from '../html/shapes.ts';
import { defineSection } from './section.ts';

const TITLES: ReadonlyMap<string, string> = new Map([
  ['lcp', 'Largest contentful paint'],
  ['inp', 'Interaction to next paint'],
  ['cls', 'Cumulative layout shift'],
  ['ttfb', 'Time to first byte'],
  ['fcp', 'First contentful paint'],
]);
/** The rating as a shape and a word; advisory, so that nothing here looks like a verdict. */
const RATINGS = { good: 'pass', 'needs improvement': 'inconclusive', poor: 'fail' } as const;

export const browser = defineSection({
  id: 'browser',
  title: 'In the browser',
  question: 'What did a person at a screen see meanwhile? Web Vitals of real browsers beside the load.',
  inputs: ['summary', 'browser'],
  render({ summary, browser: about }) {
    const vitals = summary.browser;
    if (about === null || vitals === undefined) return null;
    if (isUnavailable(vitals)) {
      const body = html`${missingCard('Web Vitals', vitals.reason)}<p class="note">${about.note}</p>`;
      return { body, charts: [], status: 'unavailable' };
    }
    const rows = html`${vitals.map(
      (row) =>
        html`<tr><th scope="row">${TITLES.get(row.vital) ?? ellipsise(row.vital, 40)}</th><td class="wide">${ellipsise(row.page, 80)}</td><td class="n">${numberText(row.count)}</td><td class="n">${text(row, row.p50)}</td><td class="n">${text(row, row.p75)}</td><td class="n">${text(row, row.max)}</td><td>${rating(row)}</td></tr>`,
    )}`;
    const heads = ['Vital', 'Page', 'n', 'p50', 'p75', 'Longest', 'Rating'];
    const table = dataTable({ heads, rows, caption: 'Web Vitals', words: ['Page', 'Rating'] });
    const body = html`<div class="card"><h3>${finding(vitals)}</h3><div class="scroll" tabindex="0" role="group" aria-label="Web Vitals">${table}</div><p class="note">${about.note} Ratings are those of the Web Vitals programme, at the 75th percentile.</p></div>`;
    return { body, charts: [], status: null };
  },
});

function finding(vitals: readonly WebVital[]): string {
  const rated = vitals.filter((row) => !isUnavailable(row.rating));
  const worse = rated.filter((row) => row.rating !== 'good');
  if (rated.length === 0) return 'Web Vitals without a rating';
  if (worse.length === 0) return 'Every Web Vital is good';
  const names = [...new Set(worse.map((row) => `${row.vital.toUpperCase()} of ${row.page}`))];
  return `Not good: ${names.slice(0, 4).join(', ')}`;
}

function text(row: WebVital, figure: OrUnavailable<number>): string {
  if (isUnavailable(figure)) return '–';
  return row.unit === 'ms' ? latencyText(figure) : numberText(figure);
}

function rating({ rating: value }: WebVital) {
  return isUnavailable(value) ? html`${value.reason}` : statusPill(RATINGS[value], value);
}
