import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from './configuration.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(os.tmpdir(), 'headroom-config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (text: string) => writeFileSync(join(folder, 'headroom.config.ts'), text);

describe('loading the configuration', () => {
  it('takes the defaults where there is no file', async () => {
    expect((await loadConfig(folder, {}, {})).target.orders).toBe(1_000_000);
  });

  it('lets flags win over the environment, and that over the file', async () => {
    write('export default { target: { orders: 11000 }, runsDir: "from-file" };');
    expect(await loadConfig(folder, {}, {})).toMatchObject({ runsDir: 'from-file', target: { orders: 11_000 } });
    const env = { HEADROOM_ORDERS: '12000', HEADROOM_RUNS_DIR: 'from-env' };
    expect(await loadConfig(folder, {}, env)).toMatchObject({ runsDir: 'from-env', target: { orders: 12_000 } });
    expect(await loadConfig(folder, { orders: 13_000 }, env)).toMatchObject({ target: { orders: 13_000 } });
  });

  it('is told the build by flag, environment or file, and refuses a name that would break a table', async () => {
    write('export default { target: { build: "from-file" } };');
    expect(await loadConfig(folder, {}, {})).toMatchObject({ target: { build: 'from-file' } });
    const env = { HEADROOM_BUILD: 'v1.4' };
    expect(await loadConfig(folder, {}, env)).toMatchObject({ target: { build: 'v1.4' } });
    expect(await loadConfig(folder, { build: 'v1.5+3' }, env)).toMatchObject({ target: { build: 'v1.5+3' } });
    await expect(loadConfig(folder, { build: 'a b' }, {})).rejects.toMatchObject({
      code: 'HR_CONFIG_INVALID',
      problems: [expect.stringContaining('target.build')],
    });
  });

  it('reads no unprefixed name of the environment', async () => {
    const env = { ORDERS: '5', DATABASE_URL: 'postgres://trap', RUNS_DIR: 'x', BASE_URL: 'http://trap' };
    expect(await loadConfig(folder, {}, env)).toEqual(await loadConfig(folder, {}, {}));
  });

  it('refuses what is no number, with all other problems', async () => {
    write('export default { seed: "x" };');
    await expect(loadConfig(folder, {}, { HEADROOM_ORDERS: 'many' })).rejects.toMatchObject({
      code: 'HR_CONFIG_INVALID',
      exitCode: 2,
      problems: [expect.stringContaining('target.orders'), expect.stringContaining('seed')],
    });
  });

  it('says why a file cannot be loaded', async () => {
    write('export default {');
    await expect(loadConfig(folder, {}, {})).rejects.toMatchObject({ code: 'HR_CONFIG_NOT_FOUND' });
    await expect(loadConfig(folder, { config: '/nowhere.ts' }, {})).rejects.toMatchObject({
      code: 'HR_CONFIG_NOT_FOUND',
    });
    write('export const x = 1;');
    await expect(loadConfig(folder, {}, {})).rejects.toThrow(/no default export/);
  });
});
