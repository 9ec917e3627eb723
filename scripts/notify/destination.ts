/**
 * Where a message may go: the address from the environment, held against the egress list `notify.allow`.
 *
 * Hosts are compared by name, exactly; what a name resolves to is not looked at, because a chat service has no fixed
 * address. No reason given here repeats any part of the address: the whole of it may be a secret.
 */
import type { Config } from '../../contract/config.ts';
import { type Measured, measured, unavailable } from '../../contract/measured.ts';

/** A webhook of the configuration. */
export type Webhook = Config['notify']['webhooks'][number];

/** A webhook that may be called. */
export interface Destination {
  name: string;
  format: Webhook['format'];
  url: URL;
  /** The key of its signature; null: unsigned. */
  key: string | null;
}

/** Addresses of this machine, the only ones that may be spoken to without TLS. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** The destination of a webhook, or why it may not be called. */
export function findDestination(
  { name, format, urlFrom, secretFrom }: Webhook,
  { allow, env }: { allow: readonly string[]; env: NodeJS.ProcessEnv },
): Measured<Destination> {
  const text = env[urlFrom] ?? '';
  if (text === '') return unavailable(`the environment has no ${urlFrom}`);
  if (!URL.canParse(text)) return unavailable(`${urlFrom} holds no address`);
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.test(url.hostname))) {
    return unavailable(`the address in ${urlFrom} is not https`);
  }
  if (url.username + url.password !== '') return unavailable(`the address in ${urlFrom} holds a user or password`);
  if (!allow.some((host) => host.toLowerCase() === url.hostname.replace(/^\[|\]$/g, ''))) {
    return unavailable(`the host of the address in ${urlFrom} is not on notify.allow`);
  }
  const key = secretFrom === undefined ? null : (env[secretFrom] ?? '');
  // Sent without its signature it would be dropped by its receiver, or worse, believed.
  if (key === '') return unavailable(`the environment has no ${secretFrom}`);
  return measured({ name, format, url, key });
}
