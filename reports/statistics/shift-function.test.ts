import { describe, expect, it } from 'vitest';
import { shiftFunction } from './shift-function.ts';
import { exampleRun, lognormal } from './support/example-runs.ts';

function side(name: string, medianMs: number, sigma: number, perSecond = 20) {
  return [0, 1].flatMap((at) =>
    exampleRun(`${name}${at}`, { 'GET /a': { perSecond, latencyMs: lognormal(medianMs, sigma) } }).series.flatMap(
      ({ latencies }) => latencies ?? [],
    ),
  );
}

describe('the shift function', () => {
  it('shows a change that only the slow requests have', () => {
    const points = shiftFunction(side('a', 100, 0.2), side('b', 100, 0.5), 0).flatMap((point) =>
      point.status === 'ok' ? [point.value] : [],
    );
    expect(points.map(({ p }) => p)).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
    const [low, middle, high] = [points[0], points[4], points[8]];
    expect(low?.change).toBeLessThan(-0.2);
    expect(Math.abs(middle?.change ?? 1)).toBeLessThan(0.05);
    expect(high?.ci95[0]).toBeGreaterThan(0.2);
  });

  it('says where there are too few requests, decile by decile', () => {
    const points = shiftFunction(side('a', 100, 0.2, 1), side('b', 100, 0.2), 0);
    expect(points[0]).toEqual({ status: 'unavailable', reason: 'insufficient samples in every run of a side' });
    expect(points[4]?.status).toBe('ok');
  });
});
