/**
 * The `server` rows of the summary: pool, cache, PostgreSQL, Redis, model and rate limiter over the measured phase.
 *
 * What the target does not show is unavailable with the reason; waiting times fall back to its Server-Timing, which is
 * a request's and not an acquisition's: an ablation, which divides them, does not read these.
 */
import { isUnavailable, type OrUnavailable, unavailable } from '../../contract/measured.ts';
import type { Summary } from '../../contract/summary.ts';
import { histogramOf } from './load-series.ts';
import { increaseSeen, largestSeen, observe, quantileMsSeen, type Wanted } from './observed.ts';
import type { Window } from './phases.ts';
import type { RunRecord } from './read-record.ts';
import { roundFigure } from './round.ts';

type Figure = OrUnavailable<number>;

/** All server figures. */
export function summariseServer(record: RunRecord, window: Window): Summary['server'] {
  const most = (name: string, labels?: Record<string, string>): Figure =>
    largestSeen(record, window, labels === undefined ? { name } : { name, labels });
  const grown = (name: string, labels?: Record<string, string>): Figure =>
    increaseSeen(record, window, labels === undefined ? { name } : { name, labels });
  const pool = {
    max: most('app_db_pool_max'),
    inUseMax: most(poolInUseName(record)),
    waitingMax: most('app_db_pool_waiting'),
    waitMsP95: waitMsP95(record, window, 'app_db_pool_wait_seconds', 'pool'),
  };
  const hits = grownBeside(record, window, 'app_cache_hits_total', 'app_cache_misses_total');
  const misses = grownBeside(record, window, 'app_cache_misses_total', 'app_cache_hits_total');
  const cache = { hits, misses, hitRate: ratio(hits, [hits, misses]), entriesMax: most('app_cache_entries') };
  const model = {
    firstTokenMsP95: waitMsP95(record, window, 'model_first_token_seconds', 'model'),
    queueMsP95: waitMsP95(record, window, 'model_queue_seconds', 'model_queue'),
  };
  return {
    pool: wholeOr(record, poolInUseName(record), pool),
    cache: isUnavailable(hits) ? hits : cache,
    postgres: wholeOr(record, 'pg_stat_activity_count', postgres(most, grown)),
    redis: wholeOr(record, 'redis_commands_processed_total', redis(most, grown)),
    model: isUnavailable(model.firstTokenMsP95) && isUnavailable(model.queueMsP95) ? model.firstTokenMsP95 : model,
    rateLimited: rateLimited(record, window),
  };
}

/** The most within a second where the application counts it: a scrape otherwise sees an idle moment. */
export function poolInUseName(record: RunRecord): string {
  const within = 'app_db_pool_in_use_max';
  return observe(record, { name: within }).status === 'ok' ? within : 'app_db_pool_in_use';
}

function postgres(most: (name: string) => Figure, grown: (name: string) => Figure): Record<string, Figure> {
  const hit = grown('pg_stat_database_blks_hit');
  const read = grown('pg_stat_database_blks_read');
  return {
    connectionsMax: most('pg_stat_activity_count'),
    blockedSessionsMax: most('pg_blocked_sessions'),
    longestWaitSecondsMax: most('pg_longest_wait_seconds'),
    hitRatio: ratio(hit, [hit, read]),
    transactions: grown('pg_stat_database_xact_commit'),
    rollbacks: grown('pg_stat_database_xact_rollback'),
    tempFiles: grown('pg_stat_database_temp_files'),
    deadlocks: grown('pg_stat_database_deadlocks'),
  };
}

function redis(most: (name: string) => Figure, grown: (name: string) => Figure): Record<string, Figure> {
  return {
    commands: grown('redis_commands_processed_total'),
    clientsMax: most('redis_connected_clients'),
    memoryBytesMax: most('redis_memory_used_bytes'),
    evictedKeys: grown('redis_evicted_keys_total'),
  };
}

/** A waiting time from the target's own histogram, else from its Server-Timing as the generator saw it. */
function waitMsP95(record: RunRecord, window: Window, name: string, part: string): Figure {
  const seen = quantileMsSeen(record, window, { name }, 0.95);
  if (!isUnavailable(seen)) return seen;
  const told = histogramOf(record.load.select('server_timing', { part, phase: 'measure' })).quantile(0.95);
  return told === undefined ? seen : roundFigure(told);
}

function rateLimited(record: RunRecord, window: Window): Figure {
  const limited = { name: 'app_rate_limit_decisions_total', labels: { decision: 'limited' } };
  return increaseBeside(record, window, limited, { name: limited.name });
}

function grownBeside(record: RunRecord, window: Window, name: string, sibling: string): Figure {
  return increaseBeside(record, window, { name }, { name: sibling });
}

/**
 * The growth of a counter that appears with its first event: where only its sibling was seen in the measured phase, the
 * source reports and there was no event, which is a zero that was measured.
 */
function increaseBeside(record: RunRecord, window: Window, wanted: Wanted, sibling: Wanted): Figure {
  if (observe(record, wanted).status === 'ok') return increaseSeen(record, window, wanted);
  const beside = increaseSeen(record, window, sibling);
  return isUnavailable(beside) ? beside : 0;
}

function ratio(part: Figure, whole: readonly Figure[]): Figure {
  if (isUnavailable(part)) return part;
  let total = 0;
  for (const figure of whole) {
    if (isUnavailable(figure)) return figure;
    total += figure;
  }
  return total === 0 ? unavailable('nothing was counted in the measured phase') : roundFigure(part / total);
}

/** The group, or one reason for all of it when its leading metric was never seen. */
function wholeOr<T extends Record<string, Figure>>(record: RunRecord, name: string, group: T): OrUnavailable<T> {
  const leading = observe(record, { name });
  return leading.status === 'unavailable' ? leading : group;
}
