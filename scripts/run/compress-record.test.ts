import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readLines } from '../../reports/analysis/read-lines.ts';
import { compressRecord } from './compress-record.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(os.tmpdir(), 'headroom-compress-'));
  for (const name of ['load', 'samples']) mkdirSync(join(folder, name));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const LINES = Array.from({ length: 60_000 }, (_, at) => `{"s":${at % 50},"t":${1_700_000_000 + at},"v":1}`);

it('compresses long files only, and they read as the same lines, the torn last one too', async () => {
  writeFileSync(join(folder, 'load', 'local-0.ndjson'), `${LINES.join('\n')}\n{"torn`);
  writeFileSync(join(folder, 'samples', 'host.ndjson'), '{}\n');
  await compressRecord(folder, 1_000);
  expect(readdirSync(join(folder, 'load'))).toEqual(['local-0.ndjson.gz']);
  expect(readdirSync(join(folder, 'samples'))).toEqual(['host.ndjson']);
  const read: string[] = [];
  await readLines(join(folder, 'load', 'local-0.ndjson.gz'), (text) => read.push(text));
  expect(read).toEqual([...LINES, '{"torn']);
  expect(readFileSync(join(folder, 'load', 'local-0.ndjson.gz')).length).toBeLessThan(LINES.join().length / 5);
});

it('refuses to lose a file that cannot be compressed', async () => {
  writeFileSync(join(folder, 'load', 'local-0.ndjson'), LINES.join('\n'));
  mkdirSync(join(folder, 'load', 'local-0.ndjson.gz'));
  await expect(compressRecord(folder, 1_000)).rejects.toMatchObject({ code: 'HR_RECORD_UNWRITABLE' });
  expect(readdirSync(join(folder, 'load')).sort()).toEqual(['local-0.ndjson', 'local-0.ndjson.gz']);
});
