import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandOf } from './latency-bands.ts';

const boundsOf = (band: string): [number, number] => {
  const [, from = '', to = ''] = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(band) ?? [];
  return [Number(from), Number(to)];
};

describe('bands of latency', () => {
  it('put what cannot be told apart, or is no time at all, into the lowest', () => {
    for (const latencyMs of [0, 0.3, 1, -4, Number.NaN]) expect(bandOf(latencyMs)).toBe('0-1');
  });

  it('are octaves up to 16 ms and half octaves above, named by their bounds', () => {
    expect([1.2, 2, 2.5, 12].map(bandOf)).toEqual(['1-2', '1-2', '2-4', '8-16']);
    expect([16.1, 30, 32, 260, 363, 1_024, 5_000].map(bandOf)).toEqual([
      '16-22.63',
      '22.63-32',
      '22.63-32',
      '256-362',
      '362-512',
      '724.1-1024',
      '4096-5793',
    ]);
  });

  it('hold the latencies that they are named by, follow one another without a gap, and keep their order', () => {
    // Names have four digits: a latency may lie beside its bound by half of the last one.
    const slack = 1.0005;
    const latency = fc.double({ min: 1.001, max: 600_000, noNaN: true });
    fc.assert(
      fc.property(latency, latency, (a, b) => {
        const [from, to] = boundsOf(bandOf(a));
        expect(a * slack).toBeGreaterThanOrEqual(from);
        expect(a).toBeLessThanOrEqual(to * slack);
        expect(to / from).toBeLessThan(a > 16.01 ? 1.4143 * slack : 2 * slack);
        expect(boundsOf(bandOf(to * slack))[0]).toBe(to);
        if (a <= b) expect(boundsOf(bandOf(b))[0]).toBeGreaterThanOrEqual(from);
      }),
    );
  });
});
