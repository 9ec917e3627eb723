import { appendFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { followFile } from '../file-tail.ts';
import type { Ask } from './ask.ts';
import { type LogWatch, watchLog } from './log-watch.ts';

const facts = {
  prefix: '%m [%p] ',
  destination: 'stderr',
  database: 'shop',
  offsetSeconds: 3600,
  explainMs: 250,
  statementMs: -1,
};
const slow = (ms: number) => `2026-11-25 08:39:20.924 CET [7] LOG:  duration: ${ms}.0 ms  statement: SELECT ${ms}\n`;
let folder: string;
let path: string;
let seen: [atMs: number, durationMs: number][];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headroom-log-'));
  path = join(folder, 'postgres.log');
  seen = [];
});
afterEach(() => rm(folder, { recursive: true }));

const start = (ask: Ask | undefined): LogWatch =>
  watchLog({
    tail: followFile(path, 'end'),
    ask,
    limitMs: 100,
    onSeen: ({ atMs, durationMs }) => seen.push([atMs, durationMs]),
  });
const answering =
  (change: Partial<Record<keyof typeof facts, unknown>> = {}): Ask =>
  async () => [{ ...facts, ...change }];

it('reads what comes after it began, as the server writes its lines, and counts them', async () => {
  await writeFile(path, slow(900));
  const watch = start(answering());
  await watch.poll();
  await appendFile(path, slow(200) + slow(50));
  await watch.poll();
  await appendFile(path, slow(300));
  expect(await watch.stop()).toEqual({ status: 'ok', value: { lines: 3 } });
  const endMs = Date.parse('2026-11-25T07:39:20.924Z');
  expect(seen).toEqual([
    [endMs - 200, 200],
    [endMs - 300, 300],
  ]);
});

it('completes the last entry once nothing more comes', async () => {
  await writeFile(path, '');
  const watch = start(answering());
  await watch.poll();
  await appendFile(path, slow(200));
  await watch.poll();
  expect(seen).toHaveLength(0);
  await watch.poll();
  expect(seen).toHaveLength(1);
  await watch.stop();
});

it('reads the lines as the reference deployment writes them when the server does not answer', async () => {
  await writeFile(path, '');
  for (const ask of [undefined, async () => Promise.reject(new Error('away'))]) {
    const watch = start(ask);
    await watch.poll();
    await appendFile(path, slow(200).replace('08:39', '07:39').replace('[7]', '[7] shop'));
    expect(await watch.stop()).toEqual({ status: 'ok', value: { lines: 1 } });
  }
  expect(seen).toHaveLength(2);
});

it.each([
  [{ destination: 'csvlog' }, "the server logs to csvlog only: set log_destination = 'stderr'"],
  [
    { explainMs: null },
    'the server logs no slow statement: set auto_explain.log_min_duration or log_min_duration_statement',
  ],
  [
    { explainMs: -1 },
    'the server logs no slow statement: set auto_explain.log_min_duration or log_min_duration_statement',
  ],
  [{ prefix: '%p ' }, "log_line_prefix '%p ' names no time: set log_line_prefix = '%m [%p] %q%a '"],
])('is unavailable where %j, and says what to set', async (change, reason) => {
  await writeFile(path, '');
  const watch = start(answering(change));
  await watch.poll();
  expect(await watch.stop()).toEqual({ status: 'unavailable', reason });
});

it('is unavailable without a file, and when the file is cut off below it', async () => {
  expect(await start(answering()).stop()).toMatchObject({ reason: 'there is no such log file on this machine' });
  await writeFile(path, slow(900));
  const watch = start(answering());
  await watch.poll();
  await truncate(path, 0);
  await watch.poll();
  expect(await watch.stop()).toMatchObject({ status: 'unavailable', reason: expect.stringMatching('shorter') });
});
