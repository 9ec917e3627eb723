import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readComparedRun } from './compared-run.ts';
import { readRunSetting, settingKey } from './run-setting.ts';
import { madeRecord, writeMadeRun } from './support/made-runs.ts';

vi.setConfig({ testTimeout: 60_000 });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headroom-setting-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('the setting of a run', () => {
  it('has the environment key that the whole record gives, compressed or not', async () => {
    const made = { id: 'whole', toggles: { pool: true } };
    const path = await writeMadeRun(folder, made);
    const { facts } = await readComparedRun(path);
    const plain = await readRunSetting(path);
    expect(plain.environment).toEqual(facts.environment);
    expect([plain.build, plain.toggles, plain.status]).toEqual([facts.build, facts.toggles, 'complete']);
    const load = join(path, 'load', 'local.ndjson');
    await writeFile(`${load}.gz`, gzipSync(madeRecord(made).load['local.ndjson'] ?? ''));
    await rm(load);
    expect(settingKey(await readRunSetting(path))).toBe(settingKey(plain));
  });

  it('is had of a run that died before its first line, and with a torn load file', async () => {
    const path = await writeMadeRun(folder, { id: 'dead' });
    const load = join(path, 'load', 'local.ndjson');
    await writeFile(load, '{"headr');
    const torn = await readRunSetting(path);
    await rm(load);
    const none = await readRunSetting(path);
    expect(torn.id).toBe('dead');
    expect(none.environment.key).not.toBe(torn.environment.key);
  });

  it('names what is no record and what cannot be read', async () => {
    await expect(readRunSetting(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'HR_RECORD_NOT_FOUND' });
    const path = await writeMadeRun(folder, { id: 'future' });
    await writeFile(join(path, 'run.json'), '{"headroom":"run/9"}');
    await expect(readRunSetting(path)).rejects.toMatchObject({
      code: 'HR_RECORD_UNREADABLE',
      message: expect.stringContaining('run/9'),
    });
  });
});
