/**
 * The server's charts: what the deployment did while the latencies were measured, on the same time axis.
 *
 * Each asks one question of one source. A source that was not observed says so where its chart would stand.
 */
import { isUnavailable } from '../../contract/measured.ts';
import type { Summary } from '../../contract/summary.ts';
import type { Panel, Timeline } from '../model.ts';
import { emptyGrid, type Grid, largestOf, mapGrid, rateGrid, sampleGrid } from './grid.ts';
import { observe, type Wanted } from './observed.ts';
import { buildPanel, bytes, inWords } from './panels.ts';
import { bucketQuantileGrid } from './prometheus-histogram.ts';
import type { RunRecord } from './read-record.ts';
import { milliseconds, percent } from './round.ts';

/** What every panel is made with. */
interface Source {
  record: RunRecord;
  timeline: Timeline;
  server: Summary['server'];
}

/** All server panels, in the order in which a request passes through the deployment. */
export function buildServerPanels(record: RunRecord, timeline: Timeline, server: Summary['server']): Panel[] {
  const source = { record, timeline, server };
  return [
    ...poolPanels(source),
    ...cachePanels(source),
    ...postgresPanels(source),
    ...redisPanels(source),
    ...applicationPanels(source),
    ...modelPanels(source),
    ...hostPanels(source),
  ];
}

function poolPanels(source: Source): Panel[] {
  const pool = isUnavailable(source.server.pool) ? undefined : source.server.pool;
  const inUse = { name: 'app_db_pool_in_use' };
  const wait = { name: 'app_db_pool_wait_seconds_bucket' };
  return [
    panel(source, inUse, {
      id: 'pool',
      title: 'Connection pool',
      unit: 'connections',
      lines: [
        { label: 'in use', grid: gauge(source, inUse) },
        { label: 'waiting', grid: gauge(source, { name: 'app_db_pool_waiting' }) },
        { label: 'size', grid: gauge(source, { name: 'app_db_pool_max' }), role: 'limit' },
      ],
      finding: pool
        ? `Pool: at most ${inWords(pool.inUseMax)} of ${inWords(pool.max)} connections in use, ${inWords(pool.waitingMax)} waiting`
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

function cachePanels(source: Source): Panel[] {
  const hits = { name: 'app_cache_hits_total' };
  const evictions = { name: 'app_cache_evictions_total' };
  const cache = isUnavailable(source.server.cache) ? undefined : source.server.cache;
  const rate = shareGrid(rates(source, hits), rates(source, { name: 'app_cache_misses_total' }));
  return [
    panel(source, hits, {
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

function postgresPanels(source: Source): Panel[] {
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

function redisPanels(source: Source): Panel[] {
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

function applicationPanels(source: Source): Panel[] {
  const lag = { name: 'nodejs_eventloop_lag_p99_seconds', collector: 'application' };
  const memory = { name: 'process_resident_memory_bytes', collector: 'application' };
  const cpu = { name: 'process_cpu_seconds_total', collector: 'application' };
  const limiter = { name: 'app_rate_limit_decisions_total' };
  const lagMs = mapGrid(gauge(source, lag), (seconds) => seconds * 1000);
  return [
    panel(source, lag, {
      id: 'app-event-loop',
      title: 'Application event loop lag',
      unit: 'ms',
      lines: [{ label: 'p99', grid: lagMs }],
      finding: `Application: event loop lag p99 at most ${highest(lagMs, milliseconds)}`,
    }),
    panel(source, memory, {
      id: 'app-memory',
      title: 'Application memory',
      unit: 'bytes',
      lines: [{ label: 'resident', grid: gauge(source, memory) }],
      finding: `Application: at most ${highest(gauge(source, memory), bytes)} resident`,
    }),
    panel(source, cpu, {
      id: 'app-cpu',
      title: 'Application CPU',
      unit: 'cores',
      lines: [{ label: 'used', grid: rates(source, cpu) }],
      finding: `Application: at most ${highest(rates(source, cpu))} cores in use`,
    }),
    panel(source, limiter, {
      id: 'rate-limited',
      title: 'Rate-limited requests',
      unit: '1/s',
      lines: [
        { label: 'limited', grid: rates(source, { ...limiter, labels: { decision: 'limited' } }) },
        { label: 'all decisions', grid: rates(source, limiter) },
      ],
      finding: `Rate limiter: ${inWords(source.server.rateLimited)} requests rejected in the measured phase`,
    }),
  ];
}

function modelPanels(source: Source): Panel[] {
  const slots = { name: 'model_slots_in_use' };
  const firstToken = { name: 'model_first_token_seconds_bucket' };
  const model = isUnavailable(source.server.model) ? undefined : source.server.model;
  return [
    panel(source, slots, {
      id: 'model-slots',
      title: 'Model slots and queue',
      unit: 'requests',
      lines: [
        { label: 'in use', grid: gauge(source, slots) },
        { label: 'queued', grid: gauge(source, { name: 'model_queue_length' }) },
        { label: 'slots', grid: gauge(source, { name: 'model_slots' }), role: 'limit' },
      ],
      finding: `Model: at most ${highest(gauge(source, slots))} slots in use, ${highest(gauge(source, { name: 'model_queue_length' }))} requests queued`,
    }),
    panel(source, firstToken, {
      id: 'model-first-token',
      title: 'Model first token',
      unit: 'ms',
      lines: [{ label: 'p95', grid: p95Ms(source, firstToken) }],
      finding: `Model first token p95: ${model ? inWords(model.firstTokenMsP95, milliseconds) : 'unknown'} over the measured phase`,
    }),
  ];
}

function hostPanels(source: Source): Panel[] {
  const cpu = { name: 'node_cpu_seconds_total' };
  const memory = { name: 'node_memory_MemAvailable_bytes' };
  const pressure = { name: 'node_pressure_cpu_waiting_seconds_total' };
  const idle = rates(source, { ...cpu, labels: { mode: 'idle' } });
  const all = rates(source, cpu);
  const busy = all.map((total, bucket) => (total === null || total === 0 ? null : 1 - (idle[bucket] ?? 0) / total));
  return [
    panel(source, cpu, {
      id: 'host-cpu',
      title: 'Host CPU',
      unit: 'share',
      lines: [{ label: 'busy', grid: busy }],
      finding: `Host: at most ${highest(busy, percent)} of its processors busy`,
    }),
    panel(source, memory, {
      id: 'host-memory',
      title: 'Host memory',
      unit: 'bytes',
      lines: [{ label: 'available', grid: gauge(source, memory) }],
      finding: `Host: memory available at most ${highest(gauge(source, memory), bytes)}`,
    }),
    panel(source, pressure, {
      id: 'host-pressure',
      title: 'Host pressure',
      unit: 'share',
      lines: [
        { label: 'CPU', grid: rates(source, pressure) },
        { label: 'memory', grid: rates(source, { name: 'node_pressure_memory_waiting_seconds_total' }) },
        { label: 'I/O', grid: rates(source, { name: 'node_pressure_io_waiting_seconds_total' }) },
      ],
      finding: `Host: tasks waited for a processor at most ${highest(rates(source, pressure), percent)} of the time`,
    }),
  ];
}

/** A panel whose reason, when nothing can be drawn, is why its leading metric was not seen. */
function panel(
  { record }: Source,
  leading: Wanted,
  input: Pick<Parameters<typeof buildPanel>[0], 'id' | 'title' | 'unit' | 'lines' | 'finding'>,
): Panel {
  const found = observe(record, leading);
  const reason = found.status === 'unavailable' ? found.reason : `${leading.name} had no value`;
  return buildPanel({ ...input, source: leading.name, reason });
}

function gauge({ record, timeline }: Source, wanted: Wanted): Grid {
  const found = observe(record, wanted);
  return found.status === 'ok' ? sampleGrid(timeline, found.value) : emptyGrid(timeline);
}

function rates({ record, timeline }: Source, wanted: Wanted): Grid {
  const found = observe(record, wanted);
  return found.status === 'ok' ? rateGrid(timeline, found.value) : emptyGrid(timeline);
}

function p95Ms({ record, timeline }: Source, wanted: Wanted): Grid {
  const found = observe(record, wanted);
  if (found.status === 'unavailable') return emptyGrid(timeline);
  return mapGrid(bucketQuantileGrid(found.value, 0.95, timeline), (seconds) => seconds * 1000);
}

function shareGrid(part: Grid, other: Grid): Grid {
  return part.map((value, bucket) => {
    const total = (value ?? 0) + (other[bucket] ?? 0);
    return value === null || total === 0 ? null : value / total;
  });
}

function highest(
  grid: Grid,
  write: (value: number) => string = (value) => String(Number(value.toPrecision(3))),
): string {
  const value = largestOf(grid);
  return value === undefined ? 'unknown' : write(value);
}
