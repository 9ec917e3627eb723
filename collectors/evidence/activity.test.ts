import { expect, it } from 'vitest';
import { type ActivityRow, activityStatement, createActivityTracker } from './activity.ts';

const row = (change: Partial<ActivityRow> = {}): ActivityRow => ({
  pid: 7,
  startedAtMs: 1_000,
  nowMs: 1_300,
  event: null,
  id: '42',
  text: "SELECT *\n FROM t WHERE a = 'planted'",
  ...change,
});

it('reports a statement once, when it is gone, with its last duration and its waits by sample', () => {
  const tracker = createActivityTracker();
  expect(tracker.sample([row()])).toEqual([]);
  expect(tracker.sample([row({ nowMs: 1_500, event: 'IO: DataFileRead' })])).toEqual([]);
  expect(tracker.sample([row({ nowMs: 1_700, event: 'Lock: transactionid' })])).toEqual([]);
  expect(tracker.sample([row({ nowMs: 1_900, event: 'Lock: transactionid' })])).toEqual([]);
  expect(tracker.sample([])).toEqual([
    {
      pid: 7,
      atMs: 1_000,
      source: 'activity',
      id: '42',
      text: 'SELECT * FROM t WHERE a = ?',
      durationMs: 900,
      waits: [
        { event: 'Lock: transactionid', samples: 2 },
        { event: 'IO: DataFileRead', samples: 1 },
      ],
      planHash: null,
      plan: null,
    },
  ]);
  expect(tracker.sample([])).toEqual([]);
});

it('tells the next statement of a session from the one before by its beginning', () => {
  const tracker = createActivityTracker();
  tracker.sample([row()]);
  expect(tracker.sample([row({ startedAtMs: 1_600, nowMs: 1_900 })]).map(({ atMs }) => atMs)).toEqual([1_000]);
  expect(tracker.rest().map(({ atMs }) => atMs)).toEqual([1_600]);
});

it('makes no negative duration of a clock that went back', () => {
  const tracker = createActivityTracker();
  tracker.sample([row({ nowMs: 900 })]);
  expect(tracker.rest()[0]?.durationMs).toBe(0);
});

it('asks a server for the queryid only from the version on that knows it', () => {
  expect(activityStatement(130_014)).not.toContain('query_id');
  expect(activityStatement(140_000)).toContain('query_id');
});
