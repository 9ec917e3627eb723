import { describe, expect, it } from 'vitest';
import { RULES } from '../analysis/findings/rules.ts';
import { buildAblation } from './build-ablation.ts';
import { EXPECTATIONS_BY_TOGGLE, expectationOf, expectedFinding } from './expectations.ts';
import { FIGURES } from './figures.ts';
import type { Effect } from './model.ts';
import { INTENDED, type MadeUpRun, madeUpAblation } from './support/made-up-runs.ts';

function effectsOf(
  toggle: string,
  run: Omit<MadeUpRun, 'id' | 'off'>,
  after: Omit<MadeUpRun, 'id'> = {},
): Map<string, Effect> {
  const { record, runs } = madeUpAblation([
    { id: 'a', profile: 'after', ...after },
    { id: 'b', profile: `after-without-${toggle}`, off: [toggle], ...run },
  ]);
  const [found] = buildAblation(record, runs).effects;
  return new Map(found?.effects.map((effect) => [effect.cell, effect]));
}

describe('an effect', () => {
  it('stands where it should: without indexes the dashboard is slower and PostgreSQL works more', () => {
    const effects = effectsOf('indexes', {
      journeys: { dashboard: { p50: 900, p95: 2_600 } },
      figures: { databaseMs: 60 },
    });
    for (const cell of ['dashboard.p50', 'dashboard.p95', 'databaseMs', 'scannedRows', 'postgresCpuMs']) {
      expect(effects.get(cell)).toMatchObject({ move: 'up', mark: 'as expected' });
    }
    expect(effects.get('promptTokens')).toMatchObject({ move: 'same', expectation: 'still', mark: 'as expected' });
    expect(effects.get('dashboard.p50')?.ratio).toBe(15);
  });

  it('is missing where it should be and is not', () => {
    expect(effectsOf('contextWindow', {}).get('copilot.p50')).toMatchObject({ move: 'same', mark: 'missing' });
  });

  it('is unexpected where it should not be', () => {
    const effects = effectsOf('contextWindow', { journeys: { dashboard: { p50: 600, p95: 900 } } });
    expect(effects.get('dashboard.p50')).toMatchObject({ move: 'up', expectation: 'still', mark: 'unexpected' });
    expect(effects.get('dashboard.p95')).toMatchObject({ move: 'up', expectation: 'may', mark: '' });
  });

  it('of an overload counts as slower', () => {
    const effects = effectsOf('indexes', { journeys: { dashboard: { p50: 1, p95: 2, unfinished: INTENDED / 2 } } });
    expect(effects.get('dashboard.p50')).toMatchObject({ move: 'breaks', ratio: null, mark: 'as expected' });
  });

  it('is neither missing nor unexpected in an arm that the load broke, and as expected where it stands all the same', () => {
    const broken = { dashboard: { p50: 1, p95: 2, unfinished: INTENDED / 2 } };
    const effects = effectsOf('indexes', {
      journeys: broken,
      figures: { databaseMs: 60, connections: 3, tokens: 900 },
    });
    expect(effects.get('databaseMs')).toMatchObject({ move: 'up', mark: 'as expected' });
    expect(effects.get('connections')).toMatchObject({ move: 'up', expectation: 'still', mark: 'not judged' });
    expect(effects.get('promptTokens')).toMatchObject({ move: 'down', expectation: 'still', mark: 'not judged' });
    // That a broken arm left it alone says as little.
    expect(effects.get('copilotStatements')).toMatchObject({
      expectation: 'still',
      mark: expect.not.stringMatching(/^as/),
    });
    expect(effectsOf('contextWindow', { journeys: broken }).get('promptTokens')).toMatchObject({
      move: 'same',
      expectation: 'moves',
      mark: 'not judged',
    });
    expect(effects.get('dashboard.p95')).toMatchObject({ move: 'breaks', mark: 'as expected' });
    expect(effectsOf('indexes', { figures: { connections: 3 } }).get('connections')?.mark).toBe('unexpected');
  });

  it('is not judged either against an `after` that broke, or in a run that is invalid', () => {
    const broken = { journeys: { checkout: { p50: 1, p95: 2, dropped: INTENDED } } };
    const run = { figures: { connections: 3 } };
    expect(effectsOf('indexes', run, broken).get('connections')?.mark).toBe('not judged');
    expect(effectsOf('indexes', { ...run, invalid: 'timer lag p99 31 ms' }).get('connections')?.mark).toBe(
      'not judged',
    );
  });

  it('may be that a figure is gone: without the cache there is no hit rate', () => {
    const effects = effectsOf('responseCache', { hasCache: false, figures: { statements: 3, databaseMs: 4 } });
    expect(effects.get('cacheHitRate')).toMatchObject({ move: 'gone', mark: 'as expected' });
    expect(effects.get('databaseMs')?.expectation).toBe('may');
    const unlimited = effectsOf('rateLimit', {});
    expect(unlimited.get('limiterDecisions')).toMatchObject({ move: 'down', ratio: 0, mark: 'as expected' });
    expect(unlimited.get('limiterMs')).toMatchObject({ move: 'gone' });
  });

  it('is unknown, and never the wanted one, where the scrapes of the application failed', () => {
    const unknown = { move: 'unknown', mark: 'unknown', ratio: null };
    const uncached = effectsOf('responseCache', { isUnseen: true, hasCache: false });
    expect(uncached.get('cacheHitRate')).toMatchObject(unknown);
    expect(uncached.get('statements')).toMatchObject(unknown);
    const unlimited = effectsOf('rateLimit', { isUnseen: true });
    expect(unlimited.get('limiterDecisions')).toMatchObject({
      ...unknown,
      to: { reason: expect.stringContaining("the application's counters do not tell: app_db_statements_total") },
    });
    expect(unlimited.get('limiterMs')).toMatchObject({ move: 'unknown' });
  });

  it('is never of a request’s wait against an acquisition’s', () => {
    expect(effectsOf('pool', { isUnseen: true }).get('poolWaitMsP95')).toMatchObject({
      move: 'unknown',
      to: { status: 'unavailable' },
    });
  });

  it('is a bound where the quantile lies beyond the last bucket', () => {
    const open = effectsOf('pool', { longWaits: 6 }).get('poolWaitMsP95');
    expect(open).toMatchObject({ move: 'up', ratio: 4_000, to: { value: 2_000, isAtLeast: true } });
    expect(effectsOf('pool', { longWaits: 5 }).get('poolWaitMsP95')?.to).not.toHaveProperty('isAtLeast');
    const from = effectsOf('pool', {}, { longWaits: 6 }).get('poolWaitMsP95');
    expect(from).toMatchObject({ move: 'down', ratio: null });
    const both = effectsOf('pool', { longWaits: 6 }, { longWaits: 6 }).get('poolWaitMsP95');
    expect(both).toMatchObject({ move: 'unknown', ratio: null });
  });

  it('is no effect below a factor or a floor, whatever the ratio', () => {
    const effects = effectsOf('pool', {
      journeys: { health: { p50: 9, p95: 30 }, dashboard: { p50: 85, p95: 300 } },
      figures: { poolWaitMs: 0.4 },
    });
    for (const cell of ['health.p50', 'health.p95', 'dashboard.p50', 'dashboard.p95', 'poolWaitMs']) {
      expect([cell, effects.get(cell)?.move]).toEqual([cell, 'same']);
    }
  });

  it('is unknown where `after` itself has no figure, or the run is invalid', () => {
    const broken = { journeys: { dashboard: { p50: 1, p95: 2, failed: INTENDED } } };
    expect(effectsOf('indexes', {}, broken).get('dashboard.p50')).toMatchObject({ move: 'unknown', mark: 'unknown' });
    const invalid = effectsOf('indexes', { invalid: 'timer lag p99 31 ms' });
    expect(invalid.get('dashboard.p50')).toMatchObject({ move: 'unknown', mark: 'unknown' });
  });

  it('with rounds needs intervals that are apart, and then may be small', () => {
    const round = (n: number, ms: number, off: string[] = []) => ({
      id: `${off.join()}${n}`,
      profile: off.length === 0 ? 'after' : 'after-without-pool',
      off,
      round: n,
      journeys: { dashboard: { p50: ms, p95: ms * 3 } },
    });
    const move = (...given: [number, number][]) => {
      const runs = given.flatMap(([a, b], at) => [round(at + 1, a), round(at + 1, b, ['pool'])]);
      const { record, runs: read } = madeUpAblation(runs);
      const [found] = buildAblation(record, read).effects;
      return found?.effects.find(({ cell }) => cell === 'dashboard.p50')?.move;
    };
    expect(move([100, 130], [101, 131], [102, 132])).toBe('up');
    expect(move([100, 130], [160, 100], [90, 240])).toBe('same');
  });
});

describe('the expectations', () => {
  it('name only cells that an ablation has', () => {
    const journeys = ['dashboard', 'copilot', 'product', 'checkout', 'health'];
    const cells = new Set([
      ...FIGURES.map(({ id }) => id),
      ...journeys.flatMap((journey) => [`${journey}.p50`, `${journey}.p95`]),
    ]);
    for (const [toggle, { moves, still }] of Object.entries(EXPECTATIONS_BY_TOGGLE)) {
      const named = [...Object.keys(moves), ...still];
      expect([toggle, named.filter((cell) => !cells.has(cell))]).toEqual([toggle, []]);
      expect([toggle, still.filter((cell) => moves[cell] !== undefined)]).toEqual([toggle, []]);
    }
  });

  it('name only findings that a rule can make', () => {
    const rules = new Set(RULES.map(({ id }) => id));
    const named = Object.keys(EXPECTATIONS_BY_TOGGLE).flatMap((toggle) => expectedFinding([toggle]) ?? []);
    expect(named).toHaveLength(6);
    expect(named.filter((id) => !rules.has(id))).toEqual([]);
    expect(expectedFinding([])).toBeNull();
    expect(expectedFinding(['indexes', 'pool'])).toBeNull();
  });

  it('of several toggles are what each moves, and nothing stands still for sure', () => {
    const both = expectationOf(['indexes', 'contextWindow']);
    expect(Object.keys(both.moves)).toEqual(expect.arrayContaining(['dashboard.p50', 'copilot.p50']));
    expect(both.still).toEqual([]);
    expect(expectationOf([])).toEqual({ moves: {}, still: [] });
    expect(expectationOf(['somethingNew'])).toEqual({ moves: {}, still: [] });
  });
});
