import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../../contract/config.ts';
import { TEST_START_MS } from '../../reports/analysis/support/example-run.ts';
import { writeMadeRun } from '../../reports/comparison/support/made-runs.ts';
import type { Context } from '../context.ts';
import { createTerminal } from '../terminal/terminal.ts';
import { addHistoryVerb } from './history.ts';
import { listRuns } from './list-runs.ts';
import { addPinVerb } from './pin.ts';

const DAY_MS = 24 * 3_600_000;

let runsDir: string;
beforeEach(async () => {
  runsDir = mkdtempSync(join(os.tmpdir(), 'headroom-verbs-'));
  const options = { measuredSeconds: 2 };
  await writeMadeRun(runsDir, { id: 'old', options });
  await writeMadeRun(runsDir, { id: 'young', minute: 20 * 24 * 60, options: { ...options, run: { build: 'v1.4' } } });
});
afterEach(() => rmSync(runsDir, { recursive: true, force: true }));

function terminalInto(out: string[]) {
  return createTerminal({
    ...{ json: false, isTty: false, nowMs: () => 0 },
    writeOut: (text) => void out.push(text),
    writeError: () => undefined,
  });
}

/** What the command line prints, at a moment thirty days after the old run. */
async function headroom(...words: string[]): Promise<string> {
  const out: string[] = [];
  const context: Context = {
    ...{ root: runsDir, env: {}, terminal: terminalInto(out), processId: 1, command: 'test' },
    nowMs: () => TEST_START_MS + 30 * DAY_MS,
    signals: { on: () => undefined, off: () => undefined },
    exitNow: () => undefined,
  };
  const program = new Command('headroom').exitOverride().configureOutput({ writeErr: () => undefined });
  const command = { context: () => context, config: async () => parseConfig({ runsDir }, 'a test') };
  addHistoryVerb(program, command);
  addPinVerb(program, command);
  await program.parseAsync(['node', 'headroom', ...words]);
  return out.join('');
}

describe('the command line of history and pin', () => {
  it('reads days with and without their letter, and refuses what is no number', async () => {
    expect(await headroom('history', 'prune', '--older-than', '15d', '--dry-run')).toMatch(/would go old.*1 of 2/s);
    expect(await headroom('history', 'prune', '--older-than', '5', '--dry-run')).toContain('2 of 2 records would go');
    expect(await headroom('history', 'prune', '--keep', '1', '--dry-run')).toMatch(/would go old.*1 of 2/s);
    for (const wrong of [
      ['--older-than', 'soon'],
      ['--keep', '-1'],
    ]) {
      await expect(headroom('history', 'prune', ...wrong)).rejects.toThrow('is invalid');
    }
    expect(existsSync(join(runsDir, 'old'))).toBe(true);
    await headroom('history', 'prune', '--older-than', '15');
    expect(existsSync(join(runsDir, 'old'))).toBe(false);
  });

  it('lists and exports, as CSV unless asked otherwise, and refuses another format', async () => {
    expect(await headroom('history', 'list')).toMatch(/young.*build v1\.4.*old.*2 records/s);
    expect(await headroom('history', 'export')).toMatch(/^id,started,/);
    expect(JSON.parse(await headroom('history', 'export', '--format', 'json'))).not.toHaveLength(0);
    await expect(headroom('history', 'export', '--format', 'xml')).rejects.toThrow('Allowed choices');
  });

  it('pins by build, and says what is missing', async () => {
    await expect(headroom('pin', 'set', 'main', 'build:v1.4')).rejects.toMatchObject({ code: 'HR_NOT_COMPARABLE' });
    expect(await headroom('pin', 'list')).toContain('no set is pinned');
    await expect(headroom('pin', 'set', 'main')).rejects.toThrow('missing required argument');
  });

  it('shows the build in the list of runs too', () => {
    const out: string[] = [];
    const runs = listRuns(terminalInto(out), runsDir);
    expect(runs.map(({ id, build }) => [id, build])).toEqual([
      ['young', 'v1.4'],
      ['old', 'aaaaaaaaaaaa'],
    ]);
    expect(out.join('')).toMatch(/old {2}aaaaaaa\n/);
  });
});
