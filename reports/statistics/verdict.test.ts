import { describe, expect, it } from 'vitest';
import { type JudgedRow, judgeGate, judgeRow } from './verdict.ts';

const row: JudgedRow = {
  difference: 0.2,
  interval90: [0.1, 0.3],
  margins: [-0.09, 0.1],
  q: 0.01,
  effect: 40,
  minimumEffect: 2,
  isLowerBetter: true,
};

describe('the verdict of a row', () => {
  it('is regressed for what is significant, worse and large enough', () => {
    expect(judgeRow(row)).toEqual({ verdict: 'regressed', ground: 'significant' });
  });

  it('is improved the other way round, and for a larger throughput', () => {
    expect(judgeRow({ ...row, difference: -0.2, interval90: [-0.3, -0.1] }).verdict).toBe('improved');
    expect(judgeRow({ ...row, isLowerBetter: false }).verdict).toBe('improved');
  });

  it('is unchanged when the 90 % interval lies inside the margin, however significant', () => {
    expect(judgeRow({ ...row, interval90: [0.01, 0.09] })).toEqual({
      verdict: 'unchanged',
      ground: 'inside the margin',
    });
  });

  it('is unchanged for a significant difference that nobody can feel', () => {
    expect(judgeRow({ ...row, effect: 1.9 })).toEqual({ verdict: 'unchanged', ground: 'too small to matter' });
  });

  it('is inconclusive when neither is shown, however small the difference', () => {
    expect(judgeRow({ ...row, q: 0.051, effect: 0.1 })).toEqual({ verdict: 'inconclusive', ground: 'not shown' });
  });

  it('is never a claim when the q-value is no number', () => {
    expect(judgeRow({ ...row, q: Number.NaN }).verdict).toBe('inconclusive');
    expect(judgeRow({ ...row, interval90: [Number.NaN, Number.NaN], q: 1 }).verdict).toBe('inconclusive');
  });
});

describe('the verdict of a gate', () => {
  it('is the worst that is shown, then the best', () => {
    expect(judgeGate(['improved', 'regressed', 'inconclusive'])).toBe('regressed');
    expect(judgeGate(['improved', 'unchanged', 'inconclusive'])).toBe('improved');
  });

  it('is unchanged only when every row is', () => {
    expect(judgeGate(['unchanged', 'unchanged'])).toBe('unchanged');
    expect(judgeGate(['unchanged', 'inconclusive'])).toBe('inconclusive');
  });

  it('of no rows says nothing', () => {
    expect(judgeGate([])).toBe('inconclusive');
  });
});
