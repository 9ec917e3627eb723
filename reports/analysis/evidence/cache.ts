/**
 * The response cache in the measured phase, as a whole and by family of keys: what it answered, what it had to compute,
 * how full it was, and the database time that it saved.
 *
 * Computations an expiry need an application that counts expiries; computations a miss say of any whether misses that
 * come together share one.
 */
import { isUnavailable, type Measured, measured } from '../../../contract/measured.ts';
import type { Summary } from '../../../contract/summary.ts';
import type { CacheFamily, CacheFigures } from '../../evidence-model.ts';
import type { Timeline } from '../../model.ts';
import type { Figure, Panel } from '../../panel-model.ts';
import { compareText } from '../load-data.ts';
import { observe } from '../observed.ts';
import { inWords } from '../panels.ts';
import type { RunRecord } from '../read-record.ts';
import { percent } from '../round.ts';
import { gauge, highest, panel, rates, type Source, shareGrid } from '../server-source.ts';
import { combine, divide, rounded } from './figures.ts';
import { extremeOf, growth, growthByLabel, type Span } from './spans.ts';

/** Most families with a line of their own: a chart tells six lines apart. */
const LINES_MAX = 6;
/** Most families that are listed. */
const FAMILIES_MAX = 40;
const HITS = 'app_cache_hits_total';
const MISSES = 'app_cache_misses_total';
const COMPUTATIONS = 'app_cache_recomputations_total';
const EXPIRATIONS = 'app_cache_expirations_total';
const EXPIRY_COMPUTATIONS = 'app_cache_expiry_recomputations_total';
const SAVED = 'app_cache_saved_seconds_total';
const NEVER_EXPIRED = 'nothing expired in the measured phase';
const NEVER_ASKED = 'nobody asked for it in the measured phase';

/** What the cache's part is made from besides the record. */
export interface CacheInput {
  span: Span;
  timeline: Timeline;
  server: Summary['server'];
}

/** The cache; unavailable where the deployment shows none. */
export function summariseCache(record: RunRecord, input: CacheInput): Measured<CacheFigures> {
  const { span, server } = input;
  if (isUnavailable(server.cache)) return server.cache;
  const { hits, misses, hitRate, entriesMax } = server.cache;
  const grown = (name: string): Figure => growth(record, span, { name });
  const savedSeconds = grown(SAVED);
  const spentSeconds = grown('app_db_seconds_total');
  const whole = combine([savedSeconds, spentSeconds], (saved, spent) => saved + spent);
  const families = familiesOf(record, span);
  return measured({
    hits,
    misses,
    hitRate,
    families,
    evictions: grown('app_cache_evictions_total'),
    invalidations: grown('app_cache_invalidations_total'),
    entriesMax,
    entriesLimit: extremeOf(record, span, { name: 'app_cache_max_entries' }, 'max'),
    bytesMax: extremeOf(record, span, { name: 'app_cache_bytes' }, 'max'),
    savedSeconds: rounded(savedSeconds),
    savedShare: rounded(divide(savedSeconds, whole, 'the database was not asked in the measured phase')),
    panels: panelsOf({ record, ...input }, families),
  });
}

/** Families that were asked for, the most look-ups first. */
function familiesOf(record: RunRecord, span: Span): CacheFamily[] {
  const hits = sumsOf(record, span, HITS);
  const misses = sumsOf(record, span, MISSES);
  return [...new Set([...hits.keys(), ...misses.keys()])]
    .map((family) => describeFamily(record, span, family, hits.get(family) ?? 0, misses.get(family) ?? 0))
    .filter((one) => one.hits + one.misses > 0)
    .sort((a, b) => b.hits + b.misses - a.hits - a.misses || compareText(a.family, b.family))
    .slice(0, FAMILIES_MAX);
}

function describeFamily(record: RunRecord, span: Span, family: string, hits: number, misses: number): CacheFamily {
  const grown = (name: string): Figure => growth(record, span, { name, labels: { family } });
  const computations = grown(COMPUTATIONS);
  const expirations = grown(EXPIRATIONS);
  return {
    family,
    hits,
    misses,
    hitRate: rounded(divide(hits, hits + misses, NEVER_ASKED)),
    computations,
    computationsPerMiss: rounded(divide(computations, misses, 'it never missed')),
    expirations,
    computationsPerExpiry: rounded(divide(grown(EXPIRY_COMPUTATIONS), expirations, NEVER_EXPIRED)),
    savedSeconds: rounded(grown(SAVED)),
  };
}

function sumsOf(record: RunRecord, span: Span, name: string): Map<string, number> {
  const found = growthByLabel(record, span, { name }, 'family');
  return new Map(found.status === 'ok' ? found.value.map(({ label, value }) => [label, value]) : []);
}

function panelsOf(source: Source & CacheInput, families: readonly CacheFamily[]): Panel[] {
  const { cache } = source.server;
  const drawn = families.slice(0, LINES_MAX);
  const of = (name: string, family: string) => rates(source, { name, labels: { family } });
  // A labelled counter appears with its first event: a cache that never hit shows misses only.
  const leading = { name: observe(source.record, { name: HITS }).status === 'ok' ? HITS : MISSES };
  const entries = { name: 'app_cache_entries' };
  return [
    panel(source, leading, {
      id: 'cache-families',
      title: 'Cache hit rate by family',
      unit: 'share',
      lines: drawn.map(({ family }) => ({ label: family, grid: shareGrid(of(HITS, family), of(MISSES, family)) })),
      finding: `${isUnavailable(cache) ? 'An unknown share' : inWords(cache.hitRate, percent)} of all look-ups were hits`,
    }),
    panel(
      source,
      { name: COMPUTATIONS },
      {
        id: 'cache-computations',
        title: 'Computations by family',
        unit: '1/s',
        lines: drawn.map(({ family }) => ({ label: family, grid: of(COMPUTATIONS, family) })),
        finding: `At most ${highest(rates(source, { name: COMPUTATIONS }))} answers a second were computed`,
      },
    ),
    panel(source, entries, {
      id: 'cache-entries',
      title: 'Cache entries against the bound',
      unit: 'count',
      lines: [
        { label: 'entries', grid: gauge(source, entries) },
        { label: 'bound', grid: gauge(source, { name: 'app_cache_max_entries' }), role: 'limit' },
      ],
      finding: `At most ${highest(gauge(source, entries))} entries of ${highest(gauge(source, { name: 'app_cache_max_entries' }))} allowed`,
    }),
  ];
}
