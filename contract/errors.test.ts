import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ERRORS, HeadroomError, toHeadroomError } from './errors.ts';

const page = readFileSync(join(import.meta.dirname, '..', 'docs', 'errors.md'), 'utf8');
const documented = [...page.matchAll(/^\| `(HR_[A-Z0-9_]+)` \| (\d+) \|/gm)].map((row) => [row[1], Number(row[2])]);

describe('the error catalogue', () => {
  it('stands in docs/errors.md with the same exit codes, and the page has no other code', () => {
    const catalogue = Object.entries(ERRORS).map(([code, entry]) => [code, entry.exitCode]);
    expect(documented).toEqual(catalogue);
  });

  it('is in alphabetical order, so that a code is found', () => {
    expect(Object.keys(ERRORS)).toEqual(Object.keys(ERRORS).toSorted());
  });

  it('takes over the codes and hints of folders that import nothing of ours', () => {
    const foreign = Object.assign(new Error('no redis'), { code: 'HR_REDIS_MISSING', hint: 'install it' });
    expect(toHeadroomError(foreign)).toMatchObject({ code: 'HR_REDIS_MISSING', hint: 'install it', exitCode: 4 });
  });

  it('calls everything else internal and keeps the cause', () => {
    const cause = new TypeError('x is undefined');
    const error = toHeadroomError(cause);
    expect(error).toBeInstanceOf(HeadroomError);
    expect(error.code).toBe('HR_INTERNAL');
    expect(error.cause).toBe(cause);
  });
});
