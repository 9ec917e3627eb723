import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IndexUsage } from '../../../contract/evidence.ts';
import { indexUsage } from '../support/evidence-example.ts';
import { findCover, isCoveredBy } from './redundant-index.ts';

const narrow = indexUsage({ name: 'a', keys: ['user_id'] });
const wide = (given: Partial<IndexUsage> = {}) =>
  indexUsage({ name: 'b', keys: ['user_id', 'created_at DESC'], ...given });

describe('an index is covered', () => {
  it('by one whose leading keys are its own', () => {
    expect(isCoveredBy(narrow, wide())).toBe(true);
    expect(isCoveredBy(wide(), narrow)).toBe(false);
  });

  it('by one that sorts the other way round, since a B-tree is read both ways', () => {
    expect(isCoveredBy(narrow, wide({ keys: ['user_id DESC', 'created_at'] }))).toBe(true);
    const ascending = indexUsage({ name: 'a', keys: ['user_id', 'created_at'] });
    expect(isCoveredBy(ascending, wide({ keys: ['user_id', 'created_at DESC'] }))).toBe(false);
    expect(isCoveredBy(narrow, wide({ keys: ['user_id DESC NULLS LAST'] }))).toBe(false);
  });

  it('by its twin of which the name comes first, and never both by each other', () => {
    const twin = indexUsage({ name: 'z', keys: ['user_id'] });
    expect([isCoveredBy(twin, narrow), isCoveredBy(narrow, twin)]).toEqual([true, false]);
  });

  it('by a key over the same columns, and not the key by it', () => {
    const key = indexUsage({ name: 'z_pkey', keys: ['user_id'], isPrimary: true, isUnique: true });
    expect([isCoveredBy(narrow, key), isCoveredBy(key, narrow)]).toEqual([true, false]);
  });

  it('by the narrowest of several', () => {
    const wider = wide({ name: 'c', keys: ['user_id', 'created_at DESC', 'status'] });
    expect(findCover(narrow, [wider, narrow, wide()])).toBe('b');
    expect(findCover(wide(), [wide(), narrow])).toBeNull();
  });
});

describe('an index is not covered', () => {
  it.each<[string, Partial<IndexUsage>, Partial<IndexUsage>]>([
    ['by an index of another table', {}, { table: 'downloads' }],
    ['by one of another schema', {}, { schema: 'audit' }],
    ['by one that an interrupted CREATE INDEX left', {}, { isValid: false }],
    ['by one with other leading keys', {}, { keys: ['created_at DESC', 'user_id'] }],
    ['by one over fewer rows', {}, { predicate: 'status IS NOT NULL' }],
    ['by a hash index', {}, { method: 'hash', keys: ['user_id'] }],
    ['when it carries a column that the other lacks', { included: ['amount'] }, {}],
    ['when it keeps unique what the other does not', { isUnique: true }, {}],
    ['when it keeps unique what the other does over more keys', { isUnique: true }, { isUnique: true }],
    ['without keys', { keys: [] }, {}],
    [
      'when a key has an operator class of its own',
      { definition: 'CREATE INDEX a ON t (user_id text_pattern_ops)' },
      {},
    ],
    ['by one with a collation of its own', {}, { definition: 'CREATE INDEX b ON t (user_id COLLATE "C", created_at)' }],
  ])('%s', (_, index, other) => {
    expect(isCoveredBy(indexUsage({ name: 'a', ...index }), wide(other))).toBe(false);
  });

  it('by what covers it in turn, whatever the two are', () => {
    const index = fc.record({
      keys: fc.array(fc.constantFrom('x', 'y', 'x DESC'), { minLength: 1, maxLength: 3 }),
      included: fc.subarray(['p', 'q']),
      predicate: fc.constantFrom(null, 'p > 0'),
      isUnique: fc.boolean(),
      isPrimary: fc.boolean(),
    });
    fc.assert(
      fc.property(index, index, (a, b) => {
        const one = indexUsage({ name: 'one', ...a });
        const two = indexUsage({ name: 'two', ...b });
        expect(isCoveredBy(one, two) && isCoveredBy(two, one)).toBe(false);
        expect(isCoveredBy(one, one)).toBe(false);
      }),
    );
  });
});
