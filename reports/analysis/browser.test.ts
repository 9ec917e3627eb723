import { describe, expect, it } from 'vitest';
import { modelOf } from './support/analyse-example.ts';
import { type ExampleOptions, MEASURE_SECOND, TEST_START_MS } from './support/example-run.ts';
import { createLoadFile, type LoadFileWriter } from './support/record-writer.ts';

function withBrowser(write: (file: LoadFileWriter) => void, end: null | undefined = undefined): ExampleOptions {
  const file = createLoadFile('browser-0', TEST_START_MS);
  write(file);
  return {
    run: { instances: ['local', 'browser-0'] },
    furtherLoad: { 'browser-0.ndjson': file.text(end) },
  };
}

const DASHBOARD = { name: 'dashboard', phase: 'measure' };

describe('the browser', () => {
  it('gives Web Vitals a page, rated at their 75th percentile', async () => {
    const { summary } = await modelOf(
      withBrowser((file) => {
        file.trend('browser_web_vital_lcp', DASHBOARD, MEASURE_SECOND + 2, [400, 420, 440, 2600]);
        file.trend('browser_web_vital_inp', DASHBOARD, MEASURE_SECOND + 2, [90, 300, 310]);
        file.trend('browser_web_vital_ttfb', { ...DASHBOARD, phase: 'warmup' }, MEASURE_SECOND - 2, [90]);
      }),
    );
    expect(summary.browser).toMatchObject([
      { vital: 'lcp', page: 'dashboard', unit: 'ms', count: 4, max: 2600, rating: 'good' },
      { vital: 'inp', page: 'dashboard', count: 3, rating: 'needs improvement' },
    ]);
  });

  it('takes the rating that the browser itself gave, also where only extremes are kept', async () => {
    const { summary } = await modelOf(
      withBrowser((file) => {
        const put = (rating: string, n: number, sum: number): void => {
          const series = rating === 'good' ? 901 : 902;
          const tags = JSON.stringify({ name: 'product', phase: 'measure', rating });
          file.raw(
            `{"series":${series},"metric":"browser_web_vital_cls","kind":"trend","unit":"count","tags":${tags}}`,
          );
          const t = MEASURE_SECOND + 3;
          file.raw(`{"s":${series},"t":${t},"n":${n},"sum":${sum},"min":0.01,"max":0.3,"zero":0}`);
        };
        put('good', 2, 0.04);
        put('poor', 2, 0.6);
      }),
    );
    expect(summary.browser).toEqual([
      {
        vital: 'cls',
        page: 'product',
        unit: 'score',
        count: 4,
        p50: { status: 'unavailable', reason: 'only its extremes are kept' },
        p75: { status: 'unavailable', reason: 'only its extremes are kept' },
        max: 0.3,
        rating: 'poor',
      },
    ]);
  });

  it('takes identifiers and queries out of a page’s address, and seconds where no phase is tagged', async () => {
    const url = 'http://127.0.0.1:3000/products/0cc175b9-c0f1-b6a8-31c3-99e269772661?from=mail';
    const { summary } = await modelOf(
      withBrowser((file) => {
        file.trend('browser_web_vital_fcp', { url }, MEASURE_SECOND + 1, [300]);
        file.trend('browser_web_vital_fcp', { url }, MEASURE_SECOND - 3, [9000]);
      }),
    );
    expect(summary.browser).toMatchObject([{ vital: 'fcp', page: '/products/:id', count: 1, max: 300 }]);
  });

  it('never mixes its requests and starts with the load’s', async () => {
    const plain = (await modelOf()).summary;
    const { summary, facts } = await modelOf(
      withBrowser((file) => {
        file.scalar('generator_cpu_share', {}, MEASURE_SECOND + 1, 0.99);
        file.scalar('http_reqs', { journey: 'health', phase: 'measure' }, MEASURE_SECOND + 1, 500);
        file.scalar('journey_started', { journey: 'health', phase: 'measure' }, MEASURE_SECOND + 1, 500);
        file.trend('browser_web_vital_lcp', DASHBOARD, MEASURE_SECOND + 2, [400]);
      }),
    );
    expect(summary.slos).toEqual(plain.slos);
    expect(summary.generator).toEqual(plain.generator);
    expect(facts.requestsTotal).toBe((await modelOf()).facts.requestsTotal);
  });

  it('that is missing, cut off or damaged is said, and degrades nothing', async () => {
    const missing = await modelOf({ run: { instances: ['local', 'browser-0'] } });
    expect(missing.summary.browser).toEqual({ status: 'unavailable', reason: 'the browser left no file' });
    const cut = await modelOf(
      withBrowser((file) => file.trend('browser_web_vital_lcp', DASHBOARD, MEASURE_SECOND, [1]), null),
    );
    expect(cut.browser?.note).toContain('The file of browser-0 has no last line');
    const damaged = await modelOf({ furtherLoad: { 'browser-0.ndjson': '{"headroom":"load/9"}\n' } });
    expect(damaged.summary.browser).toMatchObject({ reason: expect.stringContaining('cannot be read') });
    for (const { summary } of [missing, cut, damaged]) expect(summary.validity.status).toBe('valid');
  });

  it('tells how many of its visits failed', async () => {
    const { browser } = await modelOf(
      withBrowser((file) => {
        file.scalar('browser_visit', { outcome: 'ok' }, MEASURE_SECOND, 7);
        file.scalar('browser_visit', { outcome: 'failed' }, MEASURE_SECOND, 2);
      }),
    );
    expect(browser?.note).toMatch(/^9 visits, of which 2 failed\. Advisory/);
  });

  it('has no section in a run without one', async () => {
    expect((await modelOf()).browser).toBeNull();
  });
});
