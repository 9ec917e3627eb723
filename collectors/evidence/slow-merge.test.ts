import { expect, it } from 'vitest';
import { createSlowMerge, HOLD_MS, type SeenStatement } from './slow-merge.ts';

const log: SeenStatement = {
  pid: 1,
  atMs: 1_000,
  source: 'log',
  id: null,
  text: 'SELECT a FROM orders WHERE b = $1',
  durationMs: 400,
  waits: [],
  planHash: 'abc',
  plan: 'Seq Scan on orders',
};
const activity: SeenStatement = {
  ...log,
  atMs: 999,
  source: 'activity',
  id: '42',
  text: 'SELECT a FROM',
  durationMs: 310,
  waits: [{ event: 'IO: DataFileRead', samples: 2 }],
  planHash: null,
  plan: null,
};
const merged = (...seen: SeenStatement[]) => {
  const merge = createSlowMerge();
  for (const one of seen) merge.add(one, 0);
  return merge.rest();
};

it.each([
  ['log first', [log, activity]],
  ['activity first', [activity, log]],
  ['log twice', [activity, { ...log, durationMs: 390, planHash: null, plan: null }, log]],
])('keeps a statement that both saw once, with the duration of one and the waits of the other: %s', (_order, seen) => {
  const { pid: _pid, ...expected } = log;
  expect(merged(...seen)).toEqual([{ ...expected, id: '42', waits: activity.waits }]);
});

it.each([
  ['of another process', { ...activity, pid: 2 }],
  ['that ran before', { ...activity, atMs: 500, durationMs: 510 }],
  ['that ran after', { ...activity, atMs: 1_395 }],
  ['that touches its end', { ...activity, atMs: 1_400 }],
])('keeps a statement %s apart', (_what, other) => {
  expect(merged(log, other)).toHaveLength(2);
});

it('keeps a function and a statement within it apart, though both were logged', () => {
  expect(merged(log, { ...log, text: 'SELECT b', durationMs: 200 })).toHaveLength(2);
});

it('never merges what activity saw twice: two beginnings are two statements', () => {
  expect(merged(activity, { ...activity, atMs: 1_001 })).toHaveLength(2);
});

it('holds a sighting back for its counterpart, and not for longer', () => {
  const merge = createSlowMerge();
  merge.add(activity, 0);
  expect(merge.due(HOLD_MS - 1)).toEqual([]);
  merge.add(log, HOLD_MS - 1);
  expect(merge.due(HOLD_MS)).toHaveLength(1);
  expect(merge.due(HOLD_MS * 3)).toEqual([]);
  expect(merge.rest()).toEqual([]);
});
