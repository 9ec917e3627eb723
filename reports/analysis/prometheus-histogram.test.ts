import { describe, expect, it } from 'vitest';
import { bucketQuantile, forEachIncrease } from './prometheus-histogram.ts';
import type { SampleSeries } from './sample-data.ts';

function bucket(le: string, values: number[], isBornLate = false): SampleSeries {
  return { name: 'x_bucket', labels: { le }, at: values.map((_, at) => at * 1000), values, isBornLate };
}

const always = (): boolean => true;

function increasesOf(series: SampleSeries): number[] {
  const found: number[] = [];
  forEachIncrease(series, (_, delta) => void found.push(delta));
  return found;
}

describe('the quantile of a scraped histogram', () => {
  it('is of what was added between scrapes, not of what stood there before', () => {
    const series = [bucket('0.1', [1000, 1000]), bucket('0.2', [1000, 1100]), bucket('+Inf', [1000, 1100])];
    expect(bucketQuantile(series, 0.5, always)).toBeCloseTo(0.15, 9);
  });

  it('is the last finite bound when it lies beyond all of them', () => {
    expect(bucketQuantile([bucket('0.1', [0, 1]), bucket('+Inf', [0, 100])], 0.95, always)).toBe(0.1);
  });

  it('adds label sets, and is undefined where nothing was counted', () => {
    const twice = [bucket('1', [0, 50]), bucket('1', [0, 50]), bucket('+Inf', [0, 100])];
    expect(bucketQuantile(twice, 1, always)).toBe(1);
    expect(bucketQuantile([bucket('1', [5, 5]), bucket('+Inf', [5, 5])], 0.95, always)).toBeUndefined();
    expect(bucketQuantile([], 0.95, always)).toBeUndefined();
    expect(bucketQuantile([bucket('1', [0]), bucket('+Inf', [0])], 0.95, always)).toBeUndefined();
  });

  it('takes only the selected time', () => {
    const series = [bucket('1', [0, 100, 100]), bucket('2', [0, 100, 200]), bucket('+Inf', [0, 100, 200])];
    expect(bucketQuantile(series, 0.5, (atMs) => atMs === 2000)).toBe(1.5);
  });
});

describe('the increase of a counter', () => {
  it('counts from the new value after a reset', () => {
    expect(increasesOf(bucket('1', [10, 14, 3, 5]))).toEqual([4, 3, 2]);
  });

  it('counts the first value of a series that appeared late, and not of one that was there from the start', () => {
    expect(increasesOf(bucket('1', [2, 3], true))).toEqual([2, 1]);
    expect(increasesOf(bucket('1', [2, 3]))).toEqual([1]);
  });
});
