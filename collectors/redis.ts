/**
 * Watches one Redis by `INFO`, under the names of redis_exporter.
 *
 * Needs only the right to INFO; never reads or writes a key. The collector's own connection is one of
 * `redis_connected_clients`, and its INFO one of the commands, as in redis_exporter. `redis_memory_max_bytes` 0 means
 * that no limit is set.
 */
import { Redis } from 'ioredis';
import type { SampleValue } from '../contract/samples.ts';
import { type Collector, pushValue } from './collector.ts';
import { secretsOfUrl } from './redact.ts';

/** INFO field → name. */
const FIELDS: Readonly<Record<string, string>> = {
  connected_clients: 'redis_connected_clients',
  blocked_clients: 'redis_blocked_clients',
  used_memory: 'redis_memory_used_bytes',
  maxmemory: 'redis_memory_max_bytes',
  total_commands_processed: 'redis_commands_processed_total',
  keyspace_hits: 'redis_keyspace_hits_total',
  keyspace_misses: 'redis_keyspace_misses_total',
  evicted_keys: 'redis_evicted_keys_total',
  expired_keys: 'redis_expired_keys_total',
  rejected_connections: 'redis_rejected_connections_total',
};

/** Where. */
export interface RedisInput {
  /** `redis://user:password@host:port` or `rediss://…`. */
  url: string;
  /** Milliseconds for opening the connection. */
  timeoutMs: number;
}

/** A collector of one Redis. */
export function createRedisCollector(input: RedisInput): Collector {
  let current: { redis: Redis; lastError: () => Error | undefined } | undefined;

  function drop(): void {
    current?.redis.disconnect();
    current = undefined;
  }

  return {
    name: 'redis',
    secrets: secretsOfUrl(input.url),
    async scrape(signal) {
      current ??= open(input);
      const { redis, lastError } = current;
      signal.addEventListener('abort', drop);
      try {
        if (redis.status !== 'ready') await redis.connect();
        return { values: parseInfo(await redis.info()) };
      } catch (error) {
        drop();
        // "Connection is closed" is all that the rejected call says; the cause came as an event.
        throw lastError() ?? error;
      } finally {
        signal.removeEventListener('abort', drop);
      }
    },
    async close() {
      drop();
    },
  };
}

/** The values of an INFO answer; rejects an answer that is none. A field that the server lacks is absent. */
export function parseInfo(text: string): SampleValue[] {
  const values: SampleValue[] = [];
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    const field = colon === -1 ? '' : line.slice(0, colon);
    if (!Object.hasOwn(FIELDS, field)) continue;
    const figure = line.slice(colon + 1).trim();
    pushValue(values, FIELDS[field] ?? field, figure === '' ? undefined : Number(figure));
  }
  if (values.length === 0) throw new Error('INFO held none of the known fields');
  return [{ name: 'redis_up', value: 1 }, ...values];
}

function open(input: RedisInput): { redis: Redis; lastError: () => Error | undefined } {
  let last: Error | undefined;
  const redis = new Redis(input.url, {
    lazyConnect: true,
    connectTimeout: input.timeoutMs,
    connectionName: 'headroom_collector',
    disableClientInfo: true,
    enableOfflineQueue: false,
    // The ready check waits until a data set is loaded; a loading Redis has figures too.
    enableReadyCheck: false,
    maxRetriesPerRequest: 0,
    // The next scrape reconnects; a retry of the driver's own would outlive its scrape.
    retryStrategy: () => null,
    // A server that hangs never answers a polite goodbye; milliseconds until the connection is cut.
    disconnectTimeout: 20,
  });
  redis.on('error', (error: Error) => {
    last = error;
  });
  return { redis, lastError: () => last };
}
