/**
 * The allow-list: nothing is sent to a host whose every resolved address is not on it.
 *
 * Checked on resolved addresses before anything is opened, for the target and for every host that the collectors ask.
 */
import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { HeadroomError } from '../../contract/errors.ts';

/** A host that the run would speak to, and what for. */
export interface FencedHost {
  purpose: string;
  /** A URL, or a host name or address. */
  url: string;
}

/** Resolves a host name to all its addresses. */
export type ResolveHost = (host: string) => Promise<string[]>;

/** What was found allowed, as it resolved when it was checked: a host renamed later cannot move the fence. */
export interface Fence {
  /** The allow-list as addresses and CIDR ranges. */
  addresses: string[];
  /** Every host name of the run and of the allow-list, with an address that it had. */
  names: Map<string, string>;
}

/** Throws HR_TARGET_REFUSED, naming every host that is not on the list; sends nothing but name look-ups. */
export async function checkFence(
  allow: readonly string[],
  hosts: readonly FencedHost[],
  resolveHost: ResolveHost = resolveAll,
): Promise<Fence> {
  const { addresses: allowed, names } = await resolveAllowList(allow, resolveHost);
  const problems: string[] = [];
  for (const { purpose, url } of hosts) {
    const host = hostOf(url);
    if (host === null) {
      // It may hold a password: it is not repeated.
      problems.push(`${purpose}: its address cannot be read`);
      continue;
    }
    const addresses = await resolveHost(host).catch(() => []);
    const [first] = addresses;
    if (first === undefined) problems.push(`${purpose}: ${host} does not resolve`);
    else if (isIP(host) === 0) names.set(host, first);
    for (const address of addresses) {
      if (!isAllowed(allowed, address)) {
        problems.push(`${purpose}: ${host}${host === address ? '' : ` (${address})`} is not on the allow-list`);
      }
    }
  }
  if (problems.length > 0) {
    throw new HeadroomError('HR_TARGET_REFUSED', `nothing was sent; allowed are ${allow.join(', ')}`, { problems });
  }
  return { addresses: allowed, names };
}

/** Whether an address is one of the allowed ones, or in one of the allowed ranges. */
export function isAllowed(allowed: readonly string[], address: string): boolean {
  const list = new BlockList();
  for (const entry of allowed) {
    const [network = '', prefix] = entry.split('/');
    if (prefix === undefined) list.addAddress(network, family(network));
    else list.addSubnet(network, Number(prefix), family(network));
  }
  return list.check(address, family(address));
}

/** The host of a URL without brackets, or the text itself where it is a name or an address; null where it is neither. */
function hostOf(url: string): string | null {
  if (!url.includes('://')) return /^[\w.:-]+$/.test(url) ? url : null;
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : null;
}

async function resolveAllowList(allow: readonly string[], resolveHost: ResolveHost): Promise<Fence> {
  const names = new Map<string, string>();
  const entries = allow.map(async (entry) => {
    if (isIP(entry.split('/')[0] ?? '') !== 0) return [entry];
    const addresses = await resolveHost(entry).catch(() => []);
    if (addresses[0] !== undefined) names.set(entry, addresses[0]);
    return addresses;
  });
  return { addresses: (await Promise.all(entries)).flat(), names };
}

function family(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

async function resolveAll(host: string): Promise<string[]> {
  if (isIP(host) !== 0) return [host];
  return (await lookup(host, { all: true })).map((entry) => entry.address);
}
