import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createLogLineReader } from './log-prefix.ts';
import { createSlowLogParser, type SlowLogInput } from './slow-log.ts';
import type { SeenStatement } from './slow-merge.ts';

const recorded = readFileSync(new URL('../testdata/postgres-log/slow-statements.txt', import.meta.url), 'utf8');
const readLine = createLogLineReader('%m [%p] %q%a ', 0);

function parse(text: string, input: Partial<SlowLogInput> = {}): SeenStatement[] {
  const parser = createSlowLogParser({ readLine, limitMs: 20, ownApplication: 'headroom_collector', ...input });
  return [...text.split('\n').flatMap((line) => parser.push(line)), ...parser.flush()];
}

const head = (pid: number, message: string) => `2026-11-25 07:39:20.924 UTC [${pid}] shop LOG:  ${message}`;
const planned = (pid: number, text: string) =>
  [head(pid, 'duration: 60.5 ms  plan:'), `\tQuery Text: ${text}`, '\tResult  (cost=0.00..0.01 rows=1 width=4)'].join(
    '\n',
  );

describe('the log of a real server', () => {
  const seen = parse(recorded);

  it('holds each slow statement as often as the server logged it, without the collectors own', () => {
    expect(seen.map(({ durationMs, plan }) => [durationMs, plan !== null])).toEqual([
      [519.845, true],
      [524.02, false],
      [338.816, false],
      [90.369, true],
      [92.234, false],
      [60.128, true],
      [60.648, false],
      [85.807, false],
      [85.797, true],
      [40.105, true],
      [40.725, false],
      [27.818, true],
      [30.218, false],
      [30.21, true],
      [30.167, false],
      [30.16, true],
      [251.032, true],
      [251.446, false],
    ]);
  });

  it('is read with process, beginning, text and plan, over several lines', () => {
    expect(seen[3]).toEqual({
      pid: 2498,
      atMs: Date.parse('2026-11-25T07:39:20.859Z') - 90.369,
      source: 'log',
      id: null,
      durationMs: 90.369,
      text: 'SELECT u.email, count(*), sum(o.total) FROM orders o JOIN users u ON u.id = o.user_id WHERE o.note LIKE ? AND o.total > ? AND u.email <> ? GROUP BY u.email ORDER BY sum(o.total) DESC LIMIT ?',
      waits: [],
      planHash: expect.stringMatching(/^[0-9a-f]{12}$/),
      plan: expect.stringMatching(
        /^Limit {2}\(cost=8075[\s\S]*Seq Scan on users u .*\n.*Filter: \(email <> \?::text\)$/,
      ),
    });
    expect(seen[4]?.text).toBe(seen[3]?.text);
  });

  it('leaves no value behind: no literal, no bind parameter', () => {
    expect(JSON.stringify(seen)).not.toMatch(/secret-parameter|hidden@|planted|note 1%|note 5|42\.5/);
    expect(seen[7]?.text).toBe('SELECT count(*) FROM orders WHERE note LIKE $1 AND (SELECT pg_sleep($2)) IS NOT NULL');
    expect(seen[8]?.text).toBe(seen[7]?.text);
  });

  it('gives two executions of one shape one hash', () => {
    expect(seen[13]?.planHash).toBe(seen[15]?.planHash);
    expect(new Set(seen.flatMap(({ planHash }) => planHash ?? [])).size).toBe(7);
  });

  it('reads the same from lines that end in CRLF', () => {
    expect(parse(recorded.replaceAll('\n', '\r\n'))).toEqual(seen);
  });

  it('passes over what is faster than the limit', () => {
    expect(parse(recorded, { limitMs: 251.4 }).map(({ durationMs }) => durationMs)).toEqual([
      519.845, 524.02, 338.816, 251.446,
    ]);
  });
});

it('completes an entry only when the next one begins or nothing more comes', () => {
  const parser = createSlowLogParser({ readLine, limitMs: 20, ownApplication: 'x' });
  const [first, ...rest] = planned(1, 'SELECT a').split('\n');
  expect(parser.push(first ?? '')).toEqual([]);
  for (const line of rest) expect(parser.push(line)).toEqual([]);
  expect(parser.push(head(2, 'checkpoint starting: time')).map(({ text }) => text)).toEqual(['SELECT a']);
  expect(parser.flush()).toEqual([]);
  parser.push(head(1, 'duration: 60.5 ms  statement: SELECT b'));
  expect(parser.flush().map(({ text }) => text)).toEqual(['SELECT b']);
});

it('keeps entries of interleaved sessions apart', () => {
  const text = [
    planned(1, 'SELECT a'),
    head(3, 'process 3 still waiting for ShareLock on transaction 756 after 100.231 ms'),
    planned(2, 'SELECT b'),
    head(1, 'duration: 61.0 ms  statement: SELECT a'),
    '2026-11-25 07:39:20.924 UTC [3] shop ERROR:  column "x" does not exist',
    '2026-11-25 07:39:20.924 UTC [3] shop STATEMENT:  SELECT x',
    '\tWHERE y',
  ].join('\n');
  expect(parse(text).map((seen) => [seen.pid, seen.text, seen.planHash !== null])).toEqual([
    [1, 'SELECT a', true],
    [2, 'SELECT b', true],
    [1, 'SELECT a', false],
  ]);
});

it.each([
  ['a line torn before its text', head(1, 'duration: 60.5 ms  plan:'), ['']],
  ['a line torn within the duration', head(1, 'duration: 60.'), []],
  ['continuations without a beginning', '\tQuery Text: SELECT a\n\tResult', []],
  ['nothing', '', []],
  [
    'words of an application about a duration',
    '2026-11-25 07:39:20.924 UTC [1] shop WARNING:  duration: 60.5 ms  plan:',
    [],
  ],
])('makes no statement up of %s', (_what, text, texts) => {
  expect(parse(text).map((seen) => seen.text)).toEqual(texts);
});

it('passes over the collectors by name, and over other databases where the log tells them', () => {
  expect(parse(head(1, 'duration: 60.5 ms  statement: SELECT 1'), { ownApplication: 'shop' })).toEqual([]);
  const withDatabase = createLogLineReader('%m [%p] %d ', 0);
  const of = (database: string) =>
    parse(head(1, 'duration: 60.5 ms  statement: SELECT a'), { readLine: withDatabase, database }).length;
  expect([of('shop'), of('other')]).toEqual([1, 0]);
});

it('takes the queryid from the prefix, or from a verbose plan', () => {
  const verbose = `${planned(1, 'SELECT a')}\n\tQuery Identifier: -77`;
  expect(parse(verbose)[0]).toMatchObject({ id: '-77', plan: expect.not.stringContaining('Identifier') });
  const prefixed = createLogLineReader('%m [%p] %Q ', 0);
  const line = '2026-11-25 07:39:20.924 UTC [1] 42 LOG:  duration: 60.5 ms  bind <unnamed>: SELECT a';
  expect(parse(line, { readLine: prefixed })[0]).toMatchObject({ id: '42', text: 'SELECT a' });
});
