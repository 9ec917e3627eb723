import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { LINE_BYTES_MAX, readLines } from './read-lines.ts';

/** Bytes that are read at once. */
const CHUNK = 1 << 20;

async function linesOf(text: string | Buffer, name = 'x.ndjson'): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'headroom-lines-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, name), text);
  const lines: string[] = [];
  await readLines(join(folder, name), (line, number) => {
    expect(number).toBe(lines.length + 1);
    lines.push(line);
  });
  return lines;
}

it('a file without anything has no lines, and one without a last line end has its last line', async () => {
  expect(await linesOf('')).toEqual([]);
  expect(await linesOf('a\n\nb')).toEqual(['a', '', 'b']);
});

it('lines that are cut by the end of a chunk come out whole, at every place of the cut', async () => {
  for (let before = CHUNK - 8; before <= CHUNK + 2; before += 1) {
    const first = 'x'.repeat(before);
    const text = `${first}\r\näb\r\n\r\nlast`;
    expect(await linesOf(text)).toEqual([first, 'äb', '', 'last']);
  }
});

it('a line over several chunks comes out whole, compressed or not', async () => {
  const lines = ['a', 'y'.repeat(3 * CHUNK + 5), 'b'.repeat(CHUNK), 'c'];
  expect(await linesOf(lines.join('\n'))).toEqual(lines);
  expect(await linesOf(gzipSync(lines.join('\n')), 'x.ndjson.gz')).toEqual(lines);
});

it('a line over the limit is refused, and so is a file that is not there', async () => {
  await expect(linesOf(Buffer.alloc(LINE_BYTES_MAX + CHUNK, 'z'))).rejects.toThrow(RangeError);
  await expect(readLines('/nowhere/x.ndjson', () => undefined)).rejects.toThrow(/ENOENT/);
});

it('a refused line ends the reading with its own reason', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'headroom-lines-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'x');
  await writeFile(path, 'a\n'.repeat(CHUNK * 2));
  const refuse = (): never => {
    throw new Error('refused');
  };
  await expect(readLines(path, refuse)).rejects.toThrow('refused');
});
