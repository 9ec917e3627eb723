import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import os from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BrowserFence, browserFenceArgs, fenceBrowser } from './browser-fence.ts';

const LOOPBACK = { targetHost: '127.0.0.1', targetAddress: '127.0.0.1', addresses: ['127.0.0.0/8', '::1'], names: [] };

describe('what Chromium is told', () => {
  it('leaves it a direct way to what is allowed only, loopback included', () => {
    const args = browserFenceArgs(LOOPBACK, 4_711);
    expect(args).toContain('proxy-server=http://127.0.0.1:4711');
    expect(args).toContain('proxy-bypass-list=<-loopback>;127.0.0.1;127.0.0.0/8;[::1]');
    expect(args.some((arg) => arg.startsWith('host-resolver-rules'))).toBe(false);
    expect(args.join()).not.toMatch(/,(?!proxy|disable|force)/);
  });

  it('holds a target with a name to the address that was checked', () => {
    const named = {
      targetHost: 'shop.test',
      targetAddress: '::1',
      addresses: ['::1'],
      names: ['shop.test', 'cdn.test'],
    };
    const args = browserFenceArgs(named, 1);
    expect(args).toContain('host-resolver-rules=MAP shop.test [::1]');
    expect(args).toContain('proxy-bypass-list=<-loopback>;shop.test;cdn.test;[::1]');
  });
});

describe('the proxy of a fence', () => {
  let folder: string;
  let fence: BrowserFence;
  const log = () => join(folder, 'fence.log');
  const port = () => Number(/:(\d+)$/.exec(fence.args.find((arg) => arg.startsWith('proxy-server')) ?? '')?.[1]);

  beforeEach(async () => {
    folder = mkdtempSync(join(os.tmpdir(), 'headroom-fence-'));
    fence = await fenceBrowser(LOOPBACK, log());
  });
  afterEach(() => {
    fence.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('refuses tunnels and requests, and names where they wanted to go, without path or query', async () => {
    expect(existsSync(log())).toBe(false);
    expect(await tunnel('192.0.2.1:443')).toMatch(/^HTTP\/1\.1 403/);
    expect(await get('http://192.0.2.2:8080/path?token=secret')).toBe(403);
    expect(readFileSync(log(), 'utf8')).toBe(
      'blocked by the fence, not on the allow-list: 192.0.2.1:443\n' +
        'blocked by the fence, not on the allow-list: 192.0.2.2:8080\n',
    );
  });

  it('outlives what is no HTTP at all', async () => {
    await speak('\u0016\u0003\u0001 nonsense\r\n\r\n');
    expect(await tunnel('192.0.2.1:443')).toMatch(/^HTTP\/1\.1 403/);
  });

  const tunnel = (authority: string) => speak(`CONNECT ${authority} HTTP/1.1\r\nhost: ${authority}\r\n\r\n`);

  function speak(text: string): Promise<string> {
    return new Promise((resolve) => {
      let answer = '';
      const socket = connect(port(), '127.0.0.1', () => socket.write(text));
      socket.setEncoding('utf8').on('data', (chunk: string) => {
        answer += chunk;
      });
      socket.on('error', () => resolve(answer)).on('close', () => resolve(answer));
    });
  }

  function get(path: string): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port: port(), path }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
  }
});
