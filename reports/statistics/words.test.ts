import { describe, expect, it } from 'vitest';
import {
  changeText,
  countText,
  intervalText,
  latencyText,
  percentText,
  pointsIntervalText,
  pointsText,
  threeDigits,
} from './words.ts';

describe('figures in sentences', () => {
  it.each([
    [0, '0'],
    [241.4, '241'],
    [12.34, '12.3'],
    [1.5, '1.5'],
    [0.0123, '0.0123'],
    [-3.21, '−3.21'],
    [100_000, '100000'],
    [Number.POSITIVE_INFINITY, '∞'],
  ])('shows %d as %s', (value, text) => {
    expect(threeDigits(value)).toBe(text);
  });

  it.each([
    [0.137, '+13.7 %'],
    [-0.042, '−4.2 %'],
    [0.0042, '+0.42 %'],
    [0.0019, 'within ±0.2 %'],
    [0, 'within ±0.2 %'],
    [42, '×43'],
  ])('shows a change of %d as %s', (change, text) => {
    expect(changeText(change)).toBe(text);
  });

  it('shows intervals with both signs', () => {
    expect(intervalText([-0.041, 0.172])).toBe('−4.1 % to +17.2 %');
    expect(intervalText([-0.5, 30])).toBe('−50 % to ×31');
    expect(pointsIntervalText([-0.001, 0.0123])).toBe('−0.1 to +1.23 points');
  });

  it('shows differences of shares in points', () => {
    expect(pointsText(0.00312)).toBe('+0.312 points');
    expect(pointsText(-0.02)).toBe('−2 points');
  });

  it('shows sizes, latencies and counts', () => {
    expect(percentText(0.1234)).toBe('12.3 %');
    expect(latencyText(612.3)).toBe('612 ms');
    expect(latencyText(12_400)).toBe('12.4 s');
    expect([countText(1, 'run'), countText(3, 'run')]).toEqual(['1 run', '3 runs']);
  });
});
