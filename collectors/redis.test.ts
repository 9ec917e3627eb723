import { expect, it } from 'vitest';
import { parseInfo } from './redis.ts';

it('reads the known fields of INFO and leaves out what the server lacks', () => {
  const text =
    '# Clients\r\nconnected_clients:3\r\nblocked_clients:0\r\n\r\n# Memory\r\nused_memory:1048576\r\nrole:master\r\n';
  expect(parseInfo(text)).toEqual([
    { name: 'redis_up', value: 1 },
    { name: 'redis_connected_clients', value: 3 },
    { name: 'redis_blocked_clients', value: 0 },
    { name: 'redis_memory_used_bytes', value: 1_048_576 },
  ]);
});

it.each(['keyspace_hits:', 'keyspace_hits:many', 'keyspace_hits'])(
  'makes no zero of the unreadable field %j',
  (line) => {
    expect(parseInfo(`${line}\r\nkeyspace_misses:0\r\n`)).toEqual([
      { name: 'redis_up', value: 1 },
      { name: 'redis_keyspace_misses_total', value: 0 },
    ]);
  },
);

it.each(['', 'PONG', '# Server\r\nredis_version:7\r\n'])('refuses the answer %j, which is no INFO', (text) => {
  expect(() => parseInfo(text)).toThrow('none of the known fields');
});
