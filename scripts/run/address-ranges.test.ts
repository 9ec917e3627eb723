import { BlockList } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { complementOf } from './address-ranges.ts';

/** A list a family: Node's own would match IPv4 addresses against IPv6 ranges in their mapped form. */
function listOf(cidrs: readonly string[]) {
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const cidr of cidrs) {
    const [address = '', prefix] = cidr.split('/');
    const family = address.includes(':') ? 'ipv6' : 'ipv4';
    lists[family].addSubnet(address, Number(prefix ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  return { check: (address: string, family: 'ipv4' | 'ipv6' = 'ipv4') => lists[family].check(address, family) };
}

describe('the complement of an allow-list', () => {
  it('of loopback holds every other address and no loopback one', () => {
    const cidrs = complementOf(['127.0.0.0/8', '::1']);
    expect(cidrs.filter((cidr) => !cidr.includes(':'))).toEqual([
      '0.0.0.0/2',
      '64.0.0.0/3',
      '96.0.0.0/4',
      '112.0.0.0/5',
      '120.0.0.0/6',
      '124.0.0.0/7',
      '126.0.0.0/8',
      '128.0.0.0/1',
    ]);
    const list = listOf(cidrs);
    expect([list.check('127.0.0.1'), list.check('127.255.255.255'), list.check('::1', 'ipv6')]).toEqual([
      false,
      false,
      false,
    ]);
    expect([list.check('126.255.255.255'), list.check('128.0.0.0'), list.check('::2', 'ipv6')]).toEqual([
      true,
      true,
      true,
    ]);
    expect([list.check('::', 'ipv6'), list.check('2001:db8::1', 'ipv6'), list.check('192.0.2.1')]).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('of nothing is everything, and of everything is nothing', () => {
    expect(complementOf([])).toEqual(['0.0.0.0/0', '0:0:0:0:0:0:0:0/0']);
    expect(complementOf(['0.0.0.0/0', '::/0'])).toEqual([]);
  });

  it('blocks an address exactly when the allow-list does not have it, for overlapping ranges too', () => {
    const address = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)).map((octets) => octets.join('.'));
    const range = fc.tuple(address, fc.integer({ min: 1, max: 32 })).map(([base, prefix]) => `${base}/${prefix}`);
    fc.assert(
      fc.property(
        fc.array(range, { maxLength: 5 }),
        fc.array(address, { minLength: 1, maxLength: 20 }),
        (allow, probes) => {
          const allowed = listOf(allow);
          const blocked = listOf(complementOf(allow));
          const edges = allow.map((cidr) => cidr.split('/')[0] ?? '');
          for (const probe of [...probes, ...edges]) expect(blocked.check(probe)).toBe(!allowed.check(probe));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('reads IPv6 addresses with :: and with a dotted end', () => {
    const list = listOf(complementOf(['2001:db8::/32', '::ffff:127.0.0.1']));
    expect(list.check('2001:db8:1::5', 'ipv6')).toBe(false);
    expect(list.check('2001:db9::', 'ipv6')).toBe(true);
    expect(complementOf(['::ffff:127.0.0.1']).some((cidr) => cidr.startsWith('0:0:0:0:0:ffff:7f00:0/'))).toBe(true);
  });
});
