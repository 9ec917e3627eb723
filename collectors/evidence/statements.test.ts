import { expect, it } from 'vitest';
import type { Ask } from './ask.ts';
import { readStatements } from './statements.ts';

const counters = {
  text: 'SELECT a\n  FROM t -- of the shop',
  calls: 2,
  totalMs: 3,
  stddevMs: 0.5,
  maxMs: 2,
  rows: 2,
  blocksHit: 4,
  blocksRead: 0,
  tempBlocksRead: 0,
  tempBlocksWritten: 0,
  ioMs: 0,
};
const base = ['queryid', 'total_exec_time'];
const old = [...base, 'blk_read_time', 'blk_write_time'];
const recent = [...base, 'shared_blk_read_time', 'shared_blk_write_time', 'local_blk_read_time', 'temp_blk_read_time'];

/** A server whose extension has these columns and whose counters are these rows. */
function serverWith(columns: string[], rows: object[], track: string | null = 'all'): { ask: Ask; asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    async ask(text) {
      asked.push(text);
      if (asked.length > 1) return rows;
      return columns.length === 0 ? [] : [{ view: '"my schema".pg_stat_statements', version: '1.8', columns, track }];
    },
  };
}

it.each([
  ['1.8 to 1.10', old, 'sum(blk_read_time) + sum(blk_write_time)'],
  [
    '1.11 and later',
    recent,
    'sum(shared_blk_read_time) + sum(shared_blk_write_time) + sum(local_blk_read_time) + sum(temp_blk_read_time)',
  ],
])('adds the times of reading and writing that version %s has', async (_version, columns, expected) => {
  const { ask, asked } = serverWith(columns, [{ ...counters, id: '42', all: 1, hidden: 0 }]);
  expect(await readStatements(ask, 'reader')).toEqual({
    status: 'ok',
    value: { rows: [{ ...counters, id: '42', text: 'SELECT a FROM t' }], omitted: 0 },
  });
  expect(asked[1]).toContain(`(${expected})::float8 AS "ioMs"`);
  expect(asked[1]).toContain('FROM "my schema".pg_stat_statements');
});

it('tells how many statements were left out', async () => {
  const { ask } = serverWith(recent, [{ ...counters, id: '42', all: 730, hidden: 0 }]);
  expect(await readStatements(ask, 'reader')).toMatchObject({ value: { omitted: 729 } });
});

it.each([
  [[], [], 'all', 'the extension is missing: CREATE EXTENSION pg_stat_statements, in this database'],
  [
    ['queryid', 'total_time'],
    [],
    'all',
    'version 1.8 is too old: ALTER EXTENSION pg_stat_statements UPDATE (1.8 or later)',
  ],
  [
    recent,
    [{ ...counters, id: null, text: '<insufficient privilege>', all: 1, hidden: 9 }],
    'all',
    'statements of other users are hidden (9); GRANT pg_monitor TO reader shows them',
  ],
  [recent, [], 'none', "pg_stat_statements.track is none: ALTER SYSTEM SET pg_stat_statements.track = 'top'"],
])('says what is missing and how to get it: %#', async (columns, rows, track, reason) => {
  const { ask } = serverWith(columns, rows, track);
  expect(await readStatements(ask, 'reader')).toEqual({ status: 'unavailable', reason });
});
