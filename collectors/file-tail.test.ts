import { appendFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FileTail, followFile } from './file-tail.ts';

let folder: string;
let path: string;
let tail: FileTail;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headroom-tail-'));
  path = join(folder, 'load.ndjson');
  tail = followFile(path);
});
afterEach(async () => {
  await tail.close();
  await rm(folder, { recursive: true });
});

it('says that there is no file yet, and follows it once it appears', async () => {
  expect(await tail.read()).toBeUndefined();
  await writeFile(path, 'one\n');
  expect(await tail.read()).toEqual({ lines: ['one'], behindBytes: 0 });
});

it('brings each line once', async () => {
  await writeFile(path, 'one\ntwo\n');
  expect((await tail.read())?.lines).toEqual(['one', 'two']);
  expect((await tail.read())?.lines).toEqual([]);
  await appendFile(path, 'three\n');
  expect((await tail.read())?.lines).toEqual(['three']);
});

it('leaves out what was there before the first call, when it is asked to', async () => {
  await writeFile(path, 'one\ntw');
  const late = followFile(path, 'end');
  expect(await late.read()).toEqual({ lines: [], behindBytes: 0 });
  await appendFile(path, 'o\nthree\n');
  expect((await late.read())?.lines).toEqual(['o', 'three']);
  await late.close();
});

it('keeps a torn line for the next call, also when it is torn within a character', async () => {
  const bytes = Buffer.from('first\nzweité\n');
  await writeFile(path, bytes.subarray(0, bytes.length - 2));
  expect((await tail.read())?.lines).toEqual(['first']);
  await appendFile(path, bytes.subarray(bytes.length - 2));
  expect((await tail.read())?.lines).toEqual(['zweité']);
});

it('reads a long file in bounded pieces and says what is left', async () => {
  const line = `${'x'.repeat(1023)}\n`;
  await writeFile(path, line.repeat(5 * 1024));
  const first = await tail.read();
  expect(first?.lines).toHaveLength(4 * 1024);
  expect(first?.behindBytes).toBe(1024 * 1024);
  expect((await tail.read())?.lines).toHaveLength(1024);
});

it('refuses a file that has become shorter', async () => {
  await writeFile(path, 'one\ntwo\n');
  await tail.read();
  await truncate(path, 2);
  await expect(tail.read()).rejects.toThrow('shorter');
});

it('refuses a line that never ends', async () => {
  await writeFile(path, 'x'.repeat(9 * 1024 * 1024));
  await tail.read();
  await expect(tail.read()).rejects.toThrow('a line without an end');
});
