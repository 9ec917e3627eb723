import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMetricsPageCollector, type MetricsPageInput } from './application.ts';
import { APPLICATION_METRICS, MODEL_METRICS } from './application-metrics.ts';
import { describeCollectorContract } from './contract-suite.ts';
import { type HttpPage, startHttpPage } from './support/http-page.ts';
import { startTcpProxy } from './support/tcp-proxy.ts';

const applicationPage = `# TYPE app_db_pool_in_use gauge
app_db_pool_in_use 7
app_db_pool_wait_seconds_bucket{le="0.001"} 3
app_db_pool_wait_seconds_bucket{le="+Inf"} 4
app_db_pool_wait_seconds_sum 0.25
app_db_pool_wait_seconds_count 4
app_cache_hits_total{family="stats"} 12
nodejs_gc_duration_seconds_count{kind="minor"} 5
unknown_to_us{user="17"} 1
`;
const modelPage = 'model_slots 64\nmodel_queue_seconds_sum 1.5\n';
const signal = new AbortController().signal;

for (const [name, list, text, everyScrapeHas] of [
  ['application', APPLICATION_METRICS, applicationPage, 'app_db_pool_in_use'],
  ['model', MODEL_METRICS, modelPage, 'model_slots'],
] as const) {
  describeCollectorContract(name, async () => {
    const page = await startHttpPage(text);
    const proxy = await startTcpProxy(page.port);
    return {
      create: () =>
        createMetricsPageCollector(name, list, {
          url: `http://scraper:hunter2@127.0.0.1:${proxy.port}/metrics?token=t0ken`,
          headers: { authorization: 'Bearer s3cret-bearer' },
        }),
      everyScrapeHas,
      secrets: ['hunter2', 't0ken', 's3cret-bearer'],
      hang: proxy.hang,
      goAway: proxy.goAway,
      comeBack: proxy.pass,
      close: async () => {
        await proxy.close();
        await page.close();
      },
    };
  });
}

describe('reading a metrics page', () => {
  let page: HttpPage;
  const scrape = async (input: Partial<MetricsPageInput> = {}) => {
    const collector = createMetricsPageCollector('application', APPLICATION_METRICS, { url: page.url, ...input });
    try {
      return await collector.scrape(signal);
    } finally {
      await collector.close();
    }
  };
  beforeEach(async () => {
    page = await startHttpPage(applicationPage);
  });
  afterEach(() => page.close());

  it('keeps the known metrics, histograms with their buckets, and nothing else', async () => {
    const { values, remark } = await scrape();
    expect(remark).toBeUndefined();
    expect(values).toEqual([
      { name: 'app_db_pool_in_use', value: 7 },
      { name: 'app_db_pool_wait_seconds_bucket', labels: { le: '0.001' }, value: 3 },
      { name: 'app_db_pool_wait_seconds_bucket', labels: { le: '+Inf' }, value: 4 },
      { name: 'app_db_pool_wait_seconds_sum', value: 0.25 },
      { name: 'app_db_pool_wait_seconds_count', value: 4 },
      { name: 'app_cache_hits_total', labels: { family: 'stats' }, value: 12 },
    ]);
  });

  it('asks /metrics as a scrape that the target can count apart, with the configured headers', async () => {
    await scrape({ headers: { 'x-key': 'k' } });
    expect(page.path).toBe('/metrics');
    expect(page.asked).toMatchObject({ 'x-headroom-source': 'scrape', 'x-key': 'k' });
    await scrape({ url: `${page.url}/internal/prometheus?all=1` });
    expect(page.path).toBe('/internal/prometheus?all=1');
  });

  it("stores another deployment's metrics under the canonical names", async () => {
    page.answer.body = 'pool_busy 3\npool_wait_sum 2\npool_wait_bucket{le="1"} 1\napp_db_pool_in_use 99\n';
    const { values } = await scrape({
      names: { app_db_pool_in_use: 'pool_busy', app_db_pool_wait_seconds: 'pool_wait' },
    });
    expect(values).toEqual([
      { name: 'app_db_pool_in_use', value: 3 },
      { name: 'app_db_pool_wait_seconds_sum', value: 2 },
      { name: 'app_db_pool_wait_seconds_bucket', labels: { le: '1' }, value: 1 },
    ]);
  });

  it('refuses a mapping of a metric that does not exist', async () => {
    await expect(scrape({ names: { app_pool_in_use: 'x' } })).rejects.toThrow('no such metric: app_pool_in_use');
  });

  it('says so when more values come than are kept', async () => {
    page.answer.body = Array.from({ length: 2010 }, (_, k) => `http_requests_total{route="/${k}"} 1\n`).join('');
    const { values, remark } = await scrape();
    expect(values).toHaveLength(2000);
    expect(remark).toBe('10 values beyond the limit of 2000 were left out');
  });

  it('says how many lines could not be read and keeps the others', async () => {
    page.answer.body = 'app_db_pool_in_use many\napp_db_pool_idle 2\n';
    expect(await scrape()).toEqual({
      values: [{ name: 'app_db_pool_idle', value: 2 }],
      remark: 'lines that could not be read: 1',
    });
  });

  it('cuts a planted secret out of the labels', async () => {
    page.answer.body = 'http_requests_total{route="/x?key=s3cret"} 1\n';
    const { values } = await scrape({ headers: { authorization: 'Bearer s3cret' } });
    expect(values[0]?.labels).toEqual({ route: '/x?key=***' });
  });

  it.each([
    [
      'a page without a known metric',
      200,
      '<!doctype html>\n<p>Sign in\n',
      'none of the known metrics stands among the 2 lines',
    ],
    ['an empty page', 200, '', 'none of the known metrics stands among the 0 lines'],
    ['an error status', 503, applicationPage, 'answered with status 503'],
    ['a redirect', 302, '', 'answered with status 302'],
    ['a page of more than 4 MiB', 200, 'x'.repeat(5 * 1024 * 1024), 'over 4194304 bytes'],
  ])('fails the scrape of %s', async (_what, status, body, reason) => {
    page.answer = { status, body };
    await expect(scrape()).rejects.toThrow(reason);
  });

  it('refuses a URL that is neither http nor https', async () => {
    await expect(scrape({ url: 'file:///etc/passwd' })).rejects.toThrow('http or https');
  });
});
