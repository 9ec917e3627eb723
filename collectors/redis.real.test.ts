import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeCollectorContract } from './contract-suite.ts';
import { createRedisCollector } from './redis.ts';
import { startRedis, type TestServer } from './support/servers.ts';
import { startTcpProxy } from './support/tcp-proxy.ts';

const signal = new AbortController().signal;
let server: TestServer;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

const urlOf = (port: number, password = server.password) => `redis://default:${password}@127.0.0.1:${port}`;

describeCollectorContract('redis', async () => {
  const proxy = await startTcpProxy(server.port);
  return {
    create: () => createRedisCollector({ url: urlOf(proxy.port), timeoutMs: 350 }),
    everyScrapeHas: 'redis_connected_clients',
    secrets: [server.password],
    hang: proxy.hang,
    goAway: proxy.goAway,
    comeBack: proxy.pass,
    close: proxy.close,
  };
});

describe('a real Redis', () => {
  it('is read under the names of redis_exporter, and its figures follow what it does', async () => {
    const collector = createRedisCollector({ url: urlOf(server.port), timeoutMs: 900 });
    const other = new Redis(urlOf(server.port));
    const figures = async () =>
      new Map((await collector.scrape(signal)).values.map(({ name, value }) => [name, value]));
    const before = await figures();
    await other.set('headroom:test', '1');
    await other.get('headroom:test');
    await other.get('headroom:missing');
    const blocked = new Redis(urlOf(server.port));
    const waiting = blocked.blpop('headroom:empty', 30).catch(() => null);
    const change = (after: Map<string, number>, name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    await expect.poll(async () => (await figures()).get('redis_blocked_clients')).toBe(1);
    const after = await figures();
    blocked.disconnect();
    await waiting;
    await other.del('headroom:test');
    other.disconnect();
    await collector.close();
    expect([...before.keys()].sort()).toEqual([
      'redis_blocked_clients',
      'redis_commands_processed_total',
      'redis_connected_clients',
      'redis_evicted_keys_total',
      'redis_expired_keys_total',
      'redis_keyspace_hits_total',
      'redis_keyspace_misses_total',
      'redis_memory_max_bytes',
      'redis_memory_used_bytes',
      'redis_rejected_connections_total',
      'redis_up',
    ]);
    expect(before.get('redis_memory_max_bytes')).toBe(64 * 1024 ** 2);
    expect(change(after, 'redis_keyspace_hits_total')).toBe(1);
    expect(change(after, 'redis_keyspace_misses_total')).toBe(1);
    expect(change(after, 'redis_connected_clients')).toBe(1);
  });

  it('that refuses the password gives the reason without the password', async () => {
    const collector = createRedisCollector({ url: urlOf(server.port, 'wr0ng-planted'), timeoutMs: 900 });
    await expect(collector.scrape(signal)).rejects.toThrow(/^(?!.*wr0ng-planted).*(WRONGPASS|NOAUTH)/);
    await collector.close();
  });
});
