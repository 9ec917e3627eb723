import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram } from '../../contract/histogram.ts';
import { BUCKETS_MAX, ENDPOINTS_MAX } from '../model.ts';
import { percentileCurve } from './latency.ts';
import { modelOf } from './support/analyse-example.ts';
import { MEASURE_SECOND } from './support/example-run.ts';

function histogramOf(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.add(value);
  return histogram;
}

describe('the percentile curve', () => {
  it('is empty without values and has one height with one', () => {
    expect(percentileCurve(new Histogram())).toEqual([]);
    expect(new Set(percentileCurve(histogramOf([7])).map((point) => point.ms))).toEqual(new Set([7]));
  });

  it('ascends, has at most 200 points and ends where one sample is left', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.01, max: 1e5, noNaN: true }), { minLength: 2, maxLength: 2000 }),
        (values) => {
          const curve = percentileCurve(histogramOf(values));
          expect(curve.length).toBeLessThanOrEqual(200);
          for (let at = 1; at < curve.length; at += 1) {
            expect(curve[at]?.q).toBeGreaterThan(curve[at - 1]?.q ?? 2);
            expect(curve[at]?.ms).toBeGreaterThanOrEqual(curve[at - 1]?.ms ?? Number.POSITIVE_INFINITY);
          }
          expect(curve.at(-1)?.q).toBeCloseTo(1 - 1 / values.length, 9);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('latency over time', () => {
  it('has one entry a bucket, nulls where nothing ended, and counts the measured phase alone', async () => {
    const model = await modelOf({ failedPerSecond: 5 });
    for (const series of model.latency) {
      for (const column of Object.values(series.perBucket)) expect(column).toHaveLength(model.timeline.count);
    }
    const dashboard = model.latency.find((series) => series.id === 'dashboard_load');
    expect(dashboard?.count).toBe(400);
    expect(dashboard?.perBucket.p95[0]).toBeNull();
  });

  it('has SLO metrics first, then endpoints with most requests first', async () => {
    const { latency } = await modelOf();
    expect(latency.map((series) => series.id).slice(0, 4)).toEqual([
      'dashboard_load',
      'copilot_first_token',
      'health_check',
      'endpoint-1',
    ]);
  });

  it('fits a run of ten hours into 720 buckets and says that it did', async () => {
    const { timeline, cuts } = await modelOf({ touch: (file) => file.scalar('vus', {}, MEASURE_SECOND + 36_000, 1) });
    expect(timeline.count).toBeLessThanOrEqual(BUCKETS_MAX);
    expect(timeline.bucketMs).toBe(51_000);
    expect(cuts.join(' ')).toContain('A point in time stands for 51 s');
  });

  it('keeps 200 endpoints, puts the rest into one row, and says so', async () => {
    const { endpoints, cuts } = await modelOf({
      touch: (file) => {
        for (let n = 0; n < 300; n += 1) {
          file.trend('http_req_duration', { name: `GET /${n}`, method: 'GET', phase: 'measure' }, MEASURE_SECOND, [
            n + 1,
          ]);
        }
      },
    });
    expect(endpoints).toHaveLength(ENDPOINTS_MAX + 1);
    expect(endpoints.at(-1)).toMatchObject({ name: 'other (103)', count: 103 });
    expect(cuts.join(' ')).toContain('103 of 303 endpoints');
  });

  it('tells how long and how badly an SLO was violated', async () => {
    const { sloDetail } = await modelOf({ modelMs: 1500 });
    expect(sloDetail.find((one) => one.id === 'copilot_first_token')).toMatchObject({
      violatedBuckets: 10,
      bucketsWithData: 10,
    });
    expect(sloDetail.find((one) => one.id === 'dashboard_load')).toMatchObject({ violatedBuckets: 0 });
  });
});
