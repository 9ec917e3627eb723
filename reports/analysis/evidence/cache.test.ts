import { describe, expect, it } from 'vitest';
import { buildModel } from '../build-model.ts';
import type { SampleSeries } from '../sample-data.ts';
import { recordWith, sampled } from '../support/evidence-example.ts';

const modelOf = async (series: SampleSeries[] = []) => buildModel(await recordWith({}, series));

async function cacheOf(series: SampleSeries[] = []) {
  const { cache } = (await modelOf(series)).evidence;
  if (cache.status === 'unavailable') throw new Error(cache.reason);
  return cache.value;
}

const family = (name: string, hits: number, misses: number, computations: number) => [
  sampled('app_cache_hits_total', [0, hits], { family: name }),
  sampled('app_cache_misses_total', [0, misses], { family: name }),
  sampled('app_cache_recomputations_total', [0, computations], { family: name }),
  sampled('app_cache_saved_seconds_total', [0, hits / 100], { family: name }),
];

describe('the cache', () => {
  it('is unavailable where the deployment shows none', async () => {
    const record = await recordWith({});
    expect(buildModel({ ...record, collectors: [] }).evidence.cache).toEqual({
      status: 'unavailable',
      reason: 'not collected',
    });
  });

  it('has exactly the figures of the summary, and by family in the order of look-ups', async () => {
    const { summary, evidence } = await modelOf([...family('stats', 30, 10, 10), ...family('products', 90, 10, 2)]);
    expect(evidence.cache).toMatchObject({ status: 'ok', value: { hits: 120, misses: 20, hitRate: 0.8571 } });
    expect(summary.server.cache).toMatchObject({ hits: 120, misses: 20, hitRate: 0.8571 });
    expect(evidence.cache).toMatchObject({
      value: {
        families: [
          {
            family: 'products',
            hits: 90,
            misses: 10,
            hitRate: 0.9,
            computations: 2,
            computationsPerMiss: 0.2,
            savedSeconds: 0.9,
          },
          { family: 'stats', hitRate: 0.75, computationsPerMiss: 1 },
        ],
      },
    });
  });

  it('computes an expired entry once, or as often as it is counted; and says when nothing expired or nobody counts', async () => {
    const expiries = (name: string, expired: number, computed: number) => [
      ...family(name, 30, 40, 40),
      sampled('app_cache_expirations_total', [2, 2 + expired], { family: name }),
      sampled('app_cache_expiry_recomputations_total', [2, 2 + computed], { family: name }),
    ];
    const { families } = await cacheOf([
      ...expiries('crowd', 4, 34),
      ...expiries('none', 0, 0),
      ...expiries('single', 9, 9),
      ...family('untold', 5, 5, 5),
    ]);
    expect(Object.fromEntries(families.map((one) => [one.family, one]))).toMatchObject({
      crowd: { expirations: 4, computationsPerExpiry: 8.5 },
      none: { expirations: 0, computationsPerExpiry: { reason: 'nothing expired in the measured phase' } },
      single: { expirations: 9, computationsPerExpiry: 1 },
      untold: { expirations: { status: 'unavailable' }, computationsPerExpiry: { status: 'unavailable' } },
    });
  });

  it('saved a share of what the database would have spent', async () => {
    const cache = await cacheOf([...family('a', 300, 10, 10), sampled('app_db_seconds_total', [5, 6], { route: '/' })]);
    expect(cache).toMatchObject({ savedSeconds: 3, savedShare: 0.75 });
  });

  it('that does not tell what it saved says so, and has its other figures', async () => {
    const cache = await cacheOf();
    expect(cache.savedSeconds).toMatchObject({ status: 'unavailable' });
    expect(cache.families).toEqual([
      expect.objectContaining({ family: 'dashboard', hits: 900, misses: 100, hitRate: 0.9 }),
    ]);
    expect(cache.families[0]?.computations).toMatchObject({ status: 'unavailable' });
  });

  it('that nobody asks has neither families nor a hit rate, and no division by nothing', async () => {
    const cache = await cacheOf(family('a', 0, 0, 0));
    expect(cache).toMatchObject({ hits: 0, misses: 0, families: [] });
    expect(cache.hitRate).toMatchObject({ reason: 'nothing was counted in the measured phase' });
    const never = await cacheOf(family('a', 5, 0, 0));
    expect(never.families[0]?.computationsPerMiss).toMatchObject({ reason: 'it never missed' });
  });

  it('has a line a family over time', async () => {
    const { panels } = await cacheOf([...family('stats', 30, 10, 10), ...family('products', 90, 10, 2)]);
    const [rate] = panels;
    expect(rate).toMatchObject({ status: 'ok', lines: [{ label: 'products' }, { label: 'stats' }] });
    if (rate?.status === 'ok') expect(rate.lines[0]?.values.filter((value) => value !== null)).toEqual([0.9]);
  });
});
