import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StatementRow } from '../../../contract/evidence.ts';
import { unavailable } from '../../../contract/measured.ts';
import type { Figure } from '../../panel-model.ts';
import { noEvidence, type SnapshotInput, snapshots, statementRow } from '../support/evidence-example.ts';
import { pairSnapshots } from './snapshot-pair.ts';
import { compareStatements, STATEMENT_ROWS_MAX } from './statements.ts';

const compare = (before: SnapshotInput, after: SnapshotInput, requests: Figure = 100) =>
  compareStatements(pairSnapshots({ ...noEvidence(), ...snapshots(before, after) }), requests);

const found = (before: SnapshotInput, after: SnapshotInput, requests: Figure = 100) => {
  const result = compare(before, after, requests);
  if (result.status === 'unavailable') throw new Error(result.reason);
  return result.value;
};

/** The counters that pg_stat_statements would hold after these executions. */
function counters(times: readonly number[]): Partial<StatementRow> {
  const totalMs = times.reduce((sum, ms) => sum + ms, 0);
  const mean = totalMs / times.length;
  const variance = times.reduce((sum, ms) => sum + (ms - mean) ** 2, 0) / times.length;
  return { calls: times.length, totalMs, stddevMs: Math.sqrt(variance), maxMs: Math.max(...times) };
}

describe('statements whose counters began anew', () => {
  it('give no figures when calls fell, and say why', () => {
    expect(compare({ statements: [statementRow({ calls: 11 })] }, { statements: [statementRow()] })).toEqual({
      status: 'unavailable',
      reason: expect.stringMatching(/^the counters of 1 statement fell between the two snapshots: PostgreSQL was rest/),
    });
  });

  it('give none when a statement vanished, unless the second snapshot left some out', () => {
    const before = { statements: [statementRow(), statementRow({ id: '2' })] };
    const after = { statements: [statementRow({ calls: 20, totalMs: 40 })] };
    expect(compare(before, after)).toMatchObject({ reason: expect.stringContaining('1 statement vanished') });
    expect(found(before, { ...after, omitted: 3 }).notes[0]).toContain('3 further statements');
  });

  it('are unavailable without either snapshot, and when nothing was executed', () => {
    expect(compareStatements(unavailable('no right: GRANT pg_monitor'), 100)).toMatchObject({
      reason: 'no right: GRANT pg_monitor',
    });
    const rows = { statements: [statementRow()] };
    expect(compare(rows, rows)).toMatchObject({ reason: 'no statement was executed between the two snapshots' });
    expect(compare({}, {})).toMatchObject({ status: 'unavailable' });
  });

  it('refuse snapshots in the wrong order', () => {
    const { before, after } = snapshots({}, {});
    expect(pairSnapshots({ ...noEvidence(), before: after, after: before })).toMatchObject({
      reason: 'the second snapshot of the database is not the later one',
    });
  });
});

describe('a statement of the phase', () => {
  it('has calls, calls a request, mean, rows, hit ratio and temporary blocks of the phase alone', () => {
    const before = statementRow({ calls: 10, totalMs: 20, rows: 10, blocksHit: 90, blocksRead: 10 });
    const after = statementRow({
      calls: 60,
      totalMs: 120,
      rows: 510,
      blocksHit: 190,
      blocksRead: 10,
      tempBlocksRead: 3,
      tempBlocksWritten: 4,
    });
    expect(found({ statements: [before] }, { statements: [after] }).rows[0]).toEqual({
      id: '1',
      text: 'SELECT 1',
      calls: 50,
      callsPerRequest: 0.5,
      totalMs: 100,
      meanMs: 2,
      stddevMs: 0,
      maxMs: 2,
      isMaxOfPhase: false,
      rowsPerCall: 10,
      hitRatio: 1,
      tempBlocks: 7,
      share: 1,
    });
  });

  it('has the standard deviation of its own executions, whatever lay before', () => {
    const times = fc.array(fc.double({ min: 0.01, max: 500, noNaN: true }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(times, times, (earlier, later) => {
        const row = found(
          { statements: [statementRow(counters(earlier))] },
          { statements: [statementRow(counters([...earlier, ...later]))] },
        ).rows[0];
        const own = counters(later);
        expect(row?.calls).toBe(later.length);
        expect(row?.meanMs).toBeCloseTo((own.totalMs ?? 0) / later.length, 0);
        expect(Math.abs((row?.stddevMs ?? -1) - (own.stddevMs ?? 0))).toBeLessThan(0.2);
      }),
    );
  });

  it('knows its longest call only when it is longer than all before, or when it is new', () => {
    const longest = (before: StatementRow[], maxMs: number) =>
      found({ statements: before }, { statements: [statementRow({ calls: 20, totalMs: 50, maxMs })] }).rows[0];
    expect(longest([statementRow({ maxMs: 9 })], 9)).toMatchObject({ maxMs: 9, isMaxOfPhase: false });
    expect(longest([statementRow({ maxMs: 9 })], 12)).toMatchObject({ maxMs: 12, isMaxOfPhase: true });
    expect(longest([], 3)).toMatchObject({ isMaxOfPhase: true });
  });

  it('has no hit ratio when it touched no block, and no calls a request without requests', () => {
    const after = statementRow({ blocksHit: 0, blocksRead: 0 });
    expect(found({}, { statements: [after] }, unavailable('none')).rows[0]).toMatchObject({
      hitRatio: null,
      callsPerRequest: null,
    });
  });
});

describe('all statements', () => {
  it('stand by time, the rest in one row, and the shares add up to one', () => {
    const rows = Array.from({ length: 40 }, (_, at) => statementRow({ id: `s${at}`, totalMs: at + 1 }));
    const result = found({}, { statements: rows });
    expect(result.rows).toHaveLength(STATEMENT_ROWS_MAX);
    expect(result.rows[0]).toMatchObject({ id: 's39', totalMs: 40 });
    expect(result.other).toMatchObject({ statements: 15, calls: 150, totalMs: 120 });
    const shares = result.rows.reduce((sum, row) => sum + row.share, result.other.share);
    expect(shares).toBeCloseTo(1, 3);
  });

  it('do not hold what this suite itself asked', () => {
    const own = statementRow({ id: '9', text: 'SELECT /* headroom collector */ name FROM x', totalMs: 100, calls: 5 });
    const result = found({}, { statements: [statementRow(), own] });
    expect(result.rows.map(({ id, share }) => [id, share])).toEqual([['1', 1]]);
    expect(result).toMatchObject({ totalMs: 20, calls: 10, spanMs: 10_000 });
  });

  it('warn of statements that the first snapshot may have left out, and of functions that are counted twice', () => {
    const settings = { 'pg_stat_statements.track': 'all' };
    const { notes } = found({ omitted: 2 }, { statements: [statementRow()], settings });
    expect(notes).toEqual([
      expect.stringMatching(/^1 statements were not among those of the first snapshot/),
      expect.stringMatching(/^Statements inside functions/),
    ]);
  });
});
