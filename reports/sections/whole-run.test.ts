import { describe, expect, it } from 'vitest';
import { type SampleKind, sampleModel } from '../html/support/sample-model.ts';
import type { ReportModel } from '../model.ts';
import { browser } from './browser.ts';
import { correctness } from './correctness.ts';
import { errors } from './errors.ts';
import { limiter } from './limiter.ts';
import { generator } from './panels.ts';
import { renderSection, type Section } from './section.ts';
import { verdict } from './verdict.ts';

function shown(section: Section, model: ReportModel): { text: string; status: unknown } | null {
  const rendered = renderSection(section, model);
  if (rendered === null) return null;
  const text = rendered.body.text
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('\u00a0', ' ')
    .replace(/\s+/g, ' ');
  return { text, status: rendered.status };
}

const of = (section: Section, kind: SampleKind) => shown(section, sampleModel(kind));

describe('correctness', () => {
  it('lists every difference and every long wait for a lock, and its dot says fail', () => {
    const found = of(correctness, 'fail');
    expect(found?.status).toBe('fail');
    expect(found?.text).toContain('1 payment was applied more than once; 1 acknowledged fact differs');
    expect(found?.text).toContain('order 03fa… was acknowledged and is not stored');
    expect(found?.text).toContain('1,412 ms, update orders set status = ? where id = ?');
    expect(of(correctness, 'pass')).toMatchObject({ status: 'pass' });
  });

  it('that nobody looked at is unavailable with its reason, never clean', () => {
    const model = sampleModel('pass');
    const gone = { status: 'unavailable' as const, reason: 'the database is gone' };
    model.summary.correctness = { reconciliation: gone, staleReads: 0, duplicatedPayments: gone };
    expect(shown(correctness, model)).toMatchObject({
      status: 'unavailable',
      text: expect.stringContaining('The database was not held against the load'),
    });
    delete model.summary.correctness;
    expect(shown(correctness, model)).toBeNull();
  });
});

describe('an outage', () => {
  it('stands under errors with its beginning and end', () => {
    const text = of(errors, 'fail')?.text ?? '';
    expect(text).toContain('Not a single good answer for 5 s');
    expect(text).toContain('every journey 1:02 (2026-11-22 22:01:02 UTC) 1:07 (2026-11-22 22:01:07 UTC) 5 s');
  });

  it('that did not end within the phase says so', () => {
    const model = sampleModel('fail');
    for (const outage of model.summary.outages ?? []) outage.isOver = false;
    expect(shown(errors, model)?.text).toContain('not within the measured phase');
  });
});

describe('rate limits', () => {
  it('are told for each kind of user, and a rejected normal one is a failure', () => {
    const model = sampleModel('pass');
    expect(shown(limiter, model)).toMatchObject({
      status: 'pass',
      text: expect.stringContaining('No request of a normal user was rejected; 80 % of the abusers’ were'),
    });
    model.summary.limiter = [{ kind: 'normal', allowed: 9, limited: 1, limitedShare: 0.1 }];
    expect(shown(limiter, model)).toMatchObject({ status: 'fail' });
  });

  it('ask whether the limiter was on when no abuser was ever rejected, and are absent where nobody tried', () => {
    const model = sampleModel('pass');
    model.summary.limiter = [{ kind: 'abuser', allowed: 900, limited: 0, limitedShare: 0 }];
    expect(shown(limiter, model)).toMatchObject({
      status: 'inconclusive',
      text: expect.stringContaining('is the limiter on?'),
    });
    model.summary.limiter = { status: 'unavailable', reason: 'nobody tried' };
    expect(shown(limiter, model)).toBeNull();
  });
});

describe('the browser', () => {
  it('shows its Web Vitals with a rating in words, and judges nothing', () => {
    const found = of(browser, 'pass');
    expect(found?.status).toBeNull();
    expect(found?.text).toContain('Not good: INP of dashboard');
    expect(found?.text).toContain('Largest contentful paint dashboard 9 330 ms 412 ms 783 ms');
  });

  it('that is missing says why; a run without one has no such section', () => {
    const model = sampleModel('pass');
    model.summary.browser = { status: 'unavailable', reason: 'the browser left no file' };
    expect(shown(browser, model)?.text).toContain('Not available: the browser left no file');
    expect(shown(browser, { ...model, browser: null })).toBeNull();
  });
});

describe('comparability', () => {
  it('stands on the first screen, with all reasons beside the generator', () => {
    expect(of(verdict, 'pass')?.text).toContain('Comparable with other runs no: Only 60 s were measured');
    expect(of(generator, 'pass')?.text).toContain('Not comparable with other runs Only 60 s were measured');
    const model = sampleModel('pass');
    model.summary.comparability = { status: 'comparable', reasons: [] };
    expect(shown(verdict, model)?.text).toContain('Comparable with other runs yes');
    expect(shown(generator, model)?.text).not.toContain('Not comparable');
  });
});
