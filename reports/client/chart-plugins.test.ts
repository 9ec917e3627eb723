import { describe, expect, it } from 'vitest';
import { spreadNames } from './chart-plugins.ts';

function spread(...ys: number[]): number[] {
  const ends = ys.map((y) => ({ y }));
  spreadNames(ends, 30);
  return ends.map(({ y }) => y).sort((a, b) => a - b);
}

describe('the names at the ends of lines', () => {
  it('stay where their lines end when there is room', () => {
    expect(spread(60, 120, 200)).toEqual([60, 120, 200]);
  });

  it('are moved apart when lines end close together, and never out of the chart', () => {
    expect(spread(100, 101)).toEqual([86, 101]);
    expect(spread(31, 32, 33)).toEqual([30, 45, 60]);
  });
});
