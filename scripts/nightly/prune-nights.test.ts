import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { savePinnedSet } from '../records/pinned-sets.ts';
import { planPruning, prune } from './prune-nights.ts';

/** A night after those that are written here. */
const LATER = '2026-12-31';
let runsDir = '';
beforeEach(() => {
  runsDir = mkdtempSync(join(tmpdir(), 'headroom-prune-'));
});
afterEach(() => rmSync(runsDir, { recursive: true }));

function writeRecord(id: string): void {
  mkdirSync(join(runsDir, id), { recursive: true });
  writeFileSync(join(runsDir, id, 'run.json'), '{}');
}

/** A night that made these runs, with a page of them. */
function writeNight(night: string, ids: readonly string[]): void {
  const folder = join(runsDir, 'nights', night);
  mkdirSync(folder, { recursive: true });
  const runs = ids.map((id) => ({ id, startedAtMs: 1, verdict: 'pass', purpose: 'first', reasons: [] }));
  const facts = { environmentKey: 'x', toggles: 'after', workload: 'baseline', deployment: 'reference' };
  const record = { headroom: 'night/1', night, build: 'b', ...facts, runs, figures: [] };
  writeFileSync(join(folder, 'night.json'), JSON.stringify(record));
  writeFileSync(join(folder, 'trend.html'), '');
  writeFileSync(join(folder, 'summary.json'), '{}');
}

function pin(runs: string[]): void {
  savePinnedSet(runsDir, {
    ...{ headroom: 'set/1', name: 'release', runs, environmentKey: 'x', toggles: 'after', builds: [] },
    ...{ workload: 'baseline', deployment: 'reference', pinnedAtMs: 1 },
  });
}

describe('retention', () => {
  it('has nothing to do without nights, and with no more of them than are kept', () => {
    expect(planPruning(runsDir, { keepNights: 1, current: LATER })).toEqual({ records: [], pages: [], pinned: [] });
    writeRecord('run-1');
    writeNight('2026-11-24', ['run-1']);
    expect(planPruning(runsDir, { keepNights: 1, current: LATER }).records).toEqual([]);
  });

  it('deletes the records and pages of older nights, and keeps figures, summaries and everybody else’s records', () => {
    for (const id of ['run-1', 'run-2', 'run-3', 'by-hand']) writeRecord(id);
    writeNight('2026-11-23', ['run-1', 'gone']);
    writeNight('2026-11-24', ['run-2']);
    writeNight('2026-11-25', ['run-3']);
    const plan = planPruning(runsDir, { keepNights: 2, current: LATER });
    expect(plan).toEqual({ records: ['run-1'], pages: ['2026-11-23/trend.html'], pinned: [] });
    prune(runsDir, plan);
    expect(readdirSync(runsDir).sort()).toEqual(['by-hand', 'nights', 'run-2', 'run-3']);
    expect(readdirSync(join(runsDir, 'nights', '2026-11-23')).sort()).toEqual(['night.json', 'summary.json']);
    expect(existsSync(join(runsDir, 'nights', '2026-11-24', 'trend.html'))).toBe(true);
    prune(runsDir, planPruning(runsDir, { keepNights: 2, current: LATER }));
    expect(readdirSync(runsDir)).toHaveLength(4);
  });

  it('leaves the current night alone, also when it is an older one that is made up for', () => {
    for (const id of ['run-1', 'run-2']) writeRecord(id);
    writeNight('2026-11-24', ['run-1']);
    writeNight('2026-11-25', ['run-2']);
    const plan = planPruning(runsDir, { keepNights: 1, current: '2026-11-24' });
    expect(plan).toEqual({ records: [], pages: [], pinned: [] });
  });

  it('never touches a pinned record, and none at all while a set cannot be read', () => {
    for (const id of ['run-1', 'run-2']) writeRecord(id);
    writeNight('2026-11-23', ['run-1', 'run-2']);
    writeNight('2026-11-25', []);
    pin(['run-1']);
    expect(planPruning(runsDir, { keepNights: 1, current: LATER })).toMatchObject({
      records: ['run-2'],
      pinned: ['run-1'],
    });
    writeFileSync(join(runsDir, 'sets', 'other.json'), 'torn');
    expect(() => planPruning(runsDir, { keepNights: 1, current: LATER })).toThrow(
      expect.objectContaining({ code: 'HR_RECORD_UNREADABLE' }),
    );
  });

  it.each(['../outside', '..', '.', 'a/b', '', '/etc'])('takes %j for no record', (id) => {
    writeNight('2026-11-23', [id]);
    writeNight('2026-11-25', []);
    writeRecord('.');
    expect(planPruning(runsDir, { keepNights: 1, current: LATER }).records).toEqual([]);
  });

  it('ends what an earlier deletion began', () => {
    writeRecord('.deleted-run-1');
    prune(runsDir, { records: [], pages: [], pinned: [] });
    expect(readdirSync(runsDir)).toEqual([]);
  });
});
