import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseNight, refuseOtherOptions } from './choose-night.ts';
import { type Job, newJob } from './job.ts';
import { readJob, saveJob, unfinishedJobs } from './job-file.ts';

const options = { workload: 'baseline', measureMs: 180_000, baseline: null, isStrict: false, notifies: true };
const timeZone = 'Europe/Berlin';
/** 25 November, ten to midnight in Berlin. */
const LATE = Date.UTC(2026, 10, 25, 22, 50);
const MINUTE = 60_000;

function jobOf(night: string, startedAtMs: number, finishedAtMs: number | null = null): Job {
  return { ...newJob({ night, startedAtMs, build: 'b', options }), finishedAtMs };
}

describe('the night that is meant', () => {
  it.each(['', '2026-13-01', '2026-02-30', '25.11.2026', '2026-11-25T02:00', 'latest'])('is no %j', (given) => {
    expect(() => chooseNight({ given, nowMs: LATE, unfinished: [], timeZone })).toThrow(
      expect.objectContaining({ code: 'HR_USAGE' }),
    );
  });

  it('is the one that is named, and none that has not come', () => {
    expect(chooseNight({ given: '2026-10-01', nowMs: LATE, unfinished: [], timeZone })).toBe('2026-10-01');
    expect(() => chooseNight({ given: '2026-11-26', nowMs: LATE, unfinished: [], timeZone })).toThrow('has not come');
  });

  it('is the local date, not UTC’s', () => {
    expect(chooseNight({ given: undefined, nowMs: LATE + 20 * MINUTE, unfinished: [], timeZone })).toBe('2026-11-26');
  });

  it('that was broken off before midnight is gone on with after it, for twelve hours', () => {
    const unfinished = [jobOf('2026-11-25', LATE), jobOf('2026-11-20', LATE - 5 * 86_400_000)];
    expect(chooseNight({ given: undefined, nowMs: LATE + 20 * MINUTE, unfinished, timeZone })).toBe('2026-11-25');
    expect(chooseNight({ given: undefined, nowMs: LATE + 13 * 60 * MINUTE, unfinished, timeZone })).toBe('2026-11-26');
  });
});

it('is finished with the options that it was begun with', () => {
  const job = jobOf('2026-11-25', LATE);
  expect(() => refuseOtherOptions(job, { workload: undefined, measureMs: 180_000 })).not.toThrow();
  expect(() => refuseOtherOptions(job, { measureMs: 1, isStrict: true, notifies: false })).toThrow(
    expect.objectContaining({
      code: 'HR_USAGE',
      problems: [
        '--measure: it was begun with 180000',
        '--strict: it was begun with false',
        '--no-notify: it was begun with true',
      ],
    }),
  );
});

describe('the jobs of a folder', () => {
  let nights = '';
  beforeEach(() => {
    nights = mkdtempSync(join(tmpdir(), 'headroom-jobs-'));
  });
  afterEach(() => rmSync(nights, { recursive: true }));

  it('are none where there is no folder', () => {
    expect(unfinishedJobs(join(nights, 'nowhere'))).toEqual([]);
    expect(readJob(join(nights, 'nowhere'), '2026-11-25')).toBeNull();
  });

  it.each(['', '{', '{"headroom":"nightly-job/2"}'])('that hold %j are named when they are asked for', (text) => {
    mkdirSync(join(nights, '2026-11-25'));
    writeFileSync(join(nights, '2026-11-25', 'job.json'), text);
    expect(() => readJob(nights, '2026-11-25')).toThrow(expect.objectContaining({ code: 'HR_RECORD_UNREADABLE' }));
    expect(unfinishedJobs(nights)).toEqual([]);
  });

  it('are read as they were saved, the unfinished ones latest first', () => {
    const jobs = [jobOf('2026-11-23', 1), jobOf('2026-11-24', 2, 3), jobOf('2026-11-25', 4)];
    for (const job of jobs) saveJob(nights, job);
    expect(unfinishedJobs(nights).map(({ night }) => night)).toEqual(['2026-11-25', '2026-11-23']);
    expect(readJob(nights, '2026-11-24')).toEqual(jobs[1]);
  });
});
