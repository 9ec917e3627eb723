import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../read-record.ts';
import type { SampleSeries } from '../sample-data.ts';
import { recordOf } from '../support/analyse-example.ts';
import { collectorOf, FROM_MS } from '../support/evidence-example.ts';
import { growth, growthByLabel, meanOf, quantileOf } from './spans.ts';

const NAME = 'app_x_total';
const minute = { fromMs: FROM_MS, untilMs: FROM_MS + 60_000 };
const fails = (reason: string) => ({ status: 'unavailable', reason });

/** Whole numbers from the first to the last, both counted, by the step. */
function secondsOf(first: number, last: number, step = 1): number[] {
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, at) => first + at * step);
}

/** A counter that grows by one a second, scraped at the given seconds of the phase. */
function counter(seconds: readonly number[], name = NAME, labels: Record<string, string> = {}): SampleSeries {
  const at = seconds.map((second) => FROM_MS + second * 1000);
  return { name, labels, at, values: seconds.map((second) => second + 100), isBornLate: false };
}

async function recordOfSeries(...series: SampleSeries[]): Promise<RunRecord> {
  return { ...(await recordOf({})), collectors: [{ ...collectorOf('application', []), series }] };
}

const grown = async (seconds: readonly number[]) =>
  growth(await recordOfSeries(counter(seconds)), minute, { name: NAME });

describe('the growth of a counter', () => {
  it('is of the whole phase when a scrape failed at either end, or many between them', async () => {
    expect(await grown(secondsOf(-5, 65))).toBe(60);
    expect(await grown(secondsOf(-5, 65).filter((second) => ![0, 58, 59].includes(second)))).toBe(58);
    expect(await grown([...secondsOf(-5, 10), ...secondsOf(40, 65)])).toBe(60);
  });

  it('allows for scrapes that are far apart', async () => {
    expect(await grown(secondsOf(-15, 60, 15))).toBe(60);
  });

  it('is unavailable when the scrapes ended early, or began late', async () => {
    expect(await grown(secondsOf(-5, 20))).toEqual(fails('app_x_total was seen for 20 s of 60 s only'));
    expect(await grown(secondsOf(30, 65))).toEqual(fails('app_x_total was seen for 30 s of 60 s only'));
    expect(await grown(secondsOf(10, 30))).toEqual(fails('app_x_total was seen for 20 s of 60 s only'));
  });

  it('is unavailable when it holds what was counted before the phase', async () => {
    expect(await grown([...secondsOf(-30, -15), ...secondsOf(0, 65)])).toEqual(
      fails('app_x_total was not seen in the 15 s before, so that its growth is of these, too'),
    );
  });

  it('is that of a labelled counter from its first event on: until then the source was seen without it', async () => {
    const late = { ...counter(secondsOf(50, 65)), values: secondsOf(1, 16), isBornLate: true };
    const record = await recordOfSeries(counter(secondsOf(-5, 65), 'app_other_total'), late);
    expect(growth(record, minute, { name: NAME })).toBe(10);
  });

  it('holds for means, quantiles and growth by label as well', async () => {
    const seconds = secondsOf(-5, 20);
    const record = await recordOfSeries(
      counter(seconds, 'app_x_sum'),
      counter(seconds, 'app_x_count'),
      counter(seconds, 'app_x_bucket', { le: '+Inf' }),
    );
    const wanted = { name: 'app_x' };
    expect(meanOf(record, minute, wanted)).toEqual(fails('app_x_sum was seen for 20 s of 60 s only'));
    expect(quantileOf(record, minute, wanted, 0.95)).toEqual(fails('app_x_bucket was seen for 20 s of 60 s only'));
    expect(growthByLabel(record, minute, { name: 'app_x_count' }, 'route')).toEqual(
      fails('app_x_count was seen for 20 s of 60 s only'),
    );
  });
});
