import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reasonOf, redact, redactSqlLiterals, secretsOfUrl } from './redact.ts';

const url = 'postgres://headroom:p%40ss-w0rd@db.example:5432/headroom_reference?sslmode=require&token=t0ken';

it('finds the password of a URL as written and decoded, and the secret values of its query', () => {
  expect(secretsOfUrl(url).sort()).toEqual(['p%40ss-w0rd', 'p@ss-w0rd', 't0ken']);
  expect(secretsOfUrl('http://h/metrics?format=prometheus&sig=a%2Fb&x=0123456789ab').sort()).toEqual([
    '0123456789ab',
    'a%2Fb',
    'a/b',
  ]);
  expect(secretsOfUrl('http://127.0.0.1:3000/metrics')).toEqual([]);
});

it('treats a text that is no URL as secret as a whole', () => {
  expect(redact('cannot use not-a-url hunter2', secretsOfUrl('not-a-url hunter2'))).toBe('cannot use ***');
});

it.each([
  `connect failed: ${url}`,
  'password "p@ss-w0rd" was wrong',
  'p%40ss-w0rd',
  new Error(`could not open ${url}`),
])('lets no secret through', (thrown) => {
  expect(reasonOf(thrown, secretsOfUrl(url))).not.toMatch(/p@ss-w0rd|p%40ss-w0rd|t0ken/);
});

it('cuts out the password of a foreign URL too', () => {
  expect(redact('upstream redis://:hunter2@cache:6379 is away', [])).toBe('upstream redis://:***@cache:6379 is away');
});

it('leaves nothing of a secret that contains another one', () => {
  expect(redact('abcdef', ['abc', 'abcdef'])).toBe('***');
});

it('gives a reason in one bounded line, also for errors without a message', () => {
  expect(reasonOf(new Error('one\n two\t three'), [])).toBe('one two three');
  expect(reasonOf(new AggregateError([new Error('refused a'), new Error('refused b')]), [])).toBe(
    'refused a; refused b',
  );
  expect(reasonOf(new TypeError(), [])).toBe('TypeError');
  expect(reasonOf(undefined, [])).toBe('undefined');
  expect(reasonOf('x'.repeat(5000), [])).toHaveLength(300);
});

describe('SQL without its literals', () => {
  it.each([
    ["SELECT * FROM users WHERE email = 'a@b.example'", 'SELECT * FROM users WHERE email = ?'],
    [
      'SELECT o1.id FROM orders2 o1 WHERE id IN (1,22, 3.5e-7) LIMIT 10',
      'SELECT o1.id FROM orders2 o1 WHERE id IN (?,?, ?) LIMIT ?',
    ],
    ["SELECT 'it''s', E'it\\'s' || 'C:\\', x", 'SELECT ?, ? || ?, x'],
    ["SELECT $$a 'secret'$$, $body$b $$ c$body$, $1", 'SELECT ?, ?, $1'],
    ["SELECT date'2026-01-01', x'ff', U&'d\\0061t', \"name 'with' 7\"", 'SELECT date?, ?, ?, "name \'with\' 7"'],
    [
      "SELECT 1 -- of user 'a\nFROM t /* 'b' */ WHERE c > .5 AND d = 0xFF",
      'SELECT ?  \nFROM t   WHERE c > ? AND d = ?',
    ],
    ["SELECT * FROM notes WHERE text = 'cut off in the mid", 'SELECT * FROM notes WHERE text = ?'],
    ['SELECT * FROM notes WHERE text = $q$cut off', 'SELECT * FROM notes WHERE text = ?'],
    ['SELECT 1 /* cut off', 'SELECT ?  '],
    ["ALTER ROLE app PASSWORD 'hunter2'", 'ALTER ROLE app PASSWORD ?'],
  ])('%j', (sql, expected) => {
    expect(redactSqlLiterals(sql)).toBe(expected);
  });

  it('holds nothing of any quoted literal, wherever it stands and wherever the text is cut', () => {
    const value = fc.string({ minLength: 1, maxLength: 20 }).map((text) => `planted${text}planted`);
    fc.assert(
      fc.property(value, fc.nat(200), (text, cut) => {
        const quoted = `'${text.replaceAll("'", "''")}'`;
        const tag = text.includes('$t$') ? quoted : `$t$${text}$t$`;
        const sql = `SELECT a1, ${quoted}, ${tag} FROM t WHERE b = ${quoted} AND c = $2`;
        expect(redactSqlLiterals(sql)).toBe('SELECT a1, ?, ? FROM t WHERE b = ? AND c = $2');
        expect(redactSqlLiterals(sql.slice(0, cut))).not.toContain('planted');
      }),
    );
  });
});
