import { describe, expect, it } from 'vitest';
import { stretches } from './outages.ts';
import { modelOf } from './support/analyse-example.ts';
import { MEASURE_SECOND } from './support/example-run.ts';

function found(good: number[], due = good.map(() => 5)): string[] {
  return stretches({ firstSecond: 100, good, due }, 'all').map(
    ({ startMs, endMs, isOver }) => `${startMs / 1000}-${endMs / 1000}${isOver ? '' : ' open'}`,
  );
}

describe('a stretch without a good answer', () => {
  it('is an outage from its first second to the second of the next answer', () => {
    expect(found([9, 9, 9, 0, 0, 9, 9, 9, 9, 9])).toEqual(['103-105']);
  });

  it('has no end when no answer came again, and is all of a phase that was never answered', () => {
    expect(found([20, 20, 20, 20, 0, 0])).toEqual(['104-106 open']);
    expect(found([0, 0, 0])).toEqual(['100-103 open']);
  });

  it('is none while no start was due', () => {
    expect(found([9, 9, 0, 0, 9, 9], [5, 5, 0, 0, 5, 5])).toEqual([]);
    expect(found([0, 0, 0], [0, 0, 0])).toEqual([]);
  });

  it('is none where so few answers come that a second without one is chance', () => {
    expect(found([1, 0, 1, 1, 0, 0, 1, 1, 2, 0, 1])).toEqual([]);
  });

  it('of no second is none', () => {
    expect(found([])).toEqual([]);
  });
});

describe('an outage in a run', () => {
  it('is told with its beginning and end, and stands in the sentence of the run that it made fail', async () => {
    const { summary } = await modelOf({ outage: [4, 7] });
    expect(summary.outages).toEqual([
      { journey: 'all', startMs: (MEASURE_SECOND + 4) * 1000, endMs: (MEASURE_SECOND + 7) * 1000, isOver: true },
    ]);
    expect(summary.verdict).toBe('fail');
    expect(summary.because).toMatch(/^No start was answered from 0:09 to 0:12 \(3 s\); .*: 135 of 450 starts/);
  });

  it('of a target that never came back lasts to the end of the measured phase', async () => {
    const { summary } = await modelOf({ outage: [6, 10] });
    expect(summary.because).toContain('No start was answered from 0:11 to the end of the measured phase (4 s)');
  });

  it('is none in a healthy run', async () => {
    expect((await modelOf()).summary.outages).toEqual([]);
  });
});
