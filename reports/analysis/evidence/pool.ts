/**
 * The connection pool in the measured phase: how full it was, how long callers waited, when they gave up, and how many
 * connections were opened; PostgreSQL's own count of its sessions beside it.
 */
import { measured, unavailable } from '../../../contract/measured.ts';
import type { Summary } from '../../../contract/summary.ts';
import type { PoolFigures } from '../../evidence-model.ts';
import type { Timeline } from '../../model.ts';
import type { Figure } from '../../panel-model.ts';
import { compareText } from '../load-data.ts';
import { observe } from '../observed.ts';
import { forEachIncrease } from '../prometheus-histogram.ts';
import type { RunRecord } from '../read-record.ts';
import { roundFigure, share } from '../round.ts';
import { panel, rates, type Source } from '../server-source.ts';
import { inMs, rounded } from './figures.ts';
import { summarisePgbouncer } from './pgbouncer.ts';
import { extremeOf, gaugeWithin, growth, holds, meanAndMax, meanOf, type Span } from './spans.ts';

/** Most moments of exhaustion that are listed; a pool that is exhausted at every scrape needs no longer list. */
export const EXHAUSTIONS_MAX = 50;
const WAIT = 'app_db_pool_wait_seconds';
const EXHAUSTED = { name: 'app_db_pool_exhausted_total' };
const OPENED = { name: 'app_db_connections_opened_total' };
const SESSIONS = 'pg_stat_activity_count';

/** What the pool's part is made from besides the record. */
export interface PoolInput {
  span: Span;
  timeline: Timeline;
  server: Summary['server'];
}

/** The pool; every figure that the deployment does not show has its reason. */
export function summarisePool(record: RunRecord, input: PoolInput): PoolFigures {
  const { span, server } = input;
  const known = poolFigures(server);
  return {
    ...known,
    idleMin: extremeOf(record, span, { name: 'app_db_pool_idle' }, 'min'),
    waits: waitsOf(record, span),
    exhausted: growth(record, span, EXHAUSTED),
    exhaustions: exhaustionsOf(record, span),
    connectionsOpened: growth(record, span, OPENED),
    opened: openedPanel({ record, ...input }),
    postgres: sessionsOf(record, span),
    pgbouncer: summarisePgbouncer(record, span),
  };
}

/** Exactly those of the summary, so that a figure is the same wherever it stands. */
function poolFigures({ pool }: Summary['server']): Pick<PoolFigures, 'max' | 'inUseMax' | 'waitingMax' | 'waitMsP95'> {
  if ('status' in pool) return { max: pool, inUseMax: pool, waitingMax: pool, waitMsP95: pool };
  return pool;
}

/** Waits by the histogram's own buckets, without empty ones at either end. */
function waitsOf(record: RunRecord, span: Span): PoolFigures['waits'] {
  const found = observe(record, { name: `${WAIT}_bucket` });
  if (found.status === 'unavailable') return found;
  const upTo = new Map<number, number>();
  for (const series of found.value) {
    const bound = series.labels.le === '+Inf' ? Number.POSITIVE_INFINITY : Number(series.labels.le);
    if (Number.isNaN(bound)) continue;
    forEachIncrease(series, (atMs, delta) => {
      if (holds(span, atMs)) upTo.set(bound, (upTo.get(bound) ?? 0) + delta);
    });
  }
  const bounds = [...upTo.keys()].sort((a, b) => a - b);
  const count = upTo.get(Number.POSITIVE_INFINITY) ?? upTo.get(bounds.at(-1) ?? Number.NaN) ?? 0;
  if (count === 0) return unavailable('nobody asked for a connection in the measured phase');
  let below = 0;
  const buckets = bounds.map((bound) => {
    const own = Math.max(0, (upTo.get(bound) ?? 0) - below);
    below = Math.max(below, upTo.get(bound) ?? 0);
    const upToMs = bound === Number.POSITIVE_INFINITY ? null : roundFigure(bound * 1000);
    return { upToMs, count: own, share: share(own, count) };
  });
  const first = buckets.findIndex((bucket) => bucket.count > 0);
  const last = buckets.findLastIndex((bucket) => bucket.count > 0);
  const meanMs = rounded(inMs(meanOf(record, span, { name: WAIT })));
  return measured({ count, meanMs, buckets: buckets.slice(first, last + 1) });
}

/** The scrapes that saw callers give up; the moment is that of the scrape, so up to one interval late. */
function exhaustionsOf(record: RunRecord, span: Span): PoolFigures['exhaustions'] {
  const found = observe(record, EXHAUSTED);
  const counts = new Map<number, number>();
  for (const series of found.status === 'ok' ? found.value : []) {
    forEachIncrease(series, (atMs, delta) => {
      if (delta > 0 && holds(span, atMs)) counts.set(atMs, (counts.get(atMs) ?? 0) + delta);
    });
  }
  const rows = [...counts].map(([atMs, count]) => ({ atMs, count })).sort((a, b) => a.atMs - b.atMs);
  const further = rows.slice(EXHAUSTIONS_MAX).reduce((total, row) => total + row.count, 0);
  return { rows: rows.slice(0, EXHAUSTIONS_MAX), further };
}

function openedPanel(source: Source & PoolInput): PoolFigures['opened'] {
  const grid = rates(source, OPENED);
  const total: Figure = growth(source.record, source.span, OPENED);
  return panel(source, OPENED, {
    id: 'connections-opened',
    title: 'Connections opened',
    unit: '1/s',
    lines: [{ label: 'opened', grid }],
    finding:
      total === 0
        ? 'No connection was opened in the measured phase: all were kept'
        : `The application opened ${typeof total === 'number' ? total : 'an unknown number of'} connections in the measured phase`,
  });
}

/** PostgreSQL's sessions by state; a mean over the scrapes, and the most at one of them. */
function sessionsOf(record: RunRecord, span: Span): PoolFigures['postgres'] {
  const found = observe(record, { name: SESSIONS });
  if (found.status === 'unavailable') return found;
  const states = [...new Set(found.value.map(({ labels }) => labels.state ?? ''))].sort(compareText);
  const rows = states.flatMap((state) => {
    const seen = gaugeWithin(record, span, state === '' ? { name: SESSIONS } : { name: SESSIONS, labels: { state } });
    return seen.status === 'ok' ? [{ state: state === '' ? 'all' : state, ...meanAndMax(seen.value) }] : [];
  });
  if (rows.length === 0) return unavailable(`${SESSIONS} has no value in the measured phase`);
  return measured({ limit: extremeOf(record, span, { name: 'pg_settings_max_connections' }, 'max'), states: rows });
}
