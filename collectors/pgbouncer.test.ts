import { expect, it } from 'vitest';
import { valuesOfConsole } from './pgbouncer.ts';

const nothing = { pools: [], stats: [], databases: [], config: [] };
const pool = { database: 'shop', user: 'app', cl_active: 3, cl_waiting: '2', sv_active: 1, sv_idle: 0, maxwait: 4 };

it('gives one value a pool and figure, in seconds, and leaves out columns that the version lacks', () => {
  const values = valuesOfConsole({ ...nothing, pools: [{ ...pool, maxwait_us: 250_000 }] });
  const labels = { database: 'shop', user: 'app' };
  expect(values).toEqual([
    { name: 'pgbouncer_up', value: 1 },
    { name: 'pgbouncer_pools_client_active', labels, value: 3 },
    { name: 'pgbouncer_pools_client_waiting', labels, value: 2 },
    { name: 'pgbouncer_pools_server_active', labels, value: 1 },
    { name: 'pgbouncer_pools_server_idle', labels, value: 0 },
    { name: 'pgbouncer_pools_maxwait_seconds', labels, value: 4.25 },
  ]);
});

it('turns microseconds of the console into seconds', () => {
  const stats = [{ database: 'shop', total_query_count: '7', total_query_time: '1500000', total_wait_time: 500 }];
  expect(valuesOfConsole({ ...nothing, stats }).slice(1)).toEqual([
    { name: 'pgbouncer_stats_queries_total', labels: { database: 'shop' }, value: 7 },
    { name: 'pgbouncer_stats_query_seconds_total', labels: { database: 'shop' }, value: 1.5 },
    { name: 'pgbouncer_stats_wait_seconds_total', labels: { database: 'shop' }, value: 0.0005 },
  ]);
});

it('leaves out the console itself, and makes no zeros of pools that are not there or of texts', () => {
  const own = { ...pool, database: 'pgbouncer' };
  const databases = [{ name: 'pgbouncer', pool_size: 2 }];
  const config = [{ key: 'max_client_conn', value: 'many' }];
  expect(valuesOfConsole({ pools: [own], stats: [own], databases, config })).toEqual([
    { name: 'pgbouncer_up', value: 1 },
  ]);
  expect(valuesOfConsole(nothing)).toEqual([{ name: 'pgbouncer_up', value: 1 }]);
});
