import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SampleLine } from '../contract/samples.ts';
import { parseSampleLine } from '../contract/samples.ts';
import { type AppendFile, createLineWriter, openAppendFile } from './line-writer.ts';

const line = (atMs: number): SampleLine => ({ atMs, collector: 'source', ok: false, tookMs: 1, reason: 'away' });
const unwanted = (error: Error) => {
  throw error;
};

describe('writing lines to a file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'headroom-writer-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('appends every line in order, after those that were there, readable only by the owner', async () => {
    const path = join(folder, 'source.ndjson');
    for (const from of [0, 100]) {
      const writer = createLineWriter<SampleLine>(openAppendFile(path), unwanted);
      for (let k = from; k < from + 100; k += 1) writer.write(line(k));
      await writer.close();
    }
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n').map(parseSampleLine);
    expect(lines.map((parsed) => parsed?.atMs)).toEqual(Array.from({ length: 200 }, (_, k) => k));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('has a line in the file before it is closed, so that a killed run keeps it', async () => {
    const path = join(folder, 'source.ndjson');
    const writer = createLineWriter<SampleLine>(openAppendFile(path), unwanted);
    writer.write(line(1));
    await expect.poll(() => readFile(path, 'utf8').catch(() => '')).toMatch(/away.*\n$/);
    await writer.close();
  });

  it('reports a full disk once and says at the end how much is lost', async () => {
    const errors: Error[] = [];
    const writer = createLineWriter<SampleLine>(openAppendFile('/dev/full'), (error) => errors.push(error));
    writer.write(line(1));
    await expect.poll(() => errors.length).toBe(1);
    writer.write(line(2));
    await expect(writer.close()).rejects.toThrow(/ENOSPC.*\(2 lines lost\)/);
    expect(errors).toHaveLength(1);
  });

  it('reports a file that cannot be opened although nothing is ever written', async () => {
    const errors: Error[] = [];
    const writer = createLineWriter<SampleLine>(openAppendFile(join(folder, 'missing', 'x')), (error) =>
      errors.push(error),
    );
    await expect(writer.close()).rejects.toThrow('ENOENT');
    expect(errors).toHaveLength(1);
  });
});

it('gives up on a disk that takes nothing before its memory is full', async () => {
  const errors: Error[] = [];
  let release = () => {};
  const stuck: AppendFile = {
    appendFile: () =>
      new Promise((resolve) => {
        release = resolve;
      }),
    close: async () => {},
  };
  const writer = createLineWriter<SampleLine>(Promise.resolve(stuck), (error) => errors.push(error));
  writer.write(line(0));
  await expect.poll(() => release.length).toBe(1);
  const long: SampleLine = { ...line(1), reason: 'x'.repeat(1024 * 1024) };
  for (let k = 0; k < 20; k += 1) writer.write(long);
  expect(errors.map((error) => error.message)).toEqual(['the disk took none of the last 16 lines']);
  release();
  await expect(writer.close()).rejects.toThrow('lines lost');
});
