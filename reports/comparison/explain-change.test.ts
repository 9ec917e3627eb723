import { describe, expect, it } from 'vitest';
import { unavailable } from '../../contract/measured.ts';
import { START_PARTS, type StartPart } from '../../contract/metrics.ts';
import type { ComparisonRow } from '../statistics/index.ts';
import { explainChange } from './explain-change.ts';
import type { RunEvidence } from './run-evidence.ts';

const NOTHING = { value: null, runs: [], requests: null, effectiveRequests: null, leftOut: [] };

/** Gate rows of these journeys, with these verdicts. */
function rowsOf(verdicts: Record<string, ComparisonRow['verdict']>): ComparisonRow[] {
  return Object.entries(verdicts).map(([endpoint, verdict]) => ({
    endpoint,
    metric: 'latency',
    figure: 'p95',
    role: 'journey',
    family: 'gate',
    verdict,
    ground: 'significant',
    margin: 0.1,
    minimumEffect: 2,
    before: NOTHING,
    after: NOTHING,
    evidence: unavailable('not needed here'),
    flags: [],
    sentence: '',
  }));
}

function evidence(given: Partial<RunEvidence> & { parts?: Record<string, Record<string, number>> }): RunEvidence {
  const journeys = Object.entries(given.parts ?? {}).map(([journey, parts]) => ({
    journey,
    starts: 100,
    totalMs: Object.values(parts).reduce((sum, ms) => sum + ms, 0),
    parts: new Map(
      START_PARTS.flatMap((part): [StartPart, number][] => (part in parts ? [[part, parts[part] ?? 0]] : [])),
    ),
  }));
  return {
    journeys,
    statements: [],
    journeysOf: new Map(),
    planHashes: new Map(),
    indexes: new Map(),
    figures: new Map(),
    ...given,
  };
}

function statement(name: string, meanMs: number, msPerRequest: number): RunEvidence['statements'][number] {
  return { name, meanMs, msPerRequest, totalMs: 100_000 * msPerRequest };
}

describe('why a journey changed', () => {
  it('is not asked when no latency of the gate changed, and says so', () => {
    const run = evidence({ parts: { dashboard: { db: 5 } } });
    const told = explainChange(rowsOf({ dashboard: 'inconclusive' }), { before: [run], after: [run] });
    expect(told.why).toEqual([]);
    expect(told.note).toContain('nothing to explain');
  });

  it('has shares of the mean start that add up, the largest first, whichever way it went', () => {
    const slow = evidence({ parts: { dashboard: { db: 100, app: 40, pool: 10 } } });
    const quick = evidence({ parts: { dashboard: { db: 20, app: 20, pool: 10 } } });
    for (const [verdict, sides] of [
      ['regressed', { before: [quick], after: [slow] }],
      ['improved', { before: [slow], after: [quick] }],
    ] as const) {
      const { why } = explainChange(rowsOf({ dashboard: verdict }), sides);
      expect(why.map(({ title, share }) => [title, share])).toEqual([
        ['dashboard: database', 0.8],
        ['dashboard: application code', 0.2],
      ]);
    }
  });

  it('is not told from the mean where that moved the other way: the change lies in the tail', () => {
    const before = evidence({ parts: { dashboard: { db: 12, app: 8 } } });
    const after = evidence({ parts: { dashboard: { db: 11, app: 8 } } });
    const { why, note } = explainChange(rowsOf({ dashboard: 'regressed' }), { before: [before], after: [after] });
    expect(why).toEqual([]);
    expect(note).toContain('The mean start of dashboard did not move the way its figure did');
  });

  it('blames a statement only on a journey that may run it, and once', () => {
    const parts = (ms: number) => ({ dashboard: { db: ms, app: 10 }, health: { db: ms / 2, app: 10 } });
    const known = new Map([['SELECT orders', ['dashboard']]]);
    const before = evidence({
      parts: parts(10),
      journeysOf: known,
      statements: [statement('SELECT orders', 2, 1), statement('SELECT other', 1, 1)],
    });
    const after = evidence({
      parts: parts(40),
      journeysOf: known,
      statements: [statement('SELECT orders', 8, 4), statement('SELECT other', 2, 2)],
    });
    const { why } = explainChange(rowsOf({ dashboard: 'regressed', health: 'regressed' }), {
      before: [before],
      after: [after],
    });
    const told = why
      .filter(({ kind }) => kind === 'statement')
      .map(({ title, journey, share }) => [title, journey, share]);
    expect(told).toEqual([
      ['SELECT other', 'health', 1],
      ['SELECT orders', 'dashboard', 0.75],
    ]);
    expect(why.find(({ title }) => title === 'SELECT orders')?.sentence).toContain(
      '2 ms a call (1 ms a request) → 8 ms a call (4 ms a request): 75 % of the change.',
    );
    expect(why.find(({ title }) => title === 'SELECT other')?.sentence).toContain('if health runs it');
  });

  it('gives a statement no more of a change than it ran longer itself', () => {
    const parts = (ms: number) => ({ dashboard: { db: ms } });
    const before = evidence({ parts: parts(10), statements: [{ ...statement('TINY', 1, 1), totalMs: 100 }] });
    const after = evidence({ parts: parts(110), statements: [{ ...statement('TINY', 2, 2), totalMs: 200 }] });
    const { why } = explainChange(rowsOf({ dashboard: 'regressed' }), { before: [before], after: [after] });
    expect(why.map(({ kind }) => kind)).toEqual(['part']);
  });

  it('names a statement that is new and one that is gone', () => {
    const before = evidence({ parts: { dashboard: { db: 10 } }, statements: [statement('OLD', 2, 1)] });
    const after = evidence({ parts: { dashboard: { db: 40 } }, statements: [statement('NEW', 8, 4)] });
    const { why } = explainChange(rowsOf({ dashboard: 'regressed' }), { before: [before], after: [after] });
    expect(why[1]?.sentence).toContain('The statement NEW ran not at all → 8 ms a call');
  });

  it('tells changed plans, indexes and whole-run figures beside, and not what only wavers', () => {
    const before = evidence({
      planHashes: new Map([
        ['q1', ['aa']],
        ['q2', ['bb', 'cc']],
      ]),
      indexes: new Map([
        ['idx', 'used'],
        ['other', 'used'],
      ]),
      figures: new Map([
        ['cacheHitRate', 0.9],
        ['promptTokens', 1000],
        ['poolWaitMs', 5],
      ]),
    });
    const after = evidence({
      planHashes: new Map([
        ['q1', ['dd']],
        ['q2', ['cc']],
      ]),
      indexes: new Map([
        ['idx', 'unused'],
        ['other', 'used'],
      ]),
      figures: new Map([
        ['cacheHitRate', 0.5],
        ['promptTokens', 3000],
        ['poolWaitMs', 5.2],
      ]),
    });
    const { why, note } = explainChange(rowsOf({ dashboard: 'regressed' }), { before: [before], after: [after] });
    expect(why.map(({ sentence }) => sentence)).toEqual([
      'The plan of q1 changed: aa before, dd after.',
      'The index idx was used before and is unused after.',
      'Prompt tokens a turn: 1,000 → 3,000.',
      'Cache hit rate: 90 % → 50 %.',
    ]);
    expect(why.every(({ share }) => share === null)).toBe(true);
    expect(note).toContain('do not tell where the time of a start went');
  });
});
