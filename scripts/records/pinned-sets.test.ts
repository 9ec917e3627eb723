import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PinnedSet } from '../../contract/pinned-set.ts';
import { listPinnedSets, pinnedSetPath, problemOfSetName, readPinnedSet, savePinnedSet } from './pinned-sets.ts';

let runsDir: string;
beforeEach(() => {
  runsDir = mkdtempSync(join(os.tmpdir(), 'headroom-sets-'));
});
afterEach(() => rmSync(runsDir, { recursive: true, force: true }));

function set(name: string, more: Partial<PinnedSet> = {}): PinnedSet {
  return {
    headroom: 'set/1',
    name,
    runs: ['a1', 'a2'],
    environmentKey: '0123456789ab',
    toggles: 'after',
    builds: ['aaaaaaaaaaaa'],
    workload: 'baseline',
    deployment: 'reference',
    pinnedAtMs: 1,
    ...more,
  };
}

function write(name: string, text: string): void {
  mkdirSync(join(runsDir, 'sets'), { recursive: true });
  writeFileSync(pinnedSetPath(runsDir, name), text);
}

describe('pinned sets', () => {
  it('names files that are torn, of another version, or another set’s, and reads the rest', () => {
    savePinnedSet(runsDir, set('good'));
    write('torn', '{');
    write('future', JSON.stringify({ ...set('future'), headroom: 'set/9' }));
    write('moved', JSON.stringify(set('other')));
    write('empty', JSON.stringify(set('empty', { runs: [] })));
    const { sets, unreadable } = listPinnedSets(runsDir);
    expect(sets.map(({ name }) => name)).toEqual(['good']);
    expect(unreadable.map(({ name }) => name)).toEqual(['empty', 'future', 'moved', 'torn']);
    expect(() => readPinnedSet(runsDir, 'future')).toThrow(
      expect.objectContaining({ code: 'HR_RECORD_UNREADABLE', message: expect.stringContaining('headroom') }),
    );
  });

  it('has none where nothing was ever pinned, and says how to pin one', () => {
    expect(listPinnedSets(join(runsDir, 'nowhere'))).toEqual({ sets: [], unreadable: [] });
    expect(() => readPinnedSet(runsDir, 'main')).toThrow(
      expect.objectContaining({ code: 'HR_RECORD_NOT_FOUND', hint: expect.stringContaining('pin -- set') }),
    );
  });

  it('names the nearest set for a misspelt one, and reads no file outside its folder', () => {
    savePinnedSet(runsDir, set('main-baseline'));
    writeFileSync(join(runsDir, 'outside.json'), JSON.stringify(set('outside')));
    expect(() => readPinnedSet(runsDir, 'main-baselin')).toThrow(
      expect.objectContaining({ hint: "Did you mean 'main-baseline'?" }),
    );
    expect(() => readPinnedSet(runsDir, '../outside')).toThrow(
      expect.objectContaining({ code: 'HR_RECORD_NOT_FOUND' }),
    );
  });

  it('replaces a set whole, for its owner only, and leaves nothing beside it', () => {
    savePinnedSet(runsDir, set('main', { note: 'first' }));
    const path = savePinnedSet(runsDir, set('main', { note: 'second' }));
    expect(readPinnedSet(runsDir, 'main').note).toBe('second');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(runsDir, 'sets'))).toEqual(['main.json']);
  });

  it('refuses names that mean something else or are no name', () => {
    expect(['main', 'after-2026-11', 'x'].map(problemOfSetName)).toEqual([null, null, null]);
    for (const name of ['', 'Main', '1st', '../x', 'a b', 'x'.repeat(41)])
      expect(problemOfSetName(name)).toMatch(/1 to 40/);
    expect(problemOfSetName('latest')).toContain('newest run');
    expect(problemOfSetName('deadbeef')).toContain('git revision');
    expect(problemOfSetName('decade')).toBeNull();
  });
});
