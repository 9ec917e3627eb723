import { describe, expect, it } from 'vitest';
import { HeadroomError } from '../../contract/errors.ts';
import { checkFence } from './fence.ts';

const LOOPBACK = ['127.0.0.0/8', '::1'];
const resolver = (table: Record<string, string[]>) => async (host: string) => table[host] ?? [host];

async function refusal(allow: string[], url: string, table: Record<string, string[]> = {}): Promise<string> {
  try {
    await checkFence(allow, [{ purpose: 'target', url }], resolver(table));
  } catch (error) {
    if (error instanceof HeadroomError) return `${error.code} ${error.problems.join('; ')}`;
    throw error;
  }
  return 'allowed';
}

describe('the allow-list', () => {
  it('lets loopback addresses through by default, IPv6 too', async () => {
    for (const url of [
      'http://127.0.0.1:80',
      'http://127.9.9.9',
      'http://[::1]:8080',
      'redis://:secret@127.0.0.1:1/0',
    ]) {
      expect(await refusal(LOOPBACK, url)).toBe('allowed');
    }
  });

  it('refuses every other address, and names it', async () => {
    expect(await refusal(LOOPBACK, 'http://192.0.2.7')).toMatch(/HR_TARGET_REFUSED target: 192\.0\.2\.7 is not on/);
    expect(await refusal(LOOPBACK, 'http://[2001:db8::1]')).toMatch(/HR_TARGET_REFUSED/);
  });

  it('judges a name by all the addresses it resolves to', async () => {
    expect(await refusal(LOOPBACK, 'http://app.test', { 'app.test': ['127.0.0.1'] })).toBe('allowed');
    expect(await refusal(LOOPBACK, 'http://app.test', { 'app.test': ['127.0.0.1', '192.0.2.7'] })).toMatch(
      /app\.test \(192\.0\.2\.7\)/,
    );
    expect(await refusal(LOOPBACK, 'http://gone.test', { 'gone.test': [] })).toMatch(/does not resolve/);
  });

  it('lets a name on the list through by its addresses', async () => {
    const table = { 'staging.test': ['192.0.2.7'] };
    expect(await refusal(['staging.test'], 'http://staging.test', table)).toBe('allowed');
    expect(await refusal(['staging.test'], 'http://127.0.0.1', table)).toMatch(/HR_TARGET_REFUSED/);
  });

  it('resolves with addresses only, so that a name cannot move it later', async () => {
    const table = { 'staging.test': ['192.0.2.7'], 'gone.test': [] };
    const hosts = [{ purpose: 'target', url: 'http://192.0.2.7' }];
    const found = await checkFence(['::1', 'staging.test', 'gone.test', '10.0.0.0/8'], hosts, resolver(table));
    expect(found.addresses).toEqual(['::1', '192.0.2.7', '10.0.0.0/8']);
    expect([...found.names]).toEqual([['staging.test', '192.0.2.7']]);
  });

  it('resolves with an address of every host that is named, and of no other', async () => {
    const hosts = [
      { purpose: 'target', url: 'http://app.test:8080/' },
      { purpose: 'database', url: 'postgres://u:p@127.0.0.1/db' },
    ];
    const { names } = await checkFence(LOOPBACK, hosts, resolver({ 'app.test': ['127.0.0.2', '127.0.0.3'] }));
    expect([...names]).toEqual([['app.test', '127.0.0.2']]);
  });

  it('never shows a password', async () => {
    for (const url of ['postgres://user:hunter2@192.0.2.7/db', 'postgres//user:hunter2@h/db', 'redis://:hunter2@[']) {
      expect(await refusal(LOOPBACK, url)).toMatch(/^HR_TARGET_REFUSED (?!.*hunter2)/);
    }
  });
});
