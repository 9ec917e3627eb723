import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type MadeRun, writeMadeRun } from '../../reports/comparison/support/made-runs.ts';
import { readPinnedSet } from '../records/pinned-sets.ts';
import { createTerminal } from '../terminal/terminal.ts';
import { listSets, type PinContext, type PinOptions, pinSet, showSet } from './pin.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

let runsDir: string;

beforeAll(async () => {
  runsDir = await mkdtemp(join(tmpdir(), 'headroom-pin-'));
  const make = (id: string, minute: number, more: Partial<MadeRun> = {}) =>
    writeMadeRun(runsDir, { id, minute, ...more });
  await make('a1', 0);
  await make('a2', 1, { revision: 'bbbbbbbbbbbb' });
  await make('short', 2, { options: { measuredSeconds: 20 } });
  await make('killed', 3, { options: { run: { status: 'running' } } });
  await make('switched', 4, { profile: 'before' });
  await make('elsewhere', 5, { options: { preallocatedVus: 200 } });
  await make('torn', 6);
  await writeFile(join(runsDir, 'torn', 'plan.json'), '{');
});
afterAll(() => rm(runsDir, { recursive: true }));

function surroundings(isJson = false): { context: PinContext; text: () => string } {
  const out: string[] = [];
  const terminal = createTerminal({
    ...{ json: isJson, isTty: false, nowMs: () => 0 },
    writeOut: (text) => void out.push(text),
    writeError: () => undefined,
  });
  return { context: { terminal, root: runsDir, nowMs: () => Date.UTC(2026, 10, 25) }, text: () => out.join('') };
}

async function pin(name: string, runs: string[], options: PinOptions = {}): Promise<string> {
  const { context, text } = surroundings();
  await pinSet(context, runsDir, { name, runs, options });
  return text();
}

describe('headroom pin set', () => {
  it('refuses a name that means something else before it reads anything', async () => {
    for (const name of ['latest', 'deadbeef', 'A b']) {
      await expect(pin(name, ['nowhere'])).rejects.toMatchObject({ code: 'HR_USAGE', exitCode: 2 });
    }
  });

  it('refuses, each by name, what cannot be compared, and pins nothing when nothing is left', async () => {
    await expect(pin('none', ['short', 'killed', 'torn'])).rejects.toMatchObject({
      code: 'HR_NOT_COMPARABLE',
      hint: expect.stringContaining('120 s'),
      problems: [
        expect.stringMatching(/^torn: .*plan\.json/),
        expect.stringMatching(/^short: .*20 s were measured/),
        expect.stringMatching(/^killed: it did not complete/),
      ],
    });
    await expect(pin('none', ['torn'])).rejects.toMatchObject({ code: 'HR_RECORD_UNREADABLE', exitCode: 3 });
    expect(() => readPinnedSet(runsDir, 'none')).toThrow('no pinned set');
  });

  it('refuses runs of other switches and of other environments, with what differs', async () => {
    await expect(pin('mixed', ['a1', 'switched', 'elsewhere'])).rejects.toMatchObject({
      code: 'HR_NOT_COMPARABLE',
      problems: [
        'switched: switches after and before',
        expect.stringMatching(/^elsewhere: load [0-9a-f]+ and [0-9a-f]+$/),
      ],
    });
  });

  it('pins the rest, says what it left out and what it replaced, and keeps the environment', async () => {
    expect(await pin('main', ['a1'], { note: 'first' })).not.toContain('replaced');
    const text = await pin('main', ['a1', 'a2', 'short']);
    expect(text).toMatch(/refused {2}short: .*20 s/);
    expect(text).toMatch(/replaced main: 1 run of baseline, build aaaaaaa/);
    expect(text).toMatch(/pinned {3}main: 2 runs of baseline, build aaaaaaa, bbbbbbb, .* pinned 2026-11-25/);
    expect(readPinnedSet(runsDir, 'main')).toMatchObject({
      ...{ runs: ['a1', 'a2'], builds: ['aaaaaaaaaaaa', 'bbbbbbbbbbbb'], toggles: 'after', workload: 'baseline' },
      environmentKey: expect.stringMatching(/^[0-9a-f]{12}$/),
    });
  });
});

describe('headroom pin show and list', () => {
  it('shows each objective’s figure of the set, and names a record that is gone', async () => {
    await pin('shown', ['a1', 'a2']);
    const whole = surroundings();
    await showSet(whole.context, runsDir, 'shown');
    expect(whole.text()).toMatch(/dashboard p95 +\d+ ms {2}\(\d+ ms, \d+ ms\)/);
    expect(whole.text()).toContain('dashboard error share');
    expect(whole.text()).toMatch(/environment {2}[0-9a-f]{12}/);
    await rename(join(runsDir, 'a2'), join(runsDir, '.a2'));
    try {
      const { context, text } = surroundings(true);
      await showSet(context, runsDir, 'shown');
      const shown = JSON.parse(text());
      expect(shown.gone).toEqual(['a2']);
      expect(shown.figures[0].runs).toHaveLength(1);
      const listed = surroundings();
      listSets(listed.context, runsDir);
      expect(listed.text()).toMatch(/shown: 2 runs of baseline.*, 1 of them gone/);
    } finally {
      await rename(join(runsDir, '.a2'), join(runsDir, 'a2'));
    }
  });

  it('names a misspelt set’s nearest, and a file that is no set', async () => {
    const { context, text } = surroundings();
    await expect(showSet(context, runsDir, 'shwon')).rejects.toMatchObject({ hint: "Did you mean 'shown'?" });
    await writeFile(join(runsDir, 'sets', 'torn.json'), '{');
    listSets(context, runsDir);
    expect(text()).toContain('unreadable: torn');
    expect(await readFile(join(runsDir, 'sets', 'torn.json'), 'utf8')).toBe('{');
  });
});
