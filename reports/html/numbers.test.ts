import { describe, expect, it } from 'vitest';
import {
  elapsedText,
  latencyColumn,
  latencyText,
  marginText,
  momentText,
  numberText,
  quantileName,
  shareText,
  spanText,
  withUnit,
} from './numbers.ts';

describe('figures', () => {
  it('have three significant digits and keep integers whole', () => {
    expect(
      [0, 0.0001, 0.0123, 0.999, 1, 9.994, 9.996, 12.34, 99.96, 123.4, 1234.5, 1e6, -5.25].map(numberText),
    ).toEqual([
      '0',
      '<0.001',
      '0.012',
      '0.999',
      '1',
      '9.99',
      '10',
      '12.3',
      '100',
      '123',
      '1,235',
      '1,000,000',
      '−5.25',
    ]);
  });
  it('say so when they are no number', () => {
    expect([Number.NaN, Infinity, -Infinity].map(numberText)).toEqual(['not a number', '∞', '−∞']);
    expect(momentText(Number.NaN)).toBe('an impossible time');
  });
  it('carry their unit', () => {
    expect(latencyText(9999)).toBe('9,999\u00a0ms');
    expect(latencyText(12_345)).toBe('12.3\u00a0s');
    expect(shareText(0.0042)).toBe('0.42\u00a0%');
    expect(withUnit(3 * 1024 * 1024, 'bytes')).toBe('3\u00a0MiB');
    expect(withUnit(0, 'bytes')).toBe('0\u00a0B');
    expect(withUnit(4, 'connections')).toBe('4\u00a0connections');
  });
  it('tell the room to a limit without claiming that nothing was used', () => {
    expect([marginText(8, 2000), marginText(20, 2000), marginText(1500, 1000), marginText(0, 100)]).toEqual([
      'over 99\u00a0%',
      '99\u00a0%',
      '50\u00a0%',
      '100\u00a0%',
    ]);
  });
  it('use one unit in a column', () => {
    const column = latencyColumn([5, null, 20_000]);
    expect([column.unit, column.text(5), column.text(20_000)]).toEqual(['s', '0.005', '20']);
    expect(latencyColumn([]).unit).toBe('ms');
  });
  it('name quantiles, spans and moments', () => {
    expect([0.5, 0.95, 0.99, 0.999].map(quantileName)).toEqual(['p50', 'p95', 'p99', 'p99.9']);
    expect([450, 45_000, 90_000, 3_600_000, 7_500_000].map(spanText)).toEqual([
      '450 ms',
      '45 s',
      '1 min 30 s',
      '1 h',
      '2 h 5 min',
    ]);
    expect([0, 65_000, 3_725_000].map(elapsedText)).toEqual(['0:00', '1:05', '1:02:05']);
    expect(momentText(1_763_870_400_000)).toBe('2025-11-23 04:00:00 UTC');
  });
});
