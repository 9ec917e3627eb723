/**
 * The signature of a message, as the Standard Webhooks specification has it, so that receivers can check it with a
 * library: HMAC-SHA256 over `<id>.<timestamp>.<body>`. Pure.
 */
import { createHmac } from 'node:crypto';

/** Keys in the specification's own form are Base64 behind this. */
const KEY_PREFIX = 'whsec_';

/** What is signed. */
export interface SignedParts {
  id: string;
  /** Unix seconds of this attempt: receivers refuse old ones. */
  timestampSeconds: number;
  body: string;
}

/** The headers of a message; without a key all but the signature. */
export function webhookHeaders(parts: SignedParts, key: string | null): Record<string, string> {
  const headers = { 'webhook-id': parts.id, 'webhook-timestamp': String(parts.timestampSeconds) };
  return key === null ? headers : { ...headers, 'webhook-signature': signatureOf(parts, key) };
}

/** `v1,<Base64>`. A key that begins with `whsec_` is Base64, any other is taken as it is. */
export function signatureOf({ id, timestampSeconds, body }: SignedParts, key: string): string {
  const bytes = key.startsWith(KEY_PREFIX) ? Buffer.from(key.slice(KEY_PREFIX.length), 'base64') : Buffer.from(key);
  return `v1,${createHmac('sha256', bytes).update(`${id}.${timestampSeconds}.${body}`).digest('base64')}`;
}
