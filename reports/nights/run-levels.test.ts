import { expect, it } from 'vitest';
import type { ToldChange, ToldChanges } from '../../contract/night.ts';
import { dateOf } from '../statistics/support/simulate-nights.ts';
import { levelsOfRuns } from './run-levels.ts';
import { madeNights } from './support/made-nights.ts';

const FIGURES = [{ endpoint: 'dashboard' }, { endpoint: 'copilot' }];

function historyOf(id: string, environmentKey: string) {
  const nights = madeNights({ count: 6, figures: FIGURES, environmentKey });
  return { id, environmentKey, toggles: 'after', workload: 'baseline', deployment: 'reference', nights };
}

function told(...changes: readonly [at: number, environmentKey: string][]): ToldChanges {
  const change = ([at, environmentKey]: readonly [number, string]): ToldChange => ({
    ...{ endpoint: 'dashboard', metric: 'dashboard_load', figure: 'p95' },
    ...{ environmentKey, toggles: 'after', night: dateOf(at), status: 'open', toldAtMs: 1 },
  });
  return { headroom: 'changes/1', changes: changes.map(change), creepLookedAt: null };
}

/** Sizes of the levels, in the order of their nights. */
function sizesOf(levels: Map<string, string>, history: ReturnType<typeof historyOf>): number[] {
  const counts = new Map<string, number>();
  for (const { runs } of history.nights) {
    for (const { id } of runs) counts.set(levels.get(id) ?? '', (counts.get(levels.get(id) ?? '') ?? 0) + 1);
  }
  return [...counts.values()];
}

it('is one for all nights whatever their builds, until a change was told', () => {
  const history = historyOf('h', 'k');
  expect(sizesOf(levelsOfRuns([history], told()), history)).toEqual([6]);
  expect(sizesOf(levelsOfRuns([history], told([4, 'k'], [2, 'k'])), history)).toEqual([2, 2, 2]);
});

it('is ended by no change of another environment, and never shared by two histories', () => {
  const [here, there] = [historyOf('h', 'k'), historyOf('t', 'other')];
  expect(sizesOf(levelsOfRuns([here], told([3, 'other'])), here)).toEqual([6]);
  const ids = (of: typeof here) => levelsOfRuns([of], told()).get(of.nights[0]?.runs[0]?.id ?? '');
  expect(ids(here)).not.toBe(ids(there));
  expect(levelsOfRuns([], told())).toEqual(new Map());
});
