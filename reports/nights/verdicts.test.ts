import { describe, expect, it } from 'vitest';
import type { NightRecord } from '../../contract/night.ts';
import { madeNights, madeRun } from './support/made-nights.ts';
import { flipsOf, nightsWithVerdicts, streakOf } from './verdicts.ts';

/** Nights whose runs have these verdicts; several in one night by a slash. */
function nightsOf(...verdicts: readonly string[]): NightRecord[] {
  const nights = madeNights({ count: verdicts.length, figures: [{ endpoint: 'dashboard' }] });
  return nights.map((night, at) => ({
    ...night,
    runs: (verdicts[at] ?? '')
      .split('/')
      .map((verdict, run) => ({ ...madeRun(night.night), id: `${at}-${run}`, verdict })),
  }));
}

describe('the verdict of a night', () => {
  it('is a failure when any run failed, a pass when one could tell, and invalid when none could', () => {
    const nights = nightsOf('pass/fail', 'inconclusive/pass', 'invalid/inconclusive', 'invalid', 'never heard of');
    expect(nightsWithVerdicts(nights).map(({ verdict }) => verdict)).toEqual([
      'fail',
      'pass',
      'inconclusive',
      'invalid',
      'invalid',
    ]);
  });
});

describe('a streak', () => {
  it('counts the latest nights of one verdict', () => {
    const nights = nightsWithVerdicts(nightsOf('pass', 'fail', 'fail', 'fail'));
    expect(streakOf(nights)).toEqual({ verdict: 'fail', nights: 3, since: nights[1]?.night });
    expect(streakOf(nights.slice(0, 1))).toEqual({ verdict: 'pass', nights: 1, since: nights[0]?.night });
  });
});

describe('flips', () => {
  const flips = (...verdicts: readonly string[]) => flipsOf(nightsWithVerdicts(nightsOf(...verdicts)));

  it('are counted between pass and fail, over nights that tell nothing', () => {
    expect(flips('pass', 'invalid', 'pass', 'inconclusive', 'fail', 'pass').count).toBe(2);
  });

  it('make a flaky history from five on, runs that disagree within a night among them', () => {
    expect(flips('pass', 'fail', 'pass', 'fail', 'pass')).toMatchObject({ count: 4, isFlaky: false });
    expect(flips('pass', 'fail', 'pass', 'fail', 'pass', 'fail').isFlaky).toBe(true);
    const shaky = flips('pass', 'fail/pass', 'pass', 'fail', 'pass');
    expect(shaky).toMatchObject({ count: 4, isFlaky: true });
    expect(shaky.disagreeing).toHaveLength(1);
  });

  it('of long ago do not count', () => {
    const quiet = Array.from({ length: 28 }, () => 'pass');
    expect(flips('pass', 'fail', 'pass', 'fail', 'pass', 'fail', ...quiet)).toMatchObject({ nights: 28, count: 0 });
  });
});
