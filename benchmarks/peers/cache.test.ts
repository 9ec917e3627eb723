import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cachedFolder, peersCacheDir, runStep } from './cache.ts';

let cacheDir = '';
beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'headroom-peers-cache-'));
});
afterEach(() => rm(cacheDir, { recursive: true }));

test('a complete installation is not made again, a broken one is made from an empty folder', async () => {
  const context = { cacheDir, log: () => {} };
  let fills = 0;
  const broken = cachedFolder(context, 'tool-1', async (folder) => {
    await writeFile(join(folder, 'half'), '');
    throw new Error('no network');
  });
  await expect(broken).rejects.toThrow('no network');
  const fill = async (folder: string): Promise<void> => {
    fills += 1;
    await expect(access(join(folder, 'half'))).rejects.toThrow();
  };
  const first = await cachedFolder(context, 'tool-1', fill);
  expect(await cachedFolder(context, 'tool-1', fill)).toBe(first);
  expect(fills).toBe(1);
});

test('a step that fails says the last line that its program wrote', async () => {
  await expect(runStep('sh', ['-c', 'echo first >&2; echo the reason >&2; exit 1'])).rejects.toThrow('the reason');
  await expect(runStep('headroom-no-such-program', [])).rejects.toThrow('ENOENT');
});

test('the cache stands where XDG_CACHE_HOME says', () => {
  expect(peersCacheDir({ XDG_CACHE_HOME: '/cache' })).toBe('/cache/headroom/peers');
  expect(peersCacheDir({ XDG_CACHE_HOME: '' })).toMatch(/\.cache\/headroom\/peers$/);
});
