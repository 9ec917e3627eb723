import { describe, expect, it } from 'vitest';
import { type Job, newJob, type Purpose } from './job.ts';
import { type NightLook, nextRun } from './next-run.ts';

const options = { workload: 'baseline', measureMs: 180_000, baseline: null, isStrict: false, notifies: true };
const limits = { repeatsMax: 2, budgetMs: 1_000_000, loadMs: 200_000 };
const clear: NightLook = { hasFigures: true, isUntold: false, hasAlarm: false, wantsRerun: false };

function jobOf(purposes: readonly Purpose[], failed = 0, tookMs = 250_000): Job {
  const job = newJob({ night: '2026-11-25', startedAtMs: 0, build: 'b', options });
  const run = { verdict: 'pass', because: '', startedAtMs: 0, tookMs };
  const failure = { purpose: 'first', code: 'HR_K6_FAILED', message: '', exitCode: 4 };
  return {
    ...job,
    runs: purposes.map((purpose, at) => ({ ...run, id: `run-${at}`, purpose })),
    failures: Array.from({ length: failed }, () => failure),
  };
}

describe('the next run of a night', () => {
  it.each([
    ['nothing was run', jobOf([]), { ...clear, hasFigures: false }, 'first'],
    ['the first broke', jobOf([], 1), { ...clear, hasFigures: false }, 'repeat'],
    ['the first does not count', jobOf(['first']), { ...clear, hasFigures: false }, 'repeat'],
    ['all is clear', jobOf(['first']), clear, null],
    ['the gate cannot be told', jobOf(['first']), { ...clear, isUntold: true }, 'repeat'],
    ['an alarm is not confirmed', jobOf(['first']), { ...clear, hasAlarm: true }, 'repeat'],
    ['an alarm is confirmed', jobOf(['first', 'repeat', 'repeat']), { ...clear, hasAlarm: true }, null],
    ['it cannot be told after all repeats', jobOf(['first', 'repeat', 'repeat']), { ...clear, isUntold: true }, null],
    ['broken runs count as repeats', jobOf(['first'], 2), { ...clear, isUntold: true }, null],
    ['the night stands out', jobOf(['first']), { ...clear, wantsRerun: true }, 'rerun'],
    ['it stands out and was run again', jobOf(['first', 'rerun']), { ...clear, wantsRerun: true }, null],
    [
      'it stands out and cannot be told',
      jobOf(['first', 'repeat', 'repeat']),
      { ...clear, isUntold: true, wantsRerun: true },
      'rerun',
    ],
    ['a rerun is no repeat', jobOf(['first', 'repeat', 'rerun']), { ...clear, isUntold: true }, 'repeat'],
    [
      'no figures, no rerun',
      jobOf(['first', 'repeat', 'repeat']),
      { ...clear, hasFigures: false, wantsRerun: true },
      null,
    ],
  ] as const)('when %s', (_when, job, look, wanted) => {
    expect(nextRun(job, look, { limits, nowMs: 0 }).purpose).toBe(wanted);
  });

  it('begins only when it would end in time, by those that were made, and says what was not made', () => {
    const untold = { ...clear, isUntold: true };
    const at = (nowMs: number, job = jobOf(['first'])) => nextRun(job, untold, { limits, nowMs });
    expect(at(750_000)).toEqual({ purpose: 'repeat' });
    expect(at(750_001)).toEqual({
      purpose: null,
      warning: 'No repeat was run: the gate cannot be told, but it would end after 17 min.',
    });
    expect(at(750_001, jobOf(['first'], 0, 100_000))).toEqual({ purpose: 'repeat' });
  });

  it('is the first one however late it is, because a night without a run says nothing', () => {
    expect(nextRun(jobOf([]), clear, { limits, nowMs: 10 ** 9 })).toEqual({ purpose: 'first' });
  });

  it('says when all repeats were in vain', () => {
    const after = nextRun(jobOf(['first', 'repeat', 'repeat']), { ...clear, isUntold: true }, { limits, nowMs: 0 });
    expect(after).toEqual({ purpose: null, warning: 'After 2 repeats the gate cannot be told.' });
    const look = { ...clear, isUntold: true, hasAlarm: true };
    const confirmed = nextRun(jobOf(['first', 'repeat', 'repeat']), look, { limits, nowMs: 0 });
    expect(confirmed).toEqual({ purpose: null, warning: null });
  });
});
