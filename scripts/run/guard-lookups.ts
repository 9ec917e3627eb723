/**
 * Keeps this process inside the fence too: a host name is judged each time that it is looked up, by whoever asks.
 *
 * The fence is checked once, before the run; drivers of databases and metrics pages look their names up again whenever
 * they connect, and a name may have moved by then. Addresses written as such are looked up by nobody: those were
 * checked, and no redirect is followed.
 */
import dns from 'node:dns';
import { isAllowed } from './fence.ts';

/** What a look-up gives its asker: an address and its family, or all addresses, or why there is none. */
type LookupAnswer = (error: Error | null, found?: string | { address: string }[], family?: number) => void;

/** Refuses names with any address outside `allowed` from now on, until the returned function is called. */
export function guardLookups(allowed: readonly string[]): () => void {
  const lookup = dns.lookup;
  const guarded = (host: string, ...given: unknown[]) => {
    const answer = given.at(-1);
    if (!isAnswer(answer)) return Reflect.apply(lookup, dns, [host, ...given]);
    const judge: LookupAnswer = (error, found, family) => {
      const addresses = typeof found === 'string' ? [found] : (found ?? []).map((one) => one.address);
      const outside = error === null ? addresses.find((address) => !isAllowed(allowed, address)) : undefined;
      if (outside === undefined) answer(error, found, family);
      else answer(new Error(`${host} resolves to ${outside} now, which is not on the allow-list`));
    };
    return Reflect.apply(lookup, dns, [host, ...given.slice(0, -1), judge]);
  };
  // Node's own sockets read `lookup` off this module at each connection; its promisified form keeps its own.
  Object.assign(dns, { lookup: Object.assign(guarded, lookup) });
  return () => {
    Object.assign(dns, { lookup });
  };
}

function isAnswer(value: unknown): value is LookupAnswer {
  return typeof value === 'function';
}
