import { expect, it } from 'vitest';
import { scrapeStatement, valuesOfRows } from './postgres-query.ts';

it('shows states and waits without sessions as true zeros', () => {
  const { values, remark } = valuesOfRows([
    ['pg_stat_activity_count', 'active', 3],
    ['pg_stat_activity_wait_count', 'Lock', 2],
    ['pg_blocked_sessions', null, 2],
  ]);
  expect(remark).toBeUndefined();
  expect(values).toContainEqual({ name: 'pg_up', value: 1 });
  expect(values).toContainEqual({ name: 'pg_stat_activity_count', labels: { state: 'active' }, value: 3 });
  expect(values).toContainEqual({ name: 'pg_stat_activity_count', labels: { state: 'idle in transaction' }, value: 0 });
  expect(values).toContainEqual({ name: 'pg_stat_activity_wait_count', labels: { wait_event_type: 'Lock' }, value: 2 });
  expect(values).toContainEqual({ name: 'pg_stat_activity_wait_count', labels: { wait_event_type: 'IO' }, value: 0 });
  expect(values).toContainEqual({ name: 'pg_blocked_sessions', value: 2 });
});

it('claims nothing of sessions that its user may not see', () => {
  const { values, remark } = valuesOfRows([
    ['pg_stat_activity_count', 'hidden', 5],
    ['pg_blocked_sessions', null, 0],
    ['pg_longest_wait_seconds', null, 0],
    ['pg_settings_max_connections', null, 100],
  ]);
  expect(remark).toBe('5 sessions of other users are hidden; GRANT pg_monitor shows them');
  expect(values).toEqual([
    { name: 'pg_up', value: 1 },
    { name: 'pg_stat_activity_count', labels: { state: 'hidden' }, value: 5 },
    { name: 'pg_settings_max_connections', value: 100 },
  ]);
});

it('leaves out figures that the server does not have', () => {
  expect(valuesOfRows([['pg_longest_wait_seconds', null, null]]).values.map(({ name }) => name)).not.toContain(
    'pg_longest_wait_seconds',
  );
});

it('asks a server for the beginning of waits only from the version on that knows it', () => {
  expect(scrapeStatement(130_014)).not.toContain('waitstart');
  expect(scrapeStatement(140_000)).toContain('waitstart');
});
