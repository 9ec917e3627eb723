import { describe, expect, it } from 'vitest';
import { RandomStream } from '../support/random.ts';
import { dateOf } from '../support/simulate-nights.ts';
import { type SeriesTrend, trendOf } from './alerts.ts';
import { changeOf, figureText, fromScale, shortName, sizeText, subjectOf, toScale } from './figure-scale.ts';

/** Error shares around `level` before night 40 and around `after` from there on; most nights of a quiet month are 0. */
function errorTrend(level: number, after: number, last?: number): Extract<SeriesTrend, { status: 'ok' }> {
  const random = new RandomStream(4);
  const shares = Array.from({ length: 50 }, (_, at) => (at < 40 ? level : after) * random.between(0.8, 1.2));
  const nights = [...shares, ...(last === undefined ? [] : [last])].map((value, at) => ({
    night: dateOf(at),
    buildId: `build-${at}`,
    value,
  }));
  const key = { endpoint: 'copilot', metric: 'copilot_first_token', figure: 'errors' } as const;
  const found = trendOf({ ...key, isLowerBetter: true, nights, stored: [], effectMin: 0.1, differenceMin: 0.001 });
  if (found.status !== 'ok') throw new Error('still collecting');
  return found;
}

describe('the scale of a figure', () => {
  it('knows no ratio below zero and none of what is no number; an error share of zero it knows', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, -1]) {
      expect([toScale('p95', value), toScale('errors', value)]).toEqual([null, null]);
    }
    expect(toScale('p95', 0)).toBeNull();
    expect(fromScale('errors', toScale('errors', 0) ?? 1)).toBeCloseTo(0, 12);
  });

  it('gives every value back', () => {
    for (const value of [0.0004, 0.5, 1]) expect(fromScale('errors', toScale('errors', value) ?? 0)).toBeCloseTo(value);
    expect(fromScale('p95', toScale('p95', 212) ?? 0)).toBeCloseTo(212);
  });

  it('tells changes of shares in points and of everything else in per cent', () => {
    const zero = toScale('errors', 0) ?? 0;
    expect(changeOf('errors', zero, Math.log(3))).toBeCloseTo(0.002);
    expect(changeOf('p95', 5, Math.log(1.1))).toBeCloseTo(0.1);
    expect([sizeText('errors', 0.002), sizeText('p95', 0.1)]).toEqual(['+0.2 points', '+10 %']);
    expect([figureText('errors', 0), figureText('errors', 0.01), figureText('p95', 212.4)]).toEqual([
      '0 %',
      '1 %',
      '212',
    ]);
  });

  it('names a figure as people do', () => {
    const errors = { endpoint: 'dashboard', metric: 'dashboard_load', figure: 'errors' } as const;
    const level = { endpoint: 'target', metric: 'Statements a request', figure: 'level' } as const;
    expect([errors, level].map(shortName)).toEqual(['dashboard error share', 'Statements a request']);
    expect(subjectOf(errors)).toBe('The error share of dashboard');
    expect(subjectOf(level)).toBe('The figure “Statements a request” of target');
  });
});

describe('the trend of an error share', () => {
  it('finds errors that were not there before, and tells them in points', () => {
    const [alert] = errorTrend(0, 0.004).alerts;
    expect(alert?.direction).toBe('regressed');
    expect(alert?.between.map((night) => night >= dateOf(40))).toEqual([false, true]);
    expect(alert?.before).toBeLessThan(0.0001);
    expect(alert?.change).toBeCloseTo(0.004, 3);
    expect(alert?.sentence).toMatch(/^The error share of copilot got worse .* % → 0\.\d+ %, \+0\.\d+ points;/);
  });

  it('is silent about less than a tenth of a point, however sure', () => {
    expect(errorTrend(0, 0.0006).changes).toEqual([]);
    expect(errorTrend(0, 0, 0.0008).rerun).toBeNull();
  });

  it('asks for a rerun when the last night has errors that no other had', () => {
    expect(errorTrend(0, 0, 0.02).rerun).toMatchObject({ night: dateOf(50), level: 0 });
  });

  it('is silent when nothing failed on any night', () => {
    expect(errorTrend(0, 0)).toMatchObject({ changes: [], suspects: [], rerun: null });
  });
});
