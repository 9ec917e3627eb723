import { expect, it } from 'vitest';
import { createLogLineReader } from './log-prefix.ts';

const at = (text: string) => Date.parse(text);

it.each([
  [
    '%m [%p] %q%a ',
    '2026-11-25 07:39:20.924 UTC [2499] shop worker LOG:  duration: 60.128 ms  plan:',
    {
      atMs: at('2026-11-25T07:39:20.924Z'),
      pid: 2499,
      application: 'shop worker',
      message: 'duration: 60.128 ms  plan:',
    },
  ],
  [
    '%m [%p] %q%a ',
    '2026-11-25 07:39:20.924 UTC [2499] LOG:  checkpoint starting',
    { atMs: at('2026-11-25T07:39:20.924Z'), pid: 2499, message: 'checkpoint starting' },
  ],
  [
    '%t [%-8p]: user=%u,db=%d,app=%a,client=%h ',
    '2026-11-25 07:39:20 GMT [2499    ]: user=app,db=headroom_x,app=,client=127.0.0.1 LOG:  x',
    { atMs: at('2026-11-25T07:39:20Z'), pid: 2499, application: '', database: 'headroom_x', message: 'x' },
  ],
  ['%n|%p|%Q|', '1763870400.250|7|-42|LOG:  x', { atMs: 1_763_870_400_250, pid: 7, id: '-42', message: 'x' }],
  ['%n|%p|%Q|', '1763870400.250|7|0|LOG:  x', { atMs: 1_763_870_400_250, pid: 7, message: 'x' }],
  [
    '(%p)* 100%% %m ',
    '(7)* 100% 2026-11-25 07:39:20.924 UTC LOG:  x',
    { atMs: at('2026-11-25T07:39:20.924Z'), pid: 7, message: 'x' },
  ],
])('reads lines that begin with %j', (prefix, line, expected) => {
  expect(createLogLineReader(prefix, 0)(line)).toEqual({ level: 'LOG', ...expected });
});

it('takes the zone of the log into account, whatever its name says', () => {
  const line = '2026-11-25 08:39:20.924 CET [2499] LOG:  x';
  expect(createLogLineReader('%m [%p] ', 3600)(line)?.atMs).toBe(at('2026-11-25T07:39:20.924Z'));
});

it.each(['', '\tJOIN users u', 'LOG:  no prefix', '2026-99-99 07:39:20.924 UTC [1] LOG:  no such day'])(
  'takes %j for the continuation of an entry',
  (line) => expect(createLogLineReader('%m [%p] ', 0)(line)).toBeUndefined(),
);

it.each([
  ['%p ', 'names no time'],
  ['%m ', 'names no process'],
  ['', 'names no process'],
])('says of the prefix %j what it lacks and what to set', (prefix, lack) => {
  expect(() => createLogLineReader(prefix, 0)).toThrow(new RegExp(`${lack}: set log_line_prefix = '%m \\[%p\\]`));
});
