import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConfigInput } from '../../contract/config.ts';
import { type NightRecord, nightSchema } from '../../contract/night.ts';
import type { PinnedSet } from '../../contract/pinned-set.ts';
import { RandomStream } from '../../reports/statistics/support/random.ts';
import { jobSchema } from '../nightly/job.ts';
import { type NightlySummary, nightlySummarySchema } from '../nightly/summary.ts';
import { createMadeJob, type MadeJob, makeOutcome } from '../nightly/support/made-job.ts';
import { savePinnedSet } from '../records/pinned-sets.ts';
import { readChanges } from '../trend/changes-file.ts';

/** Records are written and read several times, on a machine that may be busy. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let job: MadeJob;
beforeEach(async () => {
  job = await createMadeJob();
});
afterEach(() => job.dispose());

const NIGHT = '2026-11-25';
const folderOf = (night = NIGHT): string => join(job.runsDir, 'nights', night);

function summaryOf(night = NIGHT): NightlySummary {
  return nightlySummarySchema.parse(JSON.parse(readFileSync(join(folderOf(night), 'summary.json'), 'utf8')));
}

function nightOf(night = NIGHT): NightRecord {
  return nightSchema.parse(JSON.parse(readFileSync(join(folderOf(night), 'night.json'), 'utf8')));
}

/** Pins runs that are there. */
function pin(runs: string[]): void {
  const set: PinnedSet = {
    ...{ headroom: 'set/1', name: 'release', runs, environmentKey: 'x', toggles: 'after' },
    ...{ builds: ['aaaaaaaaaaaa'], workload: 'example', deployment: 'reference', pinnedAtMs: 1 },
  };
  savePinnedSet(job.runsDir, set);
}

describe('a night', () => {
  it('that cannot work is refused before a run is made: an unknown set, workload, date or doubled webhook', async () => {
    const code = (wanted: string) => expect.objectContaining({ code: wanted, exitCode: 2 });
    const refused = (config: ConfigInput, more = {}) => job.nightly(more, config);
    await expect(refused({ nightly: { baseline: 'nowhere' } })).rejects.toEqual(code('HR_RECORD_NOT_FOUND'));
    await expect(refused({ nightly: { workload: 'nothing' } })).rejects.toEqual(code('HR_WORKLOAD_UNKNOWN'));
    await expect(refused({}, { night: '2026-11-31' })).rejects.toEqual(code('HR_USAGE'));
    const webhook = { name: 'chat', format: 'slack', urlFrom: 'HEADROOM_X' } as const;
    await expect(refused({ notify: { webhooks: [webhook, webhook] } })).rejects.toEqual(code('HR_CONFIG_INVALID'));
    expect(existsSync(join(folderOf(), 'job.json'))).toBe(false);
  });

  it('without a baseline is judged and kept, and says what it was not held against', async () => {
    job.runs.push({ id: 'run-1' });
    const { exitCode, text } = await job.nightly();
    expect(exitCode).toBe(0);
    expect(text).toContain(`✔ PASS  night of ${NIGHT}: `);
    expect(text).toContain('– not compared: no baseline is pinned');
    expect(nightOf()).toMatchObject({ night: NIGHT, runs: [{ id: 'run-1', purpose: 'first', reasons: [] }] });
    expect(summaryOf()).toMatchObject({
      verdict: 'pass',
      trend: { reason: expect.stringContaining('1 of 10 nights') },
    });
    expect(readdirSync(folderOf()).sort()).toEqual([
      'job.json',
      'junit.xml',
      'night.json',
      'summary.json',
      'summary.md',
      'trend.csv',
      'trend.html',
      'trend.json',
    ]);
    expect(existsSync(join(job.runsDir, 'nights', 'job.lock'))).toBe(false);
  });

  it('started again after its end shows the same and runs nothing, and is refused with other options', async () => {
    job.runs.push({ id: 'run-1' });
    const first = await job.nightly();
    const files = () => readdirSync(folderOf()).map((name) => [name, readFileSync(join(folderOf(), name), 'utf8')]);
    const before = files();
    const again = await job.nightly();
    expect(again.exitCode).toBe(first.exitCode);
    expect(first.text.endsWith(again.text)).toBe(true);
    expect(files()).toEqual(before);
    await expect(job.nightly({ typed: { measureMs: 150_000 } })).rejects.toMatchObject({ code: 'HR_USAGE' });
  });

  it('in which every run is too short for a comparison is kept as invalid, after as many repeats as there are', async () => {
    const options = { measuredSeconds: 30 };
    job.runs.push({ id: 'run-1', options }, { id: 'run-2', options });
    const { exitCode } = await job.nightly({}, { nightly: { repeatsMax: 1 } });
    expect(exitCode).toBe(3);
    expect(summaryOf()).toMatchObject({
      verdict: 'invalid',
      sentence: expect.stringContaining('No run of the night counts'),
      warnings: expect.arrayContaining(['After one repeat no run counts.']),
    });
    expect(nightOf().figures).toEqual([]);
    expect(nightOf().runs.map(({ purpose }) => purpose)).toEqual(['first', 'repeat']);
    expect(readFileSync(join(folderOf(), 'junit.xml'), 'utf8')).toContain('<error ');
  });

  it('goes on with a job that was killed in its run: what was whole counts, what was not is named', async () => {
    job.runs.push({ id: 'run-1' });
    await job.nightly();
    const done = jobSchema.parse(JSON.parse(readFileSync(join(folderOf(), 'job.json'), 'utf8')));
    const killed = (id: string) => {
      const underway = { purpose: 'first' as const, startedAtMs: done.startedAtMs, id };
      const state = { ...done, runs: [], judged: null, isTold: false, finishedAtMs: null, underway };
      writeFileSync(join(folderOf(), 'job.json'), JSON.stringify(state));
    };
    killed('run-1');
    await job.nightly();
    expect(summaryOf()).toMatchObject({ runs: [{ id: 'run-1' }], abandoned: [] });

    await mkdir(join(job.runsDir, 'partial'));
    await writeFile(join(job.runsDir, 'partial', 'run.json'), '{"status":"running"}');
    killed('partial');
    job.runs.push({ id: 'run-2' });
    // After midnight, without a date: it is still that night.
    job.clock.nowMs += 11 * 3_600_000;
    await job.nightly();
    expect(summaryOf()).toMatchObject({
      runs: [{ id: 'run-2' }],
      abandoned: [{ id: 'partial', reason: 'its job ended while it ran' }],
    });
    expect(readdirSync(join(job.runsDir, 'nights'))).toEqual([NIGHT]);
  });

  it('that is gone on with by another build makes its runs anew', async () => {
    job.runs.push({ id: 'run-1' });
    await job.nightly();
    const path = join(folderOf(), 'job.json');
    const done = jobSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    await writeFile(path, JSON.stringify({ ...done, judged: null, isTold: false, finishedAtMs: null }));
    job.runs.push({ id: 'run-2' });
    await job.nightly({}, { target: { build: 'newer' } });
    expect(summaryOf()).toMatchObject({
      runs: [{ id: 'run-2' }],
      abandoned: [{ id: 'run-1', reason: 'it loaded build made, and the night goes on with newer' }],
    });
  });

  it('shows with --dry-run what it would do, and does none of it', async () => {
    await makeOutcome(job.runsDir, { id: 'base-1' });
    pin(['base-1']);
    const webhooks = [{ name: 'chat', format: 'slack' as const, urlFrom: 'HEADROOM_CHAT' }];
    const config = { nightly: { baseline: 'release' }, notify: { webhooks, allow: ['chat.test'] } };
    const env = { HEADROOM_CHAT: 'https://chat.test/CANARY' };
    const { exitCode, text } = await job.nightly({ dryRun: true }, config, env);
    expect(exitCode).toBe(0);
    expect(text).toContain('baseline: release, 1 runs of aaaaaaaaaaaa');
    expect(text).toContain('message to chat: would be told (problems)');
    expect(text).not.toContain('CANARY');
    expect(existsSync(join(job.runsDir, 'nights'))).toBe(false);
  });
});

describe('a night with a baseline', () => {
  const config: ConfigInput = { nightly: { baseline: 'release', repeatsMax: 1 } };

  async function pinThree(): Promise<void> {
    for (const minute of [1, 2, 3]) await makeOutcome(job.runsDir, { id: `base-${minute}`, minute: minute - 5_000 });
    pin(['base-1', 'base-2', 'base-3']);
  }

  it('that is twice as slow fails with exit 1, links its pages, and writes the GitHub step’s summary', async () => {
    await pinThree();
    job.runs.push({ id: 'run-1', dashboard: 2 }, { id: 'run-2', dashboard: 2, minute: 5 });
    const summaryPath = join(job.runsDir, 'step.md');
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summaryPath };
    const { exitCode, text } = await job.nightly({}, config, env);
    expect(exitCode).toBe(1);
    const summary = summaryOf();
    expect(summary.comparison).toMatchObject({ baseline: 'release', verdict: 'regressed' });
    expect(summary.links.map(({ path }) => path).slice(0, 2)).toEqual(['comparison.html', 'trend.html']);
    for (const { path } of summary.links) expect(existsSync(join(folderOf(), path))).toBe(true);
    expect(text).toMatch(/^::error title=✖ FAIL – night of 2026-11-25::/m);
    expect(await readFile(summaryPath, 'utf8')).toContain('| dashboard p95 |');
    expect(readFileSync(join(folderOf(), 'junit.xml'), 'utf8')).toMatch(/<testcase name="dashboard p95"[^>]*><failure/);
  });

  it('that cannot be told from it is run again; told or not, it fails only with --strict', async () => {
    await makeOutcome(job.runsDir, { id: 'base-1', minute: -5_000 });
    pin(['base-1']);
    job.runs.push({ id: 'run-1' }, { id: 'run-2', minute: 5 });
    expect((await job.nightly({}, config)).exitCode).toBe(0);
    expect(nightOf().runs.map(({ purpose }) => purpose)).toEqual(['first', 'repeat']);
    expect(summaryOf()).toMatchObject({
      verdict: 'pass',
      comparison: { verdict: 'inconclusive' },
      warnings: expect.arrayContaining(['After one repeat the gate cannot be told.']),
    });
    job.clock.nowMs += 24 * 3_600_000;
    job.runs.push({ id: 'run-3', minute: 1_440 }, { id: 'run-4', minute: 1_445 });
    expect((await job.nightly({ typed: { isStrict: true } }, config)).exitCode).toBe(1);
    expect(summaryOf('2026-11-26').verdict).toBe('inconclusive');
  });

  it('whose baseline comes from elsewhere is invalid with exit 2, and still kept', async () => {
    await makeOutcome(job.runsDir, { id: 'base-1', options: { preallocatedVus: 9 } });
    pin(['base-1']);
    job.runs.push({ id: 'run-1' });
    const { exitCode } = await job.nightly({}, config);
    expect(exitCode).toBe(2);
    expect(summaryOf()).toMatchObject({
      verdict: 'invalid',
      problems: [{ step: 'comparison', code: 'HR_NOT_COMPARABLE' }],
      comparison: { status: 'unavailable' },
    });
    expect(nightOf().figures.length).toBeGreaterThan(0);
  });
});

describe('a history of nights', () => {
  let template: NightRecord;
  beforeAll(async () => {
    const place = await createMadeJob();
    place.runs.push({ id: 'run-1' });
    await place.nightly();
    template = nightSchema.parse(JSON.parse(readFileSync(join(place.runsDir, 'nights', NIGHT, 'night.json'), 'utf8')));
    await place.dispose();
  });

  /** Nights before tonight, the latest `slow` of them with a dashboard twice as slow. */
  async function writeNights(count: number, slow: number): Promise<void> {
    const random = new RandomStream(5);
    for (let ago = count; ago >= 1; ago -= 1) {
      const night = new Date(Date.UTC(2026, 10, 25 - ago)).toISOString().slice(0, 10);
      const figures = template.figures.map((figure) => ({
        ...figure,
        runs: figure.runs.map(({ value }) => ({
          id: night,
          value: value * Math.exp(0.01 * random.normal()) * (isSlow(figure.endpoint) && ago <= slow ? 2 : 1),
        })),
      }));
      const runs = template.runs.map((run) => ({ ...run, id: night, startedAtMs: Date.parse(night) }));
      await mkdir(folderOf(night), { recursive: true });
      await writeFile(join(folderOf(night), 'night.json'), JSON.stringify({ ...template, night, runs, figures }));
    }
  }
  const isSlow = (endpoint: string): boolean => endpoint === 'dashboard';

  it('fails the night in which a change of level is believed, tells it once, and passes the next', async () => {
    await writeNights(20, 3);
    job.runs.push({ id: 'run-1', dashboard: 2 });
    const first = await job.nightly();
    expect(first.exitCode).toBe(1);
    const { trend } = summaryOf();
    expect(trend).toMatchObject({ findings: [{ kind: 'change', direction: 'regressed' }] });
    const told = readChanges(join(job.runsDir, 'nights'));
    expect(told.changes.length).toBeGreaterThan(0);
    expect(told.changes.every(({ status }) => status === 'open')).toBe(true);

    job.clock.nowMs += 24 * 3_600_000;
    job.runs.push({ id: 'run-2', dashboard: 2, minute: 1_440 });
    expect((await job.nightly()).exitCode).toBe(0);
    expect(summaryOf('2026-11-26').trend).toMatchObject({ findings: [] });
    expect(readChanges(join(job.runsDir, 'nights')).changes).toEqual(told.changes);
  });

  it('has a night that stands far out run once more, and tells nobody when the rerun does not agree', async () => {
    await writeNights(20, 0);
    job.runs.push({ id: 'run-1', dashboard: 2 }, { id: 'run-2', minute: 5 });
    expect((await job.nightly()).exitCode).toBe(0);
    expect(nightOf().runs.map(({ purpose }) => purpose)).toEqual(['first', 'rerun']);
    expect(summaryOf().trend).toMatchObject({ findings: [] });
    expect(readChanges(join(job.runsDir, 'nights')).changes).toEqual([]);
  });

  it('takes a rerun that agrees for a second night, and runs no third', async () => {
    await writeNights(20, 0);
    job.runs.push({ id: 'run-1', dashboard: 2 }, { id: 'run-2', dashboard: 2, minute: 5 });
    expect((await job.nightly()).exitCode).toBe(1);
    expect(nightOf().runs.map(({ purpose }) => purpose)).toEqual(['first', 'rerun']);
    expect(summaryOf().trend).toMatchObject({ findings: [{ kind: 'change', direction: 'regressed' }] });
  });

  it('is not read where what was told cannot be: the night says so, exits 3 and overwrites nothing', async () => {
    await writeNights(12, 0);
    const path = join(job.runsDir, 'nights', 'changes.json');
    await writeFile(path, 'torn');
    job.runs.push({ id: 'run-1' });
    expect((await job.nightly()).exitCode).toBe(3);
    expect(summaryOf().problems).toMatchObject([{ step: 'trend', code: 'HR_RECORD_UNREADABLE' }]);
    expect(await readFile(path, 'utf8')).toBe('torn');
  });
});
