import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { NightRecord } from '../../contract/night.ts';
import { readNights } from './read-nights.ts';
import { madeNights } from './support/made-nights.ts';

const NIGHTS = madeNights({ count: 4, figures: [{ endpoint: 'dashboard' }] });

async function folderOf(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'headroom-nights-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name), { recursive: true });
    await writeFile(join(folder, name, 'night.json'), text);
  }
  return folder;
}

function filesOf(nights: readonly NightRecord[]): Record<string, string> {
  return Object.fromEntries(nights.map((night) => [night.night, JSON.stringify(night)]));
}

describe('reading nights', () => {
  it('of a folder that is not there, or is empty, finds none', async () => {
    expect(await readNights('/nowhere/at/all')).toEqual({ histories: [], unreadable: [] });
    expect(await readNights(await folderOf({}))).toEqual({ histories: [], unreadable: [] });
  });

  it('gives one history, ascending, whatever else lies in the folder', async () => {
    const folder = await folderOf(filesOf(NIGHTS.toReversed()));
    await writeFile(join(folder, 'changes.json'), '{}');
    await mkdir(join(folder, 'trend'));
    const { histories, unreadable } = await readNights(folder);
    expect(histories).toHaveLength(1);
    expect(histories[0]?.nights).toEqual(NIGHTS);
    expect(unreadable).toEqual([]);
  });

  it('names and passes over nights that are torn, of a later version, damaged, unfinished, or there twice', async () => {
    const [first, second, third, fourth] = NIGHTS;
    const folder = await folderOf({
      ...filesOf(first === undefined ? [] : [first]),
      [`${first?.night}-copy`]: JSON.stringify(first),
      [second?.night ?? '']: JSON.stringify(second).slice(0, 40),
      [third?.night ?? '']: JSON.stringify({ ...third, headroom: 'night/2' }),
      [fourth?.night ?? '']: JSON.stringify({ ...fourth, build: 7 }),
    });
    await mkdir(join(folder, '2025-02-01'));
    const { histories, unreadable } = await readNights(folder);
    expect(histories[0]?.nights).toEqual([first]);
    expect(unreadable.map(({ name, reason }) => `${name} ${reason.slice(0, 34)}`)).toEqual([
      `${first?.night}-copy the night of 2025-01-01 stands the`,
      `${second?.night} night.json is no JSON: Unterminate`,
      `${third?.night} night.json is of version "night/2"`,
      `${fourth?.night} night.json is damaged: build: Inva`,
      '2025-02-01 it has no night.json: its job did ',
    ]);
  });

  it('keeps environments, switches and workloads apart, the one of the latest night first', async () => {
    const figures = [{ endpoint: 'dashboard' }];
    const others = [
      ...madeNights({ count: 3, figures, environmentKey: 'bbbb00000000', from: 10 }),
      ...madeNights({ count: 2, figures, toggles: 'before', from: 20 }),
      ...madeNights({ count: 1, figures, workload: 'soak', from: 30 }),
    ];
    const { histories } = await readNights(await folderOf(filesOf([...NIGHTS, ...others])));
    expect(
      histories.map(({ environmentKey, toggles, workload, nights }) => [
        environmentKey,
        toggles,
        workload,
        nights.length,
      ]),
    ).toEqual([
      ['aaaa00000000', 'after', 'soak', 1],
      ['aaaa00000000', 'before', 'baseline', 2],
      ['bbbb00000000', 'after', 'baseline', 3],
      ['aaaa00000000', 'after', 'baseline', 4],
    ]);
    expect(new Set(histories.map(({ id }) => id)).size).toBe(4);
  });
});
