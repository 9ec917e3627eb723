/** The charts of what holds the data: connection pool, cache, PostgreSQL, Redis. */
import { isUnavailable } from '../../contract/measured.ts';
import type { Panel } from '../model.ts';
import { observe } from './observed.ts';
import { bytes, inWords } from './panels.ts';
import { milliseconds, percent } from './round.ts';
import { poolInUseName } from './server.ts';
import { gauge, highest, p95Ms, panel, rates, type Source, shareGrid } from './server-source.ts';

/** The connection pool: connections in use and idle, and waiting. */
export function poolPanels(source: Source): Panel[] {
  const pool = isUnavailable(source.server.pool) ? undefined : source.server.pool;
  const inUse = { name: poolInUseName(source.record) };
  const wait = { name: 'app_db_pool_wait_seconds_bucket' };
  return [
    panel(source, inUse, {
      id: 'pool',
      title: 'Connection pool',
      unit: 'connections',
      lines: [
        { label: 'in use', grid: gauge(source, inUse) },
        { label: 'idle', grid: gauge(source, { name: 'app_db_pool_idle' }) },
        { label: 'waiting', grid: gauge(source, { name: 'app_db_pool_waiting' }) },
        { label: 'size', grid: gauge(source, { name: 'app_db_pool_max' }), role: 'limit' },
      ],
      finding: pool
        ? `Pool: at most ${inWords(pool.inUseMax)} of ${inWords(pool.max)} connections seen in use, ${inWords(pool.waitingMax)} waiting`
        : 'Pool',
    }),
    panel(source, wait, {
      id: 'pool-wait',
      title: 'Waiting for a connection',
      unit: 'ms',
      lines: [{ label: 'p95', grid: p95Ms(source, wait) }],
      finding: `Pool wait p95: ${pool ? inWords(pool.waitMsP95, milliseconds) : 'unknown'} over the measured phase`,
    }),
  ];
}

/** The cache: hit rate and evictions. */
export function cachePanels(source: Source): Panel[] {
  const hits = { name: 'app_cache_hits_total' };
  const misses = { name: 'app_cache_misses_total' };
  // A labelled counter appears with its first event: a cache that never hit shows misses only.
  const leading = observe(source.record, hits).status === 'ok' ? hits : misses;
  const evictions = { name: 'app_cache_evictions_total' };
  const cache = isUnavailable(source.server.cache) ? undefined : source.server.cache;
  const rate = shareGrid(rates(source, hits), rates(source, misses));
  return [
    panel(source, leading, {
      id: 'cache',
      title: 'Cache hit rate',
      unit: 'share',
      lines: [{ label: 'hits', grid: rate }],
      finding: `Cache: ${cache ? inWords(cache.hitRate, percent) : 'unknown'} of look-ups were hits`,
    }),
    panel(source, evictions, {
      id: 'cache-evictions',
      title: 'Cache evictions',
      unit: '1/s',
      lines: [{ label: 'evictions', grid: rates(source, evictions) }],
      finding: `Cache evictions: at most ${highest(rates(source, evictions))} a second`,
    }),
  ];
}

/** PostgreSQL: connections, blocking, buffers, transactions, temporary files. */
export function postgresPanels(source: Source): Panel[] {
  const activity = { name: 'pg_stat_activity_count' };
  const found = observe(source.record, activity);
  const states = found.status === 'ok' ? found.value.map((series) => series.labels.state ?? 'all') : [];
  const byState = [...new Set(states)].sort().map((state) => {
    const labels = state === 'all' ? {} : { state };
    return { label: state, grid: gauge(source, { ...activity, labels }) };
  });
  const blocked = { name: 'pg_blocked_sessions' };
  const wait = gauge(source, { name: 'pg_longest_wait_seconds' });
  const hit = { name: 'pg_stat_database_blks_hit' };
  const hitShare = shareGrid(rates(source, hit), rates(source, { name: 'pg_stat_database_blks_read' }));
  const commits = { name: 'pg_stat_database_xact_commit' };
  const temp = { name: 'pg_stat_database_temp_files' };
  const postgres = isUnavailable(source.server.postgres) ? undefined : source.server.postgres;
  const figure = (key: string, write: (value: number) => string): string => {
    const value = postgres?.[key];
    return value === undefined ? 'unknown' : inWords(value, write);
  };
  return [
    panel(source, activity, {
      id: 'pg-connections',
      title: 'PostgreSQL connections by state',
      unit: 'connections',
      lines: byState,
      finding: `PostgreSQL: at most ${figure('connectionsMax', String)} connections`,
    }),
    panel(source, blocked, {
      id: 'pg-blocked',
      title: 'PostgreSQL blocked sessions',
      unit: 'sessions',
      lines: [
        { label: 'blocked', grid: gauge(source, blocked) },
        { label: 'longest wait, s', grid: wait },
      ],
      finding: `PostgreSQL: at most ${figure('blockedSessionsMax', String)} sessions blocked, longest wait ${figure('longestWaitSecondsMax', (value) => milliseconds(value * 1000))}`,
    }),
    panel(source, hit, {
      id: 'pg-hit-ratio',
      title: 'PostgreSQL buffer hit ratio',
      unit: 'share',
      lines: [{ label: 'hits', grid: hitShare }],
      finding: `PostgreSQL: ${figure('hitRatio', percent)} of blocks came from its buffers`,
    }),
    panel(source, commits, {
      id: 'pg-transactions',
      title: 'PostgreSQL transactions',
      unit: '1/s',
      lines: [
        { label: 'committed', grid: rates(source, commits) },
        { label: 'rolled back', grid: rates(source, { name: 'pg_stat_database_xact_rollback' }) },
      ],
      finding: `PostgreSQL: at most ${highest(rates(source, commits))} transactions a second`,
    }),
    panel(source, temp, {
      id: 'pg-temp-files',
      title: 'PostgreSQL temporary files',
      unit: '1/s',
      lines: [{ label: 'files', grid: rates(source, temp) }],
      finding: `PostgreSQL: ${figure('tempFiles', String)} temporary files in the measured phase`,
    }),
  ];
}

/** Redis: commands and memory. */
export function redisPanels(source: Source): Panel[] {
  const commands = { name: 'redis_commands_processed_total' };
  const memory = { name: 'redis_memory_used_bytes' };
  return [
    panel(source, commands, {
      id: 'redis-commands',
      title: 'Redis commands',
      unit: '1/s',
      lines: [{ label: 'commands', grid: rates(source, commands) }],
      finding: `Redis: at most ${highest(rates(source, commands))} commands a second`,
    }),
    panel(source, memory, {
      id: 'redis-memory',
      title: 'Redis memory',
      unit: 'bytes',
      lines: [{ label: 'used', grid: gauge(source, memory) }],
      finding: `Redis: at most ${highest(gauge(source, memory), bytes)} used`,
    }),
  ];
}
