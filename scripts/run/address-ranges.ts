/**
 * The complement of an allow-list as CIDR ranges, so that k6 can be told every address it may *not* reach: redirects,
 * page sub-resources and later DNS answers cannot leave the fence then. Pure.
 */
import { isIP } from 'node:net';

/** A range of addresses, both ends included, as integers of 32 or 128 bits. */
interface Range {
  first: bigint;
  last: bigint;
}

type Family = 4 | 6;
const BITS: Readonly<Record<Family, number>> = { 4: 32, 6: 128 };

/** The ranges of both families that no entry of `allow` (addresses or CIDR ranges) covers, as CIDR texts. */
export function complementOf(allow: readonly string[]): string[] {
  return ([4, 6] as const).flatMap((family) => {
    const allowed = allow.flatMap((entry) => rangeOf(entry, family)).sort((a, b) => (a.first < b.first ? -1 : 1));
    return gapsBetween(allowed, family).flatMap((gap) => cidrsOf(gap, family));
  });
}

function rangeOf(entry: string, family: Family): Range[] {
  const [address = '', prefix] = entry.split('/');
  if (isIP(address) !== family) return [];
  const free = BigInt(BITS[family] - (prefix === undefined ? BITS[family] : Number(prefix)));
  const first = (parseAddress(address, family) >> free) << free;
  return [{ first, last: first + (1n << free) - 1n }];
}

function gapsBetween(sorted: readonly Range[], family: Family): Range[] {
  const end = (1n << BigInt(BITS[family])) - 1n;
  const gaps: Range[] = [];
  let next = 0n;
  for (const { first, last } of sorted) {
    if (first > next) gaps.push({ first: next, last: first - 1n });
    if (last >= next) next = last + 1n;
  }
  if (next <= end) gaps.push({ first: next, last: end });
  return gaps;
}

/** The fewest CIDR ranges that make up a range: always the largest aligned block that fits. */
function cidrsOf({ first, last }: Range, family: Family): string[] {
  const cidrs: string[] = [];
  let next = first;
  while (next <= last) {
    let free = 0;
    while (free < BITS[family] && isAligned(next, free + 1) && next + (1n << BigInt(free + 1)) - 1n <= last) free += 1;
    cidrs.push(`${formatAddress(next, family)}/${BITS[family] - free}`);
    next += 1n << BigInt(free);
  }
  return cidrs;
}

function isAligned(address: bigint, free: number): boolean {
  return address % (1n << BigInt(free)) === 0n;
}

function parseAddress(text: string, family: Family): bigint {
  if (family === 4) return text.split('.').reduce((sum, octet) => sum * 256n + BigInt(octet), 0n);
  return expandGroups(text).reduce((sum, group) => sum * 65_536n + BigInt(Number.parseInt(group || '0', 16)), 0n);
}

/** The eight groups of an IPv6 address; `::` and a dotted last part are written out. */
function expandGroups(text: string): string[] {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const plain = dotted === null ? text : `${dotted[1]}${hexPair(parseAddress(dotted[2] ?? '', 4))}`;
  const [head = '', tail] = plain.split('::');
  const left = head === '' ? [] : head.split(':');
  if (tail === undefined) return left;
  const right = tail === '' ? [] : tail.split(':');
  return [...left, ...Array.from({ length: 8 - left.length - right.length }, () => '0'), ...right];
}

function hexPair(address: bigint): string {
  return `${(address >> 16n).toString(16)}:${(address & 0xffffn).toString(16)}`;
}

function formatAddress(address: bigint, family: Family): string {
  const [groups, width] = family === 4 ? [4, 8n] : [8, 16n];
  const parts = Array.from(
    { length: groups },
    (_, at) => (address >> (BigInt(groups - 1 - at) * width)) & ((1n << width) - 1n),
  );
  return family === 4 ? parts.join('.') : parts.map((part) => part.toString(16)).join(':');
}
