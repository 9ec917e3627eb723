/** What did the response cache spare the database? By family of keys, with what had to be computed and what was dropped. */
import { isUnavailable } from '../../contract/measured.ts';
import type { CacheFamily, CacheFigures } from '../evidence-model.ts';
import { type Html, html, nothing } from '../html/escape.ts';
import { missingCard } from '../html/figure.ts';
import { numberText, shareText, withUnit } from '../html/numbers.ts';
import { figureCell, figureText, noteList, numberCell, pairList, shortName, tableCard } from './evidence-parts.ts';
import { panelGrid } from './panels.ts';
import { defineSection } from './section.ts';

export const cache = defineSection({
  id: 'cache',
  title: 'Response cache',
  question: 'What did the cache spare the database? By family of keys; evictions over time stand under Server.',
  inputs: ['evidence', 'timeline'],
  render({ evidence: { cache: found }, timeline }) {
    if (found.status === 'unavailable') {
      return { body: missingCard('Response cache', found.reason), charts: [], status: 'unavailable' };
    }
    const { value } = found;
    const { html: grid, charts } = panelGrid(value.panels, ['evidence', 'cache', 'value', 'panels'], timeline, 'cache');
    return { body: html`${figures(value)}${families(value.families)}${grid}`, charts, status: null };
  },
});

function figures(value: CacheFigures): Html {
  const pairs = pairList([
    ['Hits', figureText(value.hits)],
    ['Misses', figureText(value.misses)],
    ['Hit rate', figureText(value.hitRate, shareText)],
    ['Database time saved', figureText(value.savedSeconds, seconds)],
    ['Of what would have been spent', figureText(value.savedShare, shareText)],
    ['Most entries', figureText(value.entriesMax)],
    ['Entries allowed', figureText(value.entriesLimit)],
    ['Most bytes', figureText(value.bytesMax, (bytes) => withUnit(bytes, 'bytes'))],
    ['Evicted because it was full', figureText(value.evictions)],
    ['Invalidations received', figureText(value.invalidations)],
  ]);
  return html`<div class="card"><h3>${headingOf(value)}</h3>${pairs}</div>`;
}

function headingOf({ hits, misses, hitRate, savedSeconds, savedShare }: CacheFigures): string {
  if (hits === 0 && misses === 0)
    return 'Nobody asked the response cache: it is off, or no route that uses it was called';
  if (isUnavailable(hitRate)) return 'The hit rate is unknown';
  const saved =
    isUnavailable(savedSeconds) || isUnavailable(savedShare)
      ? ''
      : `; hits saved ${seconds(savedSeconds)} of database time, ${shareText(savedShare)} of what would have been spent`;
  return `${shareText(hitRate)} of all look-ups were hits${saved}`;
}

function families(rows: readonly CacheFamily[]): Html {
  if (rows.length === 0) return nothing;
  const body = html`${rows.map(
    (row) =>
      html`<tr><th scope="row">${shortName(row.family)}</th>${numberCell(row.hits + row.misses)}${figureCell(row.hitRate, shareText)}${numberCell(row.misses)}${figureCell(row.computations)}${figureCell(row.computationsPerMiss)}${figureCell(row.expirations)}${figureCell(row.computationsPerExpiry)}${figureCell(row.savedSeconds)}</tr>`,
  )}`;
  const heads = [
    'Family',
    'Look-ups',
    'Hit rate',
    'Misses',
    'Computed',
    'Computed a miss',
    'Expired',
    'Computed an expiry',
    'Database s saved',
  ];
  const notes = [
    'Computed a miss: 1 where every miss computes for itself, less where misses that come together share one computation (single flight).',
    'Computed an expiry: 1 where one of those who found an entry too old computed it for all, more where several did.',
  ];
  return tableCard(familyFinding(rows), { heads, rows: body, caption: 'The cache by family' }, noteList(notes));
}

function familyFinding(rows: readonly CacheFamily[]): string {
  const known = rows.flatMap(({ family, hitRate }) => (isUnavailable(hitRate) ? [] : [{ family, hitRate }]));
  const worst = known.reduce<(typeof known)[number] | null>(
    (low, row) => (low === null || row.hitRate < low.hitRate ? row : low),
    null,
  );
  return worst === null
    ? 'The cache by family'
    : `${shortName(worst.family)} has the lowest hit rate: ${shareText(worst.hitRate)}`;
}

function seconds(value: number): string {
  return `${numberText(value)}\u00a0s`;
}
