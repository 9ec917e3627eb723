import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseConfig } from '../../contract/config.ts';
import type { NightRecord } from '../../contract/night.ts';
import { storedChangesSchema } from '../../contract/night.ts';
import { NOTHING_TOLD, tellChanges } from '../../reports/nights/index.ts';
import { madeNights } from '../../reports/nights/support/made-nights.ts';
import { writeNights } from '../../reports/nights/support/night-files.ts';
import { dateOf } from '../../reports/statistics/support/simulate-nights.ts';
import { createTerminal } from '../terminal/terminal.ts';
import { readChanges, saveChanges } from '../trend/changes-file.ts';
import { readTrend } from '../trend/read-trend.ts';
import { type AcknowledgeOptions, acknowledge, showTrend, type TrendOptions } from './trend.ts';

const FIGURES = [{ endpoint: 'dashboard', step: { at: 30, factor: 1.25 } }, { endpoint: 'product' }];
const STEPPED = madeNights({ count: 40, figures: FIGURES });
const STEADY = madeNights({ count: 12, figures: [{ endpoint: 'dashboard' }], environmentKey: 'bbbb00000000' });
const NOW = Date.parse(dateOf(39)) + 43_200_000;

async function runsDirOf(nights: readonly NightRecord[]): Promise<string> {
  const runsDir = await mkdtemp(join(tmpdir(), 'headroom-trend-verb-'));
  onTestFinished(() => rm(runsDir, { recursive: true }));
  await writeNights(join(runsDir, 'nights'), nights);
  return runsDir;
}

function surroundings(runsDir: string, isJson = false) {
  const out: string[] = [];
  const terminal = createTerminal({
    json: isJson,
    isTty: false,
    writeOut: (text) => void out.push(text),
    writeError: () => undefined,
    nowMs: () => 0,
  });
  return { out, at: { terminal, root: runsDir, nowMs: () => NOW }, config: parseConfig({ runsDir }, 'the test') };
}

async function show(runsDir: string, options: TrendOptions = {}, isJson = false) {
  const { out, at, config } = surroundings(runsDir, isJson);
  const exitCode = await showTrend(at, config, options);
  return { exitCode, text: out.join('') };
}

async function answer(runsDir: string, night: string, options: Partial<AcknowledgeOptions> = {}) {
  const { out, at, config } = surroundings(runsDir);
  await acknowledge(at, config, { night, options: { note: 'meant to be so', ...options } });
  return out.join('');
}

/** What the nightly job does after its night. */
async function tell(runsDir: string): Promise<void> {
  const nightsFolder = join(runsDir, 'nights');
  const model = await readTrend({ nightsFolder, runsDir, baseline: null, effectMin: 0.02, nowMs: NOW });
  saveChanges(nightsFolder, tellChanges(readChanges(nightsFolder), model, NOW));
}

describe('headroom trend', () => {
  it('says what got worse and since when, writes page, table and JSON, and exits 0: looking informs', async () => {
    const runsDir = await runsDirOf(STEPPED);
    const { exitCode, text } = await show(runsDir);
    expect(exitCode).toBe(0);
    expect(text).toContain(`**REGRESSED** In the night of ${dateOf(30)} dashboard p95`);
    expect(text).toContain('build-29 (before) → build-30 (after)');
    const [, path = ''] = /report {2}(\S+)/.exec(text) ?? [];
    expect(path).toBe(join(runsDir, 'trend', 'trend.html'));
    expect(await readFile(path, 'utf8')).toContain('REGRESSED');
    expect(JSON.parse(await readFile(path.replace('.html', '.json'), 'utf8'))).toMatchObject({ status: 'regressed' });
    expect(await readFile(path.replace('.html', '.csv'), 'utf8')).toContain('change,');
  });

  it('tells nobody: a look leaves no trace in the store', async () => {
    const runsDir = await runsDirOf(STEPPED);
    await show(runsDir);
    expect(readChanges(join(runsDir, 'nights'))).toEqual(NOTHING_TOLD);
  });

  it('exits 1 with --strict until the regression is acknowledged', async () => {
    const runsDir = await runsDirOf(STEPPED);
    expect((await show(runsDir, { strict: true })).exitCode).toBe(1);
    await tell(runsDir);
    expect((await show(runsDir, { strict: true })).exitCode).toBe(1);
    expect(await answer(runsDir, dateOf(31))).toContain(`acknowledged: ${dateOf(30)} dashboard p95: meant to be so`);
    const { exitCode, text } = await show(runsDir, { strict: true });
    expect(exitCode).toBe(0);
    expect(text).toContain('acknowledged: meant to be so');
  });

  it('says how many of ten nights there are', async () => {
    const runsDir = await runsDirOf(STEPPED.slice(0, 4));
    const { exitCode, text } = await show(runsDir, { strict: true });
    expect([exitCode, text.includes('Collecting, 4 of 10 nights.')]).toEqual([0, true]);
  });

  it('shows the history of the latest night and another by the beginning of its id', async () => {
    const runsDir = await runsDirOf([...STEPPED.slice(12), ...STEADY]);
    expect(JSON.parse((await show(runsDir, {}, true)).text).history.environmentKey).toBe('aaaa00000000');
    const { text } = await show(runsDir, { environment: 'bbbb' }, true);
    expect(JSON.parse(text)).toMatchObject({ status: 'steady', history: { environmentKey: 'bbbb00000000' } });
    await expect(show(runsDir, { environment: 'cccc' })).rejects.toMatchObject({
      code: 'HR_USAGE',
      problems: [expect.stringContaining('aaaa00000000'), expect.stringContaining('bbbb00000000')],
    });
  });

  it('exits 3 when no night can be read, and names those that it tried', async () => {
    const runsDir = await runsDirOf([]);
    await expect(show(runsDir)).rejects.toMatchObject({ code: 'HR_RECORD_UNREADABLE', exitCode: 3 });
    await writeNights(join(runsDir, 'nights'), STEPPED.slice(0, 1));
    await writeFile(join(runsDir, 'nights', dateOf(0), 'night.json'), '{"headroom":"night/9"}');
    await expect(show(runsDir)).rejects.toThrow(/night\/9/);
  });

  it('goes on without a store that cannot be read, and says so', async () => {
    const runsDir = await runsDirOf(STEPPED);
    await writeFile(join(runsDir, 'nights', 'changes.json'), '{"headroom":"changes/2"}');
    const { exitCode, text } = await show(runsDir, { strict: true });
    expect(exitCode).toBe(1);
    expect(text).toContain('What was told and acknowledged is not known');
  });

  it('says why there is no creep guard when the pinned set is not there', async () => {
    const runsDir = await runsDirOf(STEPPED);
    const { at, out } = surroundings(runsDir, true);
    await showTrend(at, parseConfig({ runsDir, nightly: { baseline: 'release' } }, 'the test'), {});
    expect(JSON.parse(out.join('')).creep).toMatchObject({
      status: 'unavailable',
      reason: expect.stringContaining("no pinned set 'release'"),
    });
  });
});

describe('headroom trend acknowledge', () => {
  it('refuses a night in which nothing was told, and lists the open ones', async () => {
    const runsDir = await runsDirOf(STEPPED);
    await tell(runsDir);
    for (const night of [dateOf(10), 'yesterday', '']) {
      await expect(answer(runsDir, night)).rejects.toMatchObject({
        code: 'HR_USAGE',
        exitCode: 2,
        problems: [`${dateOf(30)} dashboard p95`],
      });
    }
    await expect(answer(runsDir, dateOf(30), { figure: 'product p95' })).rejects.toThrow("of 'product p95'");
    expect(await answer(runsDir, dateOf(30), { figure: 'dashboard p95' })).toContain('acknowledged');
    await expect(answer(runsDir, dateOf(30))).rejects.toMatchObject({ problems: [], hint: 'No told change is open.' });
  });

  it('never overwrites a store that it cannot read', async () => {
    const runsDir = await runsDirOf(STEPPED);
    const path = join(runsDir, 'nights', 'changes.json');
    for (const text of ['{"headroom":"changes/2","changes":[]}', '{"headroom":']) {
      await writeFile(path, text);
      await expect(answer(runsDir, dateOf(30))).rejects.toMatchObject({ code: 'HR_RECORD_UNREADABLE', exitCode: 3 });
      expect(await readFile(path, 'utf8')).toBe(text);
    }
  });

  it('writes a store that it reads again', async () => {
    const runsDir = await runsDirOf(STEPPED);
    await tell(runsDir);
    await answer(runsDir, dateOf(30));
    const text = await readFile(join(runsDir, 'nights', 'changes.json'), 'utf8');
    expect(storedChangesSchema.parse(JSON.parse(text)).changes).toMatchObject([
      { endpoint: 'dashboard', figure: 'p95', night: dateOf(30), status: 'acknowledged', note: 'meant to be so' },
    ]);
  });
});
