import { describe, expect, it } from 'vitest';
import { unavailable } from '../../../contract/measured.ts';
import { noEvidence, type SnapshotInput, snapshots, tableUsage } from '../support/evidence-example.ts';
import { listSettings } from './settings.ts';
import { pairSnapshots } from './snapshot-pair.ts';
import { compareTables } from './tables.ts';

const pair = (before: SnapshotInput, after: SnapshotInput) =>
  pairSnapshots({ ...noEvidence(), ...snapshots(before, after) });

describe('tables', () => {
  it('are told by what happened to them in the phase, the most rows read in order first', () => {
    const before = [tableUsage({ sequentialScans: 5, sequentialRows: 500, updated: 10, hotUpdated: 10 })];
    const after = [
      tableUsage({ sequentialScans: 7, sequentialRows: 700, updated: 14, hotUpdated: 13, inserted: 2, bytes: 9000 }),
      tableUsage({ name: 'products', sequentialScans: 1, sequentialRows: 4000 }),
      tableUsage({ schema: 'audit', name: 'log', indexScans: 1 }),
      tableUsage({ name: 'idle' }),
    ];
    const found = compareTables(pair({ tables: before }, { tables: after }));
    if (found.status === 'unavailable') throw new Error(found.reason);
    expect(found.value).toMatchObject({ idle: 1, further: 0 });
    expect(found.value.rows.map(({ name }) => name)).toEqual(['products', 'orders', 'audit.log']);
    expect(found.value.rows[1]).toEqual({
      name: 'orders',
      bytes: 9000,
      liveRows: 100,
      sequentialScans: 2,
      sequentialRows: 200,
      indexScans: 0,
      inserted: 2,
      updated: 4,
      hotShare: 0.75,
      deleted: 0,
    });
    expect(found.value.rows[0]?.hotShare).toBeNull();
  });

  it('give no figures when their counters fell, and none without a snapshot', () => {
    const fallen = pair({ tables: [tableUsage({ indexScans: 3 })] }, { tables: [tableUsage({ indexScans: 2 })] });
    expect(compareTables(fallen)).toMatchObject({ reason: expect.stringContaining('counters of 1 table fell') });
    expect(compareTables(unavailable('why'))).toEqual({ status: 'unavailable', reason: 'why' });
  });

  it('may vanish, as one does that is dropped', () => {
    const found = compareTables(
      pair({ tables: [tableUsage(), tableUsage({ name: 'b' })] }, { tables: [tableUsage()] }),
    );
    expect(found).toMatchObject({ status: 'ok', value: { rows: [], idle: 1 } });
  });
});

describe('settings', () => {
  it('stand by name, or say why they are missing', () => {
    expect(listSettings(pair({}, { settings: { work_mem: '4MB', jit: 'off' } }))).toEqual({
      status: 'ok',
      value: [
        { name: 'jit', value: 'off' },
        { name: 'work_mem', value: '4MB' },
      ],
    });
    expect(listSettings(unavailable('why'))).toEqual({ status: 'unavailable', reason: 'why' });
  });
});
