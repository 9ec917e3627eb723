import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MADE_SECONDS, type MadeRun, writeMadeRun } from '../../reports/comparison/support/made-runs.ts';
import { savePinnedSet } from '../records/pinned-sets.ts';
import { createTerminal } from '../terminal/terminal.ts';
import { type CompareOptions, compareRuns } from './compare.ts';

/** Thirteen records are written, and up to eleven read in a test, on a machine that may be busy. */
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

let runsDir: string;

beforeAll(async () => {
  runsDir = await mkdtemp(join(tmpdir(), 'headroom-compare-verb-'));
  const make = (id: string, minute: number, more: Partial<MadeRun> = {}) =>
    writeMadeRun(runsDir, { id, minute, ...more });
  await make('a1', 0);
  await make('b1', 1, { dashboard: 2 });
  await make('b2', 2, { dashboard: 2, options: { run: { build: 'v2' } } });
  await make('a2', 3);
  for (let past = 0; past < 6; past += 1) await make(`past-${past}`, past - 60);
  await make('elsewhere', -90, { options: { preallocatedVus: 9 } });
  await make('unfit', -91, { options: { measuredSeconds: 20 } });
  await make('newest', 90, { options: { outage: [0, MADE_SECONDS] } });
});
afterAll(() => rm(runsDir, { recursive: true }));

async function compare(before: readonly string[], options: CompareOptions, isJson = false) {
  const out: string[] = [];
  const terminal = createTerminal({
    json: isJson,
    isTty: false,
    writeOut: (text) => void out.push(text),
    writeError: () => undefined,
    nowMs: () => 0,
  });
  const exitCode = await compareRuns(
    { terminal, root: runsDir },
    { runsDir, comparison: { gate: null } },
    { before, options },
  );
  return { exitCode, text: out.join('') };
}

describe('headroom compare', () => {
  it('exits 1 for a regressed gate row, prints the table and writes page, table and JSON', async () => {
    const { exitCode, text } = await compare(['a1', 'a2'], { with: ['b1', 'b2'] });
    expect(exitCode).toBe(1);
    expect(text).toContain('**REGRESSED**');
    expect(text).toMatch(/\| dashboard p95 \| \d+ ms \| \d+ ms \| \+\d/);
    const [, path = ''] = /report {2}(\S+)/.exec(text) ?? [];
    expect(path.startsWith(join(runsDir, 'comparisons', 'a1-with-b1-'))).toBe(true);
    expect(await readFile(path, 'utf8')).toContain('REGRESSED');
    expect(JSON.parse(await readFile(path.replace('.html', '.json'), 'utf8'))).toMatchObject({ verdict: 'regressed' });
    expect(await readFile(path.replace('.html', '.csv'), 'utf8')).toContain('comparison,');
  });

  it('takes past runs of the same environment whose build ran more than once for the noise, and none with --no-history', async () => {
    const out = join(runsDir, 'out');
    const known = JSON.parse((await compare(['a1'], { with: ['a2'], out }, true)).text);
    expect(known.history.map(({ id }: { id: string }) => id).sort()).toEqual([
      'b1',
      'newest',
      'past-0',
      'past-1',
      'past-2',
      'past-3',
      'past-4',
      'past-5',
    ]);
    const unknown = JSON.parse((await compare(['a1'], { with: ['a2'], out, history: false }, true)).text);
    expect([unknown.history, unknown.exitCode]).toEqual([[], 0]);
  });

  it('exits 1 with --strict where a row cannot be told', async () => {
    const { exitCode } = await compare(['a1'], { with: ['a2'], history: false, strict: true });
    expect(exitCode).toBe(1);
  });

  it('knows a run as latest and by its folder, and refuses one that is not there', async () => {
    const { text } = await compare([join(runsDir, 'a1')], { with: ['latest'] }, true);
    expect(JSON.parse(text).runs.after).toMatchObject([{ id: 'newest' }]);
    await expect(compare(['a1'], { with: ['a9'] })).rejects.toMatchObject({ code: 'HR_RECORD_NOT_FOUND', exitCode: 2 });
  });

  it('takes a set, a revision and a build by name, and its report stays where the ids would put it', async () => {
    const set = { environmentKey: 'k', toggles: 'after', builds: [], workload: 'baseline', deployment: 'reference' };
    savePinnedSet(runsDir, { ...set, headroom: 'set/1', name: 'main', runs: ['a1', 'a2'], pinnedAtMs: 0 });
    const byName = JSON.parse((await compare(['main'], { with: ['build:v2'], history: false }, true)).text);
    expect(byName.runs.before.map(({ id }: { id: string }) => id)).toEqual(['a1', 'a2']);
    expect(byName.runs.after).toMatchObject([{ id: 'b2', build: 'v2' }]);
    const byId = JSON.parse((await compare(['a1', 'a2'], { with: ['b2'], history: false }, true)).text);
    expect(byName).toEqual(byId);
    await expect(compare(['mian'], { with: ['b2'] })).rejects.toMatchObject({
      hint: expect.stringContaining("'main'"),
    });
  });

  it('refuses another environment with exit 2 and compares it with --across-environments', async () => {
    await expect(compare(['a1'], { with: ['elsewhere'] })).rejects.toMatchObject({
      code: 'HR_NOT_COMPARABLE',
      exitCode: 2,
    });
    const { text } = await compare(['a1'], { with: ['elsewhere'], acrossEnvironments: true });
    expect(text).toContain('different environments');
  });

  it('exits 3 when nothing is comparable, and when nothing is readable', async () => {
    const { exitCode } = await compare(['unfit'], { with: ['a1'], acrossEnvironments: true });
    expect(exitCode).toBe(3);
    const torn = await writeMadeRun(runsDir, { id: 'torn', minute: 5 });
    await writeFile(join(torn, 'plan.json'), '{');
    await expect(compare(['a1'], { with: ['torn'] })).rejects.toMatchObject({
      code: 'HR_RECORD_UNREADABLE',
      exitCode: 3,
    });
  });
});
