import { describe, expect, it } from 'vitest';
import { unavailable } from '../../../contract/measured.ts';
import { experiment, indexUsage, planRun } from '../support/evidence-example.ts';
import { describeCases, describeGain, GAIN_RATIO_MIN, hasGain } from './index-cases.ts';
import { type IndexFacts, judgeIndex, SCANS_WITHOUT_PLAN_MIN, SMALL_TABLE_ROWS } from './index-verdict.ts';

const NAME = 'idx_orders_user';
const taken = (slower = 40) => describeCases(NAME, experiment(NAME, slower).cases);
const refused = (plan: Partial<ReturnType<typeof planRun>>) =>
  describeCases(NAME, [{ user: 'any', with: planRun(plan), without: planRun(plan) }]);

function tried(cases: ReturnType<typeof taken>, wasLoaded = true): NonNullable<IndexFacts['tried']> {
  return { journey: 'dashboard', reason: '', wasLoaded, cases };
}

function judge(given: Partial<IndexFacts>) {
  const facts: IndexFacts = {
    name: NAME,
    usage: indexUsage(),
    unlisted: null,
    scans: 0,
    coveredBy: null,
    tried: undefined,
    siblings: ['idx_orders_user_created'],
    ...given,
  };
  const { verdict, reason } = judgeIndex(facts);
  return `${verdict}: ${reason}`;
}

describe('an index that was tried', () => {
  it('is used when the planner took it and it was scanned under load, with what it saves', () => {
    expect(judge({ tried: tried(taken()), scans: 120 })).toBe(
      'used: 120 scans under load; without it the query takes 40 times the time for an average user',
    );
  });

  it('is not chosen when the planner took it on the copy and its journey made no scan under load', () => {
    expect(judge({ tried: tried(taken()) })).toBe(
      'not chosen: the planner takes it for dashboard on the copy, and no query did under load',
    );
  });

  it('is unknown when its journey was not performed, or its scans were not counted', () => {
    expect(judge({ tried: tried(taken(), false) })).toMatch(/^unknown: .*which this load did not perform; without it/);
    expect(judge({ tried: tried(taken()), scans: unavailable('no right') })).toMatch(
      /^unknown: .*its scans: no right$/,
    );
  });

  it('is not chosen where another index is cheaper, which is named', () => {
    const cases = refused({ indexes: ['idx_orders_user_created', 'products_pkey'] });
    expect(judge({ tried: tried(cases) })).toBe(
      'not chosen: another index is cheaper: the plan uses idx_orders_user_created',
    );
  });

  it('is not chosen where the table is small, where most rows are wanted, or where nobody knows why', () => {
    const small = refused({ sequentialRows: SMALL_TABLE_ROWS });
    expect(judge({ tried: tried(small) })).toBe(
      'not chosen: the table is too small: the plan reads all 2,000 rows in order',
    );
    const many = refused({ sequentialRows: 10_000, rows: 4000 });
    expect(judge({ tried: tried(many) })).toMatch(/in order: the query wants 40 % of them$/);
    const odd = refused({ sequentialRows: 1_000_000, rows: 10 });
    expect(judge({ tried: tried(odd) })).toMatch(/the planner holds that to be cheaper$/);
    expect(judge({ tried: tried(refused({})) })).toMatch(/neither by it nor in order$/);
  });

  it('is used all the same when other queries scanned it often, and a handful of scans proves nothing', () => {
    const cases = refused({ sequentialRows: 500 });
    expect(judge({ tried: tried(cases), scans: SCANS_WITHOUT_PLAN_MIN })).toMatch(/^used: 10 scans .*other queries/);
    expect(judge({ tried: tried(cases), scans: SCANS_WITHOUT_PLAN_MIN - 1 })).toMatch(/^not chosen/);
  });

  it('is absent from a database without it, with what it would be worth', () => {
    expect(judge({ usage: undefined, tried: tried(taken()) })).toBe(
      'absent: this database does not have it; on the copy the planner takes it; without it the query takes 40 times the time for an average user',
    );
    expect(judge({ usage: undefined, tried: tried(refused({})) })).toMatch(/does not take it on the copy either$/);
    expect(judge({ usage: undefined, unlisted: 'no right', tried: tried(taken()) })).toMatch(
      /^unknown: .*whether the database has it is unknown: no right$/,
    );
  });

  it('without a query of any journey is judged by its scans', () => {
    const none = { journey: null, reason: 'no journey issues a query for it', wasLoaded: false, cases: [] };
    expect(judge({ tried: none })).toBe('unused: no scan under load; no journey issues a query for it');
    expect(judge({ tried: none, scans: 3 })).toBe('used: 3 scans under load; no journey issues a query for it');
  });
});

describe('a covered index', () => {
  it('is redundant, and the cover is named; a trial without gain says so', () => {
    expect(judge({ coveredBy: 'b', scans: 500 })).toBe('redundant: covered by b');
    expect(judge({ coveredBy: 'b', tried: tried(taken(1)) })).toBe(
      'redundant: covered by b; without it the query takes about as long',
    );
  });

  it('is not redundant where the trial shows that it helps beside its cover', () => {
    expect(judge({ coveredBy: 'b', tried: tried(taken()), scans: 9 })).toMatch(/^used/);
  });
});

describe('an index that was not tried', () => {
  it('is unused without a scan, unless it keeps something unique', () => {
    expect(judge({})).toBe('unused: no scan under load; other load may need it');
    expect(judge({ usage: indexUsage({ isPrimary: true, isUnique: true }) })).toMatch(/^guards: .*primary key$/);
    expect(judge({ usage: indexUsage({ isUnique: true }) })).toMatch(/^guards: .*its keys unique$/);
  });

  it('is used with a scan', () => {
    expect(judge({ scans: 1 })).toBe('used: 1 scan under load');
  });

  it('is unknown, not unused, where nobody counted', () => {
    expect(judge({ scans: unavailable('restarted') })).toBe('unknown: its scans: restarted');
    expect(judge({ usage: indexUsage({ isUnique: true }), scans: unavailable('restarted') })).toMatch(/^guards/);
  });

  it('that an interrupted CREATE INDEX left is unused, whatever else', () => {
    expect(judge({ usage: indexUsage({ isValid: false }), scans: 50 })).toMatch(/^unused: an interrupted/);
  });
});

describe('a gain', () => {
  it('shows in time or in blocks, and only of an index that was taken', () => {
    expect(hasGain(taken(GAIN_RATIO_MIN))).toBe(true);
    expect(hasGain(taken(1.1))).toBe(false);
    const blocks = describeCases(NAME, [
      { user: 'any', with: planRun({ indexes: [NAME] }), without: planRun({ blocksHit: 130 }) },
    ]);
    expect(describeGain(blocks)).toBe('without it the query takes 13 times the blocks');
    expect(hasGain(describeCases('other', experiment(NAME).cases))).toBe(false);
  });

  it('is not divided by nothing', () => {
    const [one] = describeCases(NAME, [
      { user: 'any', with: planRun({ executionMs: 0, blocksHit: 0 }), without: planRun() },
    ]);
    expect(one).toMatchObject({ timeRatio: null, blocksRatio: null });
  });
});
