/**
 * The real browser inside the fence: whatever a page does to get out is blocked and named, and a proxy that the
 * machine's programs are told of is not used.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Summary } from '../contract/summary.ts';
import { createWorkshop } from './support/command.ts';
import type { MinimalTarget } from './support/minimal-target.ts';
import { recordSmallRun } from './support/recording.ts';
import { startShopTarget } from './support/shop-target.ts';
import { OUTSIDE, proxyEnvironment, setTraps, type Traps } from './support/traps.ts';

/** The ways out of a page that k6 is asked about. */
const REQUESTS = ['image', 'script', 'frame', 'fetch', 'beacon', 'redirect', 'worker', 'import'] as const;
/** And those that Chromium takes by itself. */
const CONNECTIONS = ['socket', 'frameSocket', 'workerSocket', 'serviceWorker', 'preconnect'] as const;

const workshop = createWorkshop();
let outside: Traps<(typeof REQUESTS)[number] | (typeof CONNECTIONS)[number]>;
let proxy: Traps<'proxy'>;
let target: MinimalTarget;
let folder: string;
let summary: Summary;

beforeAll(async () => {
  outside = await setTraps([...REQUESTS, ...CONNECTIONS]);
  proxy = await setTraps(['proxy'], '127.0.0.1');
  const { at } = outside;
  const files: Record<string, [type: string, text: string]> = {
    '/inner': ['text/html', `<script>new WebSocket('ws://${at.frameSocket}/')</script>`],
    '/worker.js': [
      'text/javascript',
      `new WebSocket('ws://${at.workerSocket}/'); fetch('http://${at.worker}/', { mode: 'no-cors' }).catch(() => {});
       try { importScripts('http://${at.import}/') } catch {}`,
    ],
    '/service.js': ['text/javascript', `fetch('http://${at.serviceWorker}/', { mode: 'no-cors' }).catch(() => {})`],
  };
  const page = `
    <link rel="preconnect" href="http://${at.preconnect}/">
    <img src="http://${at.image}/"><img src="/away"><script src="http://${at.script}/"></script>
    <iframe src="http://${at.frame}/"></iframe><iframe src="/inner"></iframe>
    <script>
      fetch('http://${at.fetch}/', { mode: 'no-cors' }).catch(() => {});
      navigator.sendBeacon('http://${at.beacon}/', 'x');
      new WebSocket('ws://${at.socket}/');
      new Worker('/worker.js');
      navigator.serviceWorker.register('/service.js');
    </script>`;
  target = await startShopTarget(
    () => page,
    (request, response) => {
      const file = files[request.url ?? ''];
      if (file !== undefined) response.writeHead(200, { 'content-type': file[0] }).end(file[1]);
      else if (request.url === '/away') response.writeHead(302, { location: `http://${at.redirect}/` }).end();
      else return false;
      return true;
    },
  );
  const recorded = await recordSmallRun(workshop, {
    baseUrl: target.baseUrl,
    hasBrowser: true,
    allow: ['127.0.0.1'],
    phases: { rampMs: 0, warmupMs: 200, measureMs: 5_000 },
    env: proxyEnvironment(proxy.at.proxy),
  });
  folder = recorded.folder;
  summary = recorded.summary;
});
afterAll(() => {
  for (const server of [outside, proxy, target]) server.close();
  workshop.dispose();
});

describe('a page that reaches out of the fence', () => {
  it('is visited nevertheless, and its vitals are recorded', () => {
    expect(summary.browser).toEqual(
      expect.arrayContaining([expect.objectContaining({ vital: 'lcp', page: 'GET /dashboard', count: 1 })]),
    );
  });

  it('connects to nothing outside, neither by a sub-resource nor by a socket, a worker or ahead of need', () => {
    expect(outside.sprung).toEqual([]);
  });

  it('has what was blocked named in the logs: by k6, or by the browser’s own fence', () => {
    const log = ['k6-browser.log', 'browser-fence.log']
      .map((name) => readFileSync(join(folder, 'logs', name), 'utf8'))
      .join('\n');
    const named = Object.entries(outside.at).filter(([, address]) => log.includes(address));
    // Chromium opens no connection ahead of need through a proxy.
    expect(named.map(([name]) => name).sort()).toEqual(
      [...REQUESTS, ...CONNECTIONS].filter((name) => name !== 'preconnect').sort(),
    );
    expect(log).toMatch(new RegExp(`blocked by the fence, not on the allow-list: ${OUTSIDE}`));
  });
});

describe('a proxy in the environment', () => {
  it('is used neither by k6, nor by the browser, nor by a collector', () => {
    expect(proxy.sprung).toEqual([]);
  });
});
