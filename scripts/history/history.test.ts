import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TEST_START_MS } from '../../reports/analysis/support/example-run.ts';
import { type MadeRun, writeMadeRun } from '../../reports/comparison/support/made-runs.ts';
import { writeReport } from '../../reports/index.ts';
import { newJob } from '../nightly/job.ts';
import { nightsFolder, saveJob } from '../nightly/job-file.ts';
import { savePinnedSet } from '../records/pinned-sets.ts';
import { createTerminal } from '../terminal/terminal.ts';
import { listHistory } from '../verbs/history.ts';
import { deleteRecord } from './delete-record.ts';
import { exportHistory } from './export-history.ts';
import { type PruneOptions, pruneHistory } from './prune-history.ts';

vi.setConfig({ testTimeout: 90_000 });

const DAY_MS = 24 * 3_600_000;

let runsDir: string;
beforeEach(() => {
  runsDir = mkdtempSync(join(os.tmpdir(), 'headroom-history-'));
});
afterEach(() => rmSync(runsDir, { recursive: true, force: true }));

function surroundings({ isJson = false, nowMs = Date.now() }: { isJson?: boolean; nowMs?: number } = {}) {
  const out: string[] = [];
  const terminal = createTerminal({
    ...{ json: isJson, isTty: false, nowMs: () => 0 },
    writeOut: (text) => void out.push(text),
    writeError: () => undefined,
  });
  return { context: { terminal, nowMs: () => nowMs }, text: () => out.join('') };
}

/** Short: nothing here but the export reads what they measured. */
function make(id: string, minute: number, more: Partial<MadeRun> = {}): Promise<string> {
  return writeMadeRun(runsDir, { id, minute, ...more, options: { measuredSeconds: 2, ...more.options } });
}

function pin(name: string, runs: string[]): void {
  const set = { environmentKey: 'k', toggles: 'after', builds: [], workload: 'baseline', deployment: 'reference' };
  savePinnedSet(runsDir, { ...set, headroom: 'set/1', name, runs, pinnedAtMs: 0 });
}

function night(name: string, id: string): void {
  const run = { id, startedAtMs: 0, verdict: 'pass', purpose: 'first', reasons: [] };
  const setting = { build: 'b', environmentKey: 'k', toggles: 't', workload: 'baseline', deployment: 'reference' };
  mkdirSync(join(runsDir, 'nights', name), { recursive: true });
  const path = join(runsDir, 'nights', name, 'night.json');
  writeFileSync(path, JSON.stringify({ headroom: 'night/1', night: name, ...setting, runs: [run], figures: [] }));
}

async function prune(options: Partial<PruneOptions>, nowMs?: number): Promise<{ ids: string[]; text: string }> {
  const { context, text } = surroundings(nowMs === undefined ? {} : { nowMs });
  const ids = await pruneHistory(context, runsDir, { dryRun: false, ...options });
  return { ids: ids.toSorted(), text: text() };
}

const left = (): string[] => readdirSync(runsDir).sort();

describe('pruning', () => {
  it('refuses without a criterion, and while it cannot know what a set pins', async () => {
    await make('a', 0);
    await expect(prune({})).rejects.toMatchObject({ code: 'HR_USAGE', exitCode: 2 });
    mkdirSync(join(runsDir, 'sets'));
    writeFileSync(join(runsDir, 'sets', 'torn.json'), '{');
    await expect(prune({ keep: 0 })).rejects.toMatchObject({
      code: 'HR_RECORD_UNREADABLE',
      problems: [expect.stringContaining('torn')],
    });
    expect(left()).toEqual(['a', 'sets']);
  });

  it('deletes nothing that is no record, and follows no link out of the folder or within a record', async () => {
    const outside = mkdtempSync(join(os.tmpdir(), 'headroom-outside-'));
    try {
      await writeMadeRun(outside, { id: 'precious', options: { measuredSeconds: 2 } });
      await make('old', 0);
      symlinkSync(join(outside, 'precious'), join(runsDir, 'linked'));
      symlinkSync(join(outside, 'precious'), join(runsDir, 'old', 'logs'));
      for (const name of ['comparisons', 'ab', 'notes']) mkdirSync(join(runsDir, name));
      writeFileSync(join(runsDir, 'run.json'), '{}');
      mkdirSync(join(runsDir, 'future'));
      writeFileSync(join(runsDir, 'future', 'run.json'), '{"headroom":"run/9"}');
      const { ids, text } = await prune({ keep: 0 });
      expect(ids).toEqual(['old']);
      expect(text).toContain('future: it cannot be read');
      expect(left()).toEqual(['ab', 'comparisons', 'future', 'linked', 'notes', 'run.json']);
      expect(existsSync(join(outside, 'precious', 'run.json'))).toBe(true);
      for (const name of ['linked', 'notes', '../x', '.']) {
        expect(() => deleteRecord(runsDir, name)).toThrow('is no record');
      }
    } finally {
      rmSync(outside, { recursive: true });
    }
  });

  it('leaves the runs of a night whose job is not finished', async () => {
    await make('tonight', 0);
    await make('yesterday', 1);
    const options = { workload: 'baseline', measureMs: 180_000, baseline: null, isStrict: false, notifies: false };
    const made = { purpose: 'first', verdict: 'pass', because: '', startedAtMs: 0, tookMs: 1 } as const;
    for (const [night, id, finishedAtMs] of [
      ['2026-11-25', 'tonight', null],
      ['2026-11-24', 'yesterday', 1],
    ] as const) {
      const job = newJob({ night, startedAtMs: 0, build: 'b', options });
      saveJob(nightsFolder(runsDir), { ...job, runs: [{ id, ...made }], finishedAtMs });
    }
    const { ids, text } = await prune({ keep: 0 });
    expect(ids).toEqual(['yesterday']);
    expect(text).toContain('tonight: nights/2026-11-25 goes on with it');
  });

  it('leaves pinned runs, those that an unfinished series goes on with, and whatever may be under way', async () => {
    await make('pinned', 0);
    await make('resumed', 1);
    await make('finished', 2);
    await make('going', 3, { options: { run: { status: 'running' } } });
    await make('partial', 4, { options: { run: { status: 'interrupted' } } });
    pin('main', ['pinned']);
    for (const [id, runId, runs] of [
      ['open', 'resumed', 2],
      ['over', 'finished', 1],
    ] as const) {
      mkdirSync(join(runsDir, 'ab', id), { recursive: true });
      const made = [{ round: 1, arm: 'before', runId, tookMs: 1 }];
      const schedule = Array.from({ length: runs }, (_, at) => ({ round: at + 1, arm: 'before' }));
      writeFileSync(join(runsDir, 'ab', id, 'ab.json'), JSON.stringify({ schedule, made }));
    }
    const { ids, text } = await prune({ keep: 0 });
    expect(ids).toEqual(['finished']);
    expect(text).toContain('pinned: pinned by main');
    expect(text).toContain('resumed: ab/open goes on with it');
    expect(text).toContain('going: it may be under way');
    // A day later nobody writes to them any more.
    expect((await prune({ keep: 0 }, Date.now() + 2 * DAY_MS)).ids).toEqual(['going', 'partial']);
  });

  it('knows a pinned run by its id although its folder was renamed', async () => {
    await writeMadeRun(join(runsDir, 'tmp'), { id: 'main-1', options: { measuredSeconds: 2 } });
    mkdirSync(join(runsDir, 'renamed'));
    for (const name of ['run.json', 'plan.json']) {
      writeFileSync(join(runsDir, 'renamed', name), readFileSync(join(runsDir, 'tmp', 'main-1', name)));
    }
    pin('main', ['main-1']);
    expect((await prune({ keep: 0 })).ids).toEqual([]);
  });

  it('keeps the newest, or the young, and with both criteria whatever either keeps', async () => {
    for (const [at, id] of ['a', 'b', 'c', 'd'].entries()) await make(id, at * 24 * 60);
    const now = TEST_START_MS + 3.5 * DAY_MS;
    expect((await prune({ keep: 2, dryRun: true }, now)).ids).toEqual(['a', 'b']);
    expect((await prune({ olderThanMs: DAY_MS, dryRun: true }, now)).ids).toEqual(['a', 'b', 'c']);
    expect((await prune({ keep: 3, olderThanMs: DAY_MS, dryRun: true }, now)).ids).toEqual(['a']);
    expect(left()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('says what it frees, keeps the nights’ figures, and finishes what an earlier one left', async () => {
    await make('old', 0);
    night('2026-11-24', 'old');
    mkdirSync(join(runsDir, '.deleted-half'));
    writeFileSync(join(runsDir, '.deleted-half', 'run.json'), '{}');
    const before = readFileSync(join(runsDir, 'nights', '2026-11-24', 'night.json'), 'utf8');
    const planned = await prune({ keep: 0, dryRun: true });
    expect(planned.text).toMatch(/would go old \(\d+(\.\d+)? [kM]B, of the night 2026-11-24, whose figures stay\)/);
    expect(planned.text).toMatch(/1 of 1 records would go, /);
    expect(left()).toEqual(['.deleted-half', 'nights', 'old']);
    expect((await prune({ keep: 0 })).text).toMatch(/1 of 1 records deleted, .* freed/);
    expect(left()).toEqual(['nights']);
    expect(readFileSync(join(runsDir, 'nights', '2026-11-24', 'night.json'), 'utf8')).toBe(before);
  });

  it('of no folder is no error', async () => {
    const { context, text } = surroundings();
    expect(await pruneHistory(context, join(runsDir, 'nowhere'), { dryRun: false, keep: 1 })).toEqual([]);
    expect(text()).toContain('0 of 0 records');
  });
});

describe('the list', () => {
  it('has build, environment, verdict, comparability with its reason, size and holders of each record', async () => {
    await writeReport(await make('judged', 0, { options: { run: { build: 'v1.4' } } }));
    await make('bare', 1);
    mkdirSync(join(runsDir, 'torn'));
    writeFileSync(join(runsDir, 'torn', 'run.json'), '{');
    pin('main', ['judged']);
    night('2026-11-24', 'bare');
    const { context, text } = surroundings();
    const [bare, judged, torn] = await listHistory(context, runsDir);
    expect(judged).toMatchObject({
      ...{ id: 'judged', build: 'v1.4', profile: 'after', comparable: 'no', sets: ['main'] },
      reason: expect.stringContaining('2 s were measured'),
      environmentKey: expect.stringMatching(/^[0-9a-f]{12}$/),
    });
    expect(judged?.verdict).not.toBeNull();
    expect(judged?.diskBytes).toBeGreaterThan(10_000);
    expect(bare).toMatchObject({ id: 'bare', verdict: null, comparable: 'unknown', nights: ['2026-11-24'] });
    expect(torn).toMatchObject({ id: 'torn', startedAtMs: null, comparable: 'no' });
    expect(text()).toContain('pinned by main');
    expect(text()).toMatch(/torn {2}unreadable: run\.json/);
  });

  it('of nothing says how to make a record', async () => {
    const { context, text } = surroundings();
    expect(await listHistory(context, join(runsDir, 'nowhere'))).toEqual([]);
    expect(text()).toContain('npm run baseline');
  });
});

describe('the export', () => {
  it('has a row for every run and figure, and one with the reason for a record that cannot be read', async () => {
    await make('a', 0);
    await make('b', 1);
    await make('bad', 2);
    writeFileSync(join(runsDir, 'bad', 'plan.json'), '{');
    const out = join(runsDir, 'deep', 'figures.csv');
    const { context, text } = surroundings();
    await exportHistory(context, runsDir, { format: 'csv', out });
    const lines = readFileSync(out, 'utf8').split('\r\n');
    expect(lines[0]).toMatch(/^id,started,build,environment_key,/);
    expect(lines.at(-1)).toBe('');
    expect(new Set(lines.slice(1, -1).map((line) => line.split(',')[0]))).toEqual(new Set(['a', 'b', 'bad']));
    expect(lines.filter((line) => line.startsWith('bad,'))).toEqual([expect.stringMatching(/,,no,.*plan\.json/)]);
    expect(text()).toMatch(/\d+ figures of 3 records, 1 unreadable/);
    expect(readdirSync(join(runsDir, 'deep'))).toEqual(['figures.csv']);
  });

  it('is the same rows as JSON, to a file and to standard output', async () => {
    await make('a', 0);
    const out = join(runsDir, 'figures.json');
    await exportHistory(surroundings().context, runsDir, { format: 'json', out });
    const rows = JSON.parse(readFileSync(out, 'utf8'));
    expect(rows.length).toBeGreaterThan(10);
    const piped = surroundings();
    await exportHistory(piped.context, runsDir, { format: 'json' });
    expect(JSON.parse(piped.text())).toEqual(rows);
    const global = surroundings({ isJson: true });
    await exportHistory(global.context, runsDir, { format: 'csv' });
    expect(JSON.parse(global.text())).toEqual(rows);
    const table = surroundings();
    await exportHistory(table.context, runsDir, { format: 'csv' });
    expect(table.text().split('\r\n')).toHaveLength(rows.length + 2);
  });

  it('of no records is an empty list, and of a file that cannot be written an error that leaves nothing', async () => {
    const { context, text } = surroundings();
    await exportHistory(context, join(runsDir, 'nowhere'), { format: 'json' });
    expect(JSON.parse(text())).toEqual([]);
    writeFileSync(join(runsDir, 'file'), '');
    const out = join(runsDir, 'file', 'figures.csv');
    await expect(exportHistory(context, runsDir, { format: 'csv', out })).rejects.toMatchObject({
      code: 'HR_RECORD_UNWRITABLE',
    });
  });
});
