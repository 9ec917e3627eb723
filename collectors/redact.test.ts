import { expect, it } from 'vitest';
import { reasonOf, redact, secretsOfUrl } from './redact.ts';

const url = 'postgres://headroom:p%40ss-w0rd@db.example:5432/headroom_reference?sslmode=require&token=t0ken';

it('finds the password of a URL as written and decoded, and the secret values of its query', () => {
  expect(secretsOfUrl(url).sort()).toEqual(['p%40ss-w0rd', 'p@ss-w0rd', 't0ken']);
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
