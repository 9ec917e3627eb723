import { describe, expect, it } from 'vitest';
import { RandomStream } from './support/random.ts';
import { measureThroughput } from './throughput.ts';

describe('a run’s throughput', () => {
  it('is requests a second from the cut on', () => {
    const requests = new Uint32Array(120).fill(7).fill(1000, 0, 10);
    const figure = measureThroughput(requests, 10);
    expect(figure).toMatchObject({ status: 'ok', value: { rateRps: 7, requests: 770 } });
  });

  it('has no error of its own when every second is alike, whatever the blocks’ lengths', () => {
    const figure = measureThroughput(new Uint32Array(127).fill(7), 0);
    expect(figure.status === 'ok' && figure.value.w).toBeCloseTo(0, 12);
  });

  it('has about the error of independent arrivals when they are independent', () => {
    const random = new RandomStream(4);
    const requests = Uint32Array.from({ length: 600 }, () => random.binomial(200, 0.5));
    const figure = measureThroughput(requests, 0);
    const expected = Math.sqrt(0.5 / (600 * 100));
    expect(figure.status === 'ok' && figure.value.w / expected).toBeGreaterThan(0.5);
    expect(figure.status === 'ok' && figure.value.w / expected).toBeLessThan(1.6);
  });

  it('is missing without a request', () => {
    expect(measureThroughput(new Uint32Array(120), 0)).toEqual({
      status: 'unavailable',
      reason: 'no answered request',
    });
  });
});
