import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type MadeRun, writeMadeRun } from '../../reports/comparison/support/made-runs.ts';
import { savePinnedSet } from './pinned-sets.ts';
import { resolveRuns, resolveSides } from './resolve-runs.ts';
import { isSameRevision } from './revisions.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const REVISION = '4f2a91c0aabb';
let runsDir: string;

beforeAll(async () => {
  runsDir = await mkdtemp(join(tmpdir(), 'headroom-resolve-'));
  // Short runs: nothing here reads what they measured.
  const make = (id: string, minute: number, more: Partial<MadeRun> = {}) =>
    writeMadeRun(runsDir, { id, minute, ...more, options: { measuredSeconds: 2, ...more.options } });
  const one = { revision: REVISION };
  await make('a1', 0, one);
  await make('a2', 1, one);
  await make('a3', 2, { ...one, options: { run: { status: 'interrupted' } } });
  await make('changed', 3, { options: { run: { build: 'c0ffee0-dirty' } } });
  await make('named-1', 4, { options: { run: { build: 'v1.4' } } });
  await make('named-2', 5, { options: { run: { build: 'v1.4' } } });
  await make('several-1', 6, { revision: 'bbbbbbb00001' });
  await make('several-2', 7, { revision: 'bbbbbbb00001', profile: 'before' });
  await make('twin', 8, { revision: 'bbbbbbb99999', profile: 'before' });
  await make('newest', 9, { revision: 'ccccccccccc1' });
  await make('deadbeef', -5, { revision: 'eeeeeeeeeee1' });
  await make('same-name', -6, { revision: 'deadbeef0001' });
  const pin = (name: string, runs: string[]) => {
    const set = { environmentKey: 'k', toggles: 'after', builds: [], workload: 'baseline', deployment: 'reference' };
    savePinnedSet(runsDir, { ...set, headroom: 'set/1', name, runs, pinnedAtMs: 0 });
  };
  pin('main', ['a1', 'a2']);
  pin('broken', ['a1', 'lost']);
  pin('twin', ['a1']);
  await mkdir(join(runsDir, 'comparisons'));
  await symlink(join(runsDir, 'a1'), join(runsDir, 'linked'));
});
afterAll(() => rm(runsDir, { recursive: true }));

const folders = (...ids: string[]) => ids.map((id) => join(runsDir, id));

describe('words that name no runs', () => {
  it('are answered with the nearest id, set or build', async () => {
    const hintFor = async (word: string): Promise<string> => {
      const error = await resolveRuns(runsDir, [word]).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'HR_RECORD_NOT_FOUND', exitCode: 2 });
      return error instanceof Error && 'hint' in error ? String(error.hint) : '';
    };
    expect(await hintFor('newst')).toContain("'newest'");
    expect(await hintFor('mian')).toContain("'main'");
    expect(await hintFor('build:v1.5')).toContain("'build:v1.4'");
    expect(await hintFor('v1.4')).toContain("'build:v1.4'");
    expect(await hintFor('4f2a91d')).not.toContain('null');
    // Folders of the suite's own, links and files are no runs.
    for (const word of ['comparisons', 'sets', 'linked']) await hintFor(word);
  });

  it('say that a build with uncommitted changes is meant only by its own name', async () => {
    await expect(resolveRuns(runsDir, ['c0ffee0'])).rejects.toMatchObject({
      hint: expect.stringContaining('c0ffee0-dirty'),
    });
    expect(await resolveRuns(runsDir, ['c0ffee0-dirty'])).toEqual(folders('changed'));
  });

  it('are several when a word means two things, and each is listed', async () => {
    await expect(resolveRuns(runsDir, ['twin'])).rejects.toMatchObject({
      code: 'HR_USAGE',
      problems: [expect.stringContaining('the run'), expect.stringContaining('set:twin')],
    });
    await expect(resolveRuns(runsDir, ['deadbeef'])).rejects.toMatchObject({
      problems: [expect.stringContaining('the run'), expect.stringContaining('build:deadbeef0001')],
    });
    await expect(resolveRuns(runsDir, ['bbbbbbb'])).rejects.toMatchObject({
      problems: [expect.stringContaining('bbbbbbb00001'), expect.stringContaining('bbbbbbb99999')],
    });
    expect(await resolveRuns(runsDir, ['set:twin'])).toEqual(folders('a1'));
    expect(await resolveRuns(runsDir, ['build:deadbeef'])).toEqual(folders('same-name'));
  });

  it('name the records that a set has lost, and how to pin what is left', async () => {
    await expect(resolveRuns(runsDir, ['broken'])).rejects.toMatchObject({
      code: 'HR_RECORD_NOT_FOUND',
      message: expect.stringContaining('lost'),
      hint: expect.stringContaining('pin -- set broken a1'),
    });
  });
});

describe('words that name runs', () => {
  it('are ids, folders, latest, sets and builds, each run once and in the order of the words', async () => {
    expect(await resolveRuns(runsDir, ['latest', 'a2', join(runsDir, 'a2'), 'main'])).toEqual(
      folders('newest', 'a2', 'a1'),
    );
    expect(await resolveRuns(runsDir, ['build:v1.4'])).toEqual(folders('named-1', 'named-2'));
  });

  it('take a revision of seven to forty digits, and only the complete runs of it', async () => {
    for (const word of ['4f2a91c', '4F2A91C0', `${REVISION}${'0'.repeat(28)}`]) {
      expect(await resolveRuns(runsDir, [word])).toEqual(folders('a1', 'a2'));
    }
  });
});

describe('a build whose runs are of several kinds', () => {
  it('is refused with each kind and how to choose one', async () => {
    await expect(resolveRuns(runsDir, ['bbbbbbb00001'])).rejects.toMatchObject({
      code: 'HR_USAGE',
      problems: [expect.stringMatching(/after.*several-1/), expect.stringMatching(/before.*several-2/)],
      hint: expect.stringContaining('--profile'),
    });
    expect(await resolveRuns(runsDir, ['bbbbbbb00001'], { profile: 'before' })).toEqual(folders('several-2'));
    await expect(resolveRuns(runsDir, ['bbbbbbb00001'], { workload: 'soak' })).rejects.toMatchObject({
      code: 'HR_RECORD_NOT_FOUND',
      message: expect.stringContaining('1 run of baseline'),
    });
  });

  it('means the kind that the other side has too, and that is said', async () => {
    const sides = await resolveSides(runsDir, { before: ['bbbbbbb00001'], after: ['newest'] });
    expect(sides.before).toEqual(folders('several-1'));
    expect(sides.notes).toEqual([expect.stringContaining('because the other side has such runs too')]);
    const other = await resolveSides(runsDir, { before: [join(runsDir, 'twin')], after: ['bbbbbbb00001'] });
    expect(other.after).toEqual(folders('several-2'));
  });
});

describe('a revision', () => {
  it('is the same however many digits each side wrote, and never a name or another state', () => {
    expect(isSameRevision('4f2a91c', REVISION)).toBe(true);
    expect(isSameRevision(`${REVISION}ffff`, REVISION)).toBe(true);
    expect(isSameRevision('4f2a91', REVISION)).toBe(false);
    expect(isSameRevision('4f2a91c', `${REVISION}-dirty`)).toBe(false);
    expect(isSameRevision('v1.4', 'v1.4')).toBe(false);
    expect(isSameRevision('4f2a91d', REVISION)).toBe(false);
  });
});

describe('a folder of runs that is not there', () => {
  it('has no runs, and says so', async () => {
    const nowhere = join(runsDir, 'nowhere');
    await expect(resolveRuns(nowhere, ['latest'])).rejects.toMatchObject({ code: 'HR_RECORD_NOT_FOUND' });
    await writeFile(join(runsDir, 'file'), '');
    await expect(resolveRuns(runsDir, ['file'])).rejects.toMatchObject({ code: 'HR_RECORD_NOT_FOUND' });
  });
});
