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

/**
 * Throws HR_TARGET_REFUSED, naming every host that is not on the list; sends nothing but name look-ups. Resolves with
 * the allow-list as addresses and ranges only: names as they resolve now, so that a renamed host cannot move the fence.
 */
export async function checkFence(
  allow: readonly string[],
  hosts: readonly FencedHost[],
  resolveHost: ResolveHost = resolveAll,
): Promise<string[]> {
  const resolved = await resolveAllowList(allow, resolveHost);
  const list = buildAllowList(resolved);
  const problems: string[] = [];
  for (const { purpose, url } of hosts) {
    const host = hostOf(url);
    const addresses = await resolveHost(host).catch(() => []);
    if (addresses.length === 0) problems.push(`${purpose}: ${host} does not resolve`);
    for (const address of addresses) {
      if (!list.check(address, family(address))) {
        problems.push(`${purpose}: ${host}${host === address ? '' : ` (${address})`} is not on the allow-list`);
      }
    }
  }
  if (problems.length > 0) {
    throw new HeadroomError('HR_TARGET_REFUSED', `nothing was sent; allowed are ${allow.join(', ')}`, { problems });
  }
  return resolved;
}

/** The host of a URL without brackets, or the text itself. */
function hostOf(url: string): string {
  if (!url.includes('://')) return url;
  return new URL(url).hostname.replace(/^\[|\]$/g, '');
}

async function resolveAllowList(allow: readonly string[], resolveHost: ResolveHost): Promise<string[]> {
  const entries = allow.map((entry) =>
    isIP(entry.split('/')[0] ?? '') === 0 ? resolveHost(entry).catch(() => []) : [entry],
  );
  return (await Promise.all(entries)).flat();
}

function buildAllowList(resolved: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of resolved) {
    const [address = '', prefix] = entry.split('/');
    if (prefix === undefined) list.addAddress(address, family(address));
    else list.addSubnet(address, Number(prefix), family(address));
  }
  return list;
}

function family(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

async function resolveAll(host: string): Promise<string[]> {
  if (isIP(host) !== 0) return [host];
  return (await lookup(host, { all: true })).map((entry) => entry.address);
}
