import { describe, expect, it } from 'vitest';
import { findDestination, type Webhook } from './destination.ts';

const SECRET = 'T0CANARY/B0CANARY/s3cr3t';
const webhook: Webhook = { name: 'chat', format: 'slack', urlFrom: 'HEADROOM_CHAT_URL', when: 'always' };

function find(url: string | undefined, allow: string[] = ['hooks.chat.test'], more: Partial<Webhook> = {}) {
  return findDestination({ ...webhook, ...more }, { allow, env: url === undefined ? {} : { HEADROOM_CHAT_URL: url } });
}

describe('a destination', () => {
  it.each([
    [undefined, 'the environment has no HEADROOM_CHAT_URL'],
    ['', 'the environment has no HEADROOM_CHAT_URL'],
    [SECRET, 'holds no address'],
    [`http://hooks.chat.test/${SECRET}`, 'is not https'],
    [`ftp://hooks.chat.test/${SECRET}`, 'is not https'],
    [`file:///${SECRET}`, 'is not https'],
    [`http://127.0.0.1.evil.test/${SECRET}`, 'is not https'],
    [`https://user:${SECRET.replaceAll('/', '')}@hooks.chat.test/x`, 'holds a user or password'],
    [`https://evil.test/${SECRET}`, 'is not on notify.allow'],
    [`https://hooks.chat.test.evil.test/${SECRET}`, 'is not on notify.allow'],
    [`https://evil.test/hooks.chat.test/${SECRET}`, 'is not on notify.allow'],
    [`https://sub.hooks.chat.test/${SECRET}`, 'is not on notify.allow'],
    [`https://hooks.chat.test./${SECRET}`, 'is not on notify.allow'],
    [`http://127.0.0.1:80/${SECRET}`, 'is not on notify.allow'],
  ])('%j is refused, and its address is not repeated', (url, wanted) => {
    const found = find(url);
    expect(found).toMatchObject({ status: 'unavailable', reason: expect.stringContaining(wanted) });
    expect(JSON.stringify(found)).not.toMatch(/CANARY|s3cr3t|evil/);
  });

  it.each([
    ['https://HOOKS.chat.test:8443/x', ['hooks.CHAT.test']],
    ['http://127.0.0.1:9/x', ['127.0.0.1']],
    ['http://localhost:9/x', ['localhost']],
    ['http://[::1]:9/x', ['::1']],
  ])('%j is allowed by %j', (url, allow) => {
    expect(find(url, allow)).toMatchObject({ status: 'ok', value: { name: 'chat', key: null } });
  });

  it('is not spoken to unsigned where a signature was asked for', () => {
    const found = find('https://hooks.chat.test/x', undefined, { secretFrom: 'HEADROOM_CHAT_KEY' });
    expect(found).toEqual({ status: 'unavailable', reason: 'the environment has no HEADROOM_CHAT_KEY' });
  });
});
