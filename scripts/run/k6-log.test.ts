import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cleanLine, keepLog } from './k6-log.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(os.tmpdir(), 'headroom-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('takes the secrets out of addresses, in JSON and in plain lines, and leaves the rest as it is', () => {
  const failed = {
    level: 'warning',
    error: 'Get "http://h:9/?token=secret": IP (127.9.9.9) is in a blacklisted range',
  };
  expect(JSON.parse(cleanLine(JSON.stringify(failed)))).toEqual({
    ...failed,
    error: 'Get "http://h:9/?token=redacted": IP (127.9.9.9) is in a blacklisted range',
  });
  expect(cleanLine('panic at http://user:secret@h/path')).toBe('panic at http://redacted:redacted@h/path');
  for (const line of ['', '{"msg":"{\\"ledger\\":\\"turn\\"}"}', '{ "a" :1}', 'no address']) {
    expect(cleanLine(line)).toBe(line);
  }
});

it('keeps all lines, the last one without an end too, in a file that is closed to others', async () => {
  const path = join(folder, 'k6.log');
  const slow = new PassThrough();
  const kept = keepLog([Readable.from(['one\ntw', 'o\nhalf']), slow], path);
  slow.end('late http://h/?sid=secret\n');
  await kept;
  expect(readFileSync(path, 'utf8').split('\n').sort()).toEqual([
    '',
    'half',
    'late http://h/?sid=redacted',
    'one',
    'two',
  ]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('reads on to the end when the file cannot be written', async () => {
  const input = Readable.from(Array.from({ length: 1_000 }, (_, at) => `${at}\n`));
  await keepLog([input], join(folder, 'missing', 'k6.log'));
  expect(input.readableEnded).toBe(true);
});
