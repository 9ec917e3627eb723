/** The server panels of the sample model. */
import type { Panel } from '../../model.ts';
import { noise } from './sample-noise.ts';

const N = 100;

/** Eleven panels, one of them without data. */
export function samplePanels(isSlow: boolean): Panel[] {
  const flat = (value: number): number[] => Array.from({ length: N }, () => value);
  return [
    panel(
      'pool',
      'Connection pool',
      'connections',
      'application',
      [
        ['in use', noise(N, 71, 4, 2).map(Math.round)],
        ['waiting', flat(0)],
        ['size', flat(20), 'limit'],
      ],
      'Pool: at most 6 of 20 connections in use',
    ),
    panel(
      'pool-wait',
      'Pool wait p95',
      'ms',
      'application',
      [['p95', noise(N, 72, 0.09, 0.06)]],
      'A connection was waited for 0.15 ms at p95',
    ),
    panel(
      'cache',
      'Dashboard cache',
      'share',
      'application',
      [['hit rate', noise(N, 73, 0.9, 0.08).map((v, i) => Math.min(1, v * (1 - Math.exp(-i / 6))))]],
      'Cache: 92 % of lookups were hits once warm',
    ),
    panel(
      'postgres',
      'PostgreSQL connections',
      'connections',
      'postgres',
      [
        ['active', noise(N, 74, 2.5, 2).map(Math.round)],
        ['idle', noise(N, 75, 14, 3).map(Math.round)],
        ['waiting on a lock', flat(0)],
      ],
      'PostgreSQL: at most 5 connections active, none blocked',
    ),
    panel(
      'hit',
      'PostgreSQL buffer hit ratio',
      'share',
      'postgres',
      [['hit ratio', noise(N, 76, 0.995, 0.004)]],
      '99.5 % of blocks came from memory',
    ),
    panel(
      'tx',
      'PostgreSQL transactions',
      '/s',
      'postgres',
      [['committed', noise(N, 77, 118, 40)]],
      'About 118 transactions a second',
    ),
    {
      id: 'redis',
      title: 'Redis',
      status: 'unavailable',
      reason: 'connection refused by 127.0.0.1:6379 (100 of 100 scrapes)',
    },
    panel(
      'loop',
      'Application event-loop lag',
      'ms',
      'application',
      [['p99', noise(N, 78, 4, 3)]],
      'The event loop lagged 7 ms at most',
    ),
    panel(
      'memory',
      'Application memory',
      'bytes',
      'application',
      [['resident', noise(N, 79, 152e6, 8e6).map((v, i) => v + i * 9e4)]],
      'Memory grew from 145 to 161 MiB',
    ),
    panel(
      'model',
      'Model slots',
      'count',
      'application',
      [
        ['busy', noise(N, 80, isSlow ? 60 : 30, 8).map(Math.round)],
        ['queued', isSlow ? noise(N, 81, 9, 8).map(Math.round) : flat(0)],
        ['slots', flat(64), 'limit'],
      ],
      isSlow
        ? 'The model’s slots were full; up to 16 turns queued'
        : 'Model: at most 38 of 64 slots busy, nothing queued',
    ),
    panel(
      'cpu',
      'Host CPU',
      'share',
      'host',
      [['all', noise(N, 82, 0.41, 0.15)]],
      'The machine used 41 % of its two cores on average',
    ),
  ];
}

function panel(
  id: string,
  title: string,
  unit: string,
  source: string,
  lines: readonly (readonly [string, number[], 'limit'?])[],
  finding: string,
): Panel {
  return {
    id,
    title,
    status: 'ok',
    unit,
    source,
    finding,
    lines: lines.map(([label, values, role]) => (role === undefined ? { label, values } : { label, values, role })),
  };
}
