import { describe, expect, it } from 'vitest';
import { signatureOf, webhookHeaders } from './sign.ts';

/** The example of the Standard Webhooks specification. */
const parts = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestampSeconds: 1_614_265_330, body: '{"test": 2432232314}' };
const KEY = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

describe('a signature', () => {
  it('is the one of the specification’s example', () => {
    expect(signatureOf(parts, KEY)).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('takes a key without the prefix as it is, and covers id, time and body', () => {
    const signed = signatureOf(parts, 'plain');
    expect(signed).not.toBe(signatureOf(parts, KEY));
    for (const other of [{ id: 'x' }, { timestampSeconds: 1 }, { body: '{}' }]) {
      expect(signatureOf({ ...parts, ...other }, 'plain')).not.toBe(signed);
    }
  });

  it('is left out without a key; id and time are always there', () => {
    expect(webhookHeaders(parts, null)).toEqual({ 'webhook-id': parts.id, 'webhook-timestamp': '1614265330' });
    expect(webhookHeaders(parts, KEY)['webhook-signature']).toMatch(/^v1,[\w+/]{43}=$/);
  });
});
