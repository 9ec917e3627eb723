/**
 * The server's charts: what the deployment did while the latencies were measured, on the same time axis.
 *
 * Each asks one question of one source. A source that was not observed says so where its chart would stand.
 */
import { isUnavailable } from '../../contract/measured.ts';
import type { Summary } from '../../contract/summary.ts';
import type { Panel, Timeline } from '../model.ts';
import { type Grid, mapGrid } from './grid.ts';
import { bytes, inWords } from './panels.ts';
import type { RunRecord } from './read-record.ts';
import { milliseconds, percent } from './round.ts';
import { cachePanels, poolPanels, postgresPanels, redisPanels } from './server-panels-data.ts';
import { gauge, highest, p95Ms, panel, rates, type Source } from './server-source.ts';

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
      lines: [{ label: 'available', grid: gauge(source, memory, Math.min) }],
      finding: `Host: at least ${lowest(gauge(source, memory, Math.min), bytes)} of memory available`,
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

function lowest(grid: Grid, write: (value: number) => string): string {
  const value = grid.reduce<number | null>((low, one) => (one === null ? low : Math.min(low ?? one, one)), null);
  return value === null ? 'unknown' : write(value);
}
