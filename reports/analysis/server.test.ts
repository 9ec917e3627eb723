import { describe, expect, it } from 'vitest';
import { buildModel } from './build-model.ts';
import { readRecord } from './read-record.ts';
import { modelOf, withRecord } from './support/analyse-example.ts';
import { exampleRecord, MEASURE_SECOND } from './support/example-run.ts';
import { scrapeLine } from './support/record-writer.ts';

describe('the server’s figures', () => {
  it('are of the measured phase', async () => {
    const { server } = (await modelOf()).summary;
    expect(server.pool).toMatchObject({ max: 20, inUseMax: 6, waitingMax: 0 });
    expect(server.cache).toEqual({ hits: 900, misses: 100, hitRate: 0.9, entriesMax: 100 });
    expect(server.postgres).toMatchObject({ connectionsMax: 20, hitRatio: 0.9901, transactions: 3000 });
    expect(server.model).toMatchObject({ firstTokenMsP95: 294.4 });
  });

  it('take the most connections within a second where the application counts them', async () => {
    const texts = exampleRecord();
    const within = { name: 'app_db_pool_in_use_max', value: 14 };
    const application =
      (texts.samples['application.ndjson'] ?? '') + scrapeLine('application', MEASURE_SECOND * 1000 + 9500, [within]);
    const samples = { ...texts.samples, 'application.ndjson': application };
    const { summary, server } = buildModel(await withRecord({ ...texts, samples }, readRecord));
    expect(summary.server.pool).toMatchObject({ inUseMax: 14 });
    expect(server.find((panel) => panel.id === 'pool')).toMatchObject({ source: 'app_db_pool_in_use_max' });
  });

  it('are missing with the reason, never zero, without collectors', async () => {
    const { summary, server } = buildModel(await withRecord({ ...exampleRecord(), samples: {} }, readRecord));
    expect(summary.server.pool).toEqual({ status: 'unavailable', reason: 'not collected' });
    expect(summary.server.redis).toEqual({ status: 'unavailable', reason: 'not collected' });
    expect(summary.server.rateLimited).toEqual({ status: 'unavailable', reason: 'not collected' });
    expect(server.filter((panel) => panel.status === 'ok')).toEqual([]);
  });

  it('count rejections from nothing when the first one comes late', async () => {
    const texts = exampleRecord();
    const limited = { name: 'app_rate_limit_decisions_total', labels: { rule: 'api', decision: 'limited' }, value: 3 };
    const application =
      (texts.samples['application.ndjson'] ?? '') + scrapeLine('application', MEASURE_SECOND * 1000 + 9500, [limited]);
    const samples = { ...texts.samples, 'application.ndjson': application };
    const { summary } = buildModel(await withRecord({ ...texts, samples }, readRecord));
    expect(summary.server.rateLimited).toBe(3);
  });

  it('say zero hits, and a hit rate of zero, of a cache that only ever missed', async () => {
    const texts = exampleRecord();
    const application = (texts.samples['application.ndjson'] ?? '').replaceAll(
      'app_cache_hits_total',
      'app_other_total',
    );
    const samples = { ...texts.samples, 'application.ndjson': application };
    const { summary, server } = buildModel(await withRecord({ ...texts, samples }, readRecord));
    expect(summary.server.cache).toMatchObject({ hits: 0, misses: 100, hitRate: 0 });
    expect(server.find((panel) => panel.id === 'cache')).toMatchObject({ status: 'ok' });
  });

  it('say nothing of counters, and no zero, when the scrapes failed from early in the phase on', async () => {
    const texts = exampleRecord();
    const lines = (texts.samples['application.ndjson'] ?? '').split('\n').filter((line) => line !== '');
    const seen = lines.filter((line) => JSON.parse(line).atMs < (MEASURE_SECOND + 4) * 1000);
    const samples = { ...texts.samples, 'application.ndjson': `${seen.join('\n')}\n` };
    const { server } = buildModel(await withRecord({ ...texts, samples }, readRecord)).summary;
    const partly = (name: string) => ({ status: 'unavailable', reason: `${name} was seen for 3 s of 10 s only` });
    expect(server.cache).toEqual(partly('app_cache_hits_total'));
    expect(server.rateLimited).toEqual(partly('app_rate_limit_decisions_total'));
    expect(server.pool).toMatchObject({ max: 20 });
  });

  it('say zero rejections where the limiter reports and never rejected', async () => {
    expect((await modelOf()).summary.server.rateLimited).toBe(0);
  });
});

describe('a panel', () => {
  it('has one value a bucket on the common axis and says in words what it shows', async () => {
    const { server, timeline } = await modelOf();
    const pool = server.find((panel) => panel.id === 'pool');
    expect(pool).toMatchObject({ status: 'ok', finding: 'Pool: at most 6 of 20 connections seen in use, 0 waiting' });
    for (const panel of server) {
      if (panel.status === 'ok') for (const line of panel.lines) expect(line.values).toHaveLength(timeline.count);
    }
  });
});
