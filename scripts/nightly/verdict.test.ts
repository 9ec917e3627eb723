import { describe, expect, it } from 'vitest';
import type { NightlySummary } from './summary.ts';
import { badNight, sampleNight } from './support/sample-night.ts';
import { judgeNight } from './verdict.ts';

const options = { isStrict: false, hasBaseline: true };
const unavailable = (reason: string) => ({ status: 'unavailable' as const, reason });
const problem = { step: 'trend', code: 'HR_INTERNAL', message: 'it broke', exitCode: 4 };

function withRuns(change: Partial<NightlySummary['runs'][number]>, more: Partial<NightlySummary> = {}): NightlySummary {
  const night = sampleNight(more);
  return { ...night, runs: night.runs.map((run) => ({ ...run, ...change })) };
}

function withGate(verdict: 'regressed' | 'inconclusive'): NightlySummary {
  const night = sampleNight();
  if ('status' in night.comparison) throw new Error('the sample has changed');
  const gate = night.comparison.gate.map((row) => ({ ...row, verdict }));
  return { ...night, comparison: { ...night.comparison, verdict, sentence: `the gate is ${verdict}`, gate } };
}

function withFinding(change: Partial<{ cause: 'machine' | 'application'; direction: 'improved' }>): NightlySummary {
  const finding = { kind: 'change' as const, cause: 'application' as const, direction: 'regressed' as const };
  const findings = [{ ...finding, sentence: 'The dashboard got worse.', changes: [], ...change }];
  return sampleNight({ trend: { sentence: 'One level changed.', findings } });
}

describe('a night', () => {
  it.each([
    ['nothing was run', sampleNight({ runs: [] }), 'invalid', 3, 'nothing was run'],
    [
      'its only run broke',
      sampleNight({ runs: [], failures: [{ purpose: 'first', code: 'HR_K6_FAILED', message: 'k6', exitCode: 4 }] }),
      'invalid',
      4,
      'HR_K6_FAILED: k6',
    ],
    ['no run counts', withRuns({ verdict: 'invalid', reasons: ['Too short.'] }), 'invalid', 3, 'Too short.'],
    [
      'it could not be compared',
      sampleNight({
        comparison: unavailable('another machine'),
        problems: [{ step: 'comparison', code: 'HR_NOT_COMPARABLE', message: 'another machine', exitCode: 2 }],
      }),
      'invalid',
      2,
      'another machine',
    ],
    ['a step of the job broke', sampleNight({ problems: [problem] }), 'inconclusive', 4, 'it broke'],
    [
      'no run could tell',
      withRuns({ verdict: 'inconclusive', because: 'Too few starts' }),
      'inconclusive',
      1,
      'Too few starts.',
    ],
    ['a run missed an objective', withRuns({ verdict: 'fail', because: 'p95 is too long' }), 'fail', 1, 'too long.'],
    ['the gate regressed', withGate('regressed'), 'fail', 1, 'the gate is regressed'],
    ['the gate cannot be told', withGate('inconclusive'), 'pass', 0, 'All objectives were met.'],
    ['a level got worse', withFinding({}), 'fail', 1, 'The dashboard got worse.'],
    ['the machine got slower', withFinding({ cause: 'machine' }), 'pass', 0, 'One level changed.'],
    ['a level got better', withFinding({ direction: 'improved' }), 'pass', 0, 'One level changed.'],
    ['all was well', sampleNight(), 'pass', 0, 'Nothing in the gate changed.'],
  ])('in which %s', (_what, night, verdict, exitCode, words) => {
    const judged = judgeNight(night, options);
    expect([judged.verdict, judged.exitCode]).toEqual([verdict, exitCode]);
    expect(judged.sentence).toContain(words);
  });

  it('that fails says every reason, and says fail although no run may be compared', () => {
    const night = badNight('worse.');
    const runs = night.runs.map((run) => ({ ...run, reasons: ['4 % of the starts were dropped.'] }));
    expect(judgeNight({ ...night, runs }, options)).toMatchObject({ verdict: 'fail', exitCode: 1 });
    expect(judgeNight(night, options).sentence).toBe('worse. worse. worse.');
  });

  it('is no pass with --strict when the gate cannot be told', () => {
    expect(judgeNight(withGate('inconclusive'), { ...options, isStrict: true })).toMatchObject({
      verdict: 'inconclusive',
      exitCode: 1,
    });
  });

  it('needs no comparison where no baseline was asked for', () => {
    const night = sampleNight({ comparison: unavailable('no set is pinned') });
    expect(judgeNight(night, { ...options, hasBaseline: false }).verdict).toBe('pass');
    expect(judgeNight(night, options).verdict).toBe('invalid');
  });
});
