/**
 * Seventy made nights with one of everything that a reader may meet: a step of two figures and the statements behind them,
 * a better one that was acknowledged, one that recovered, errors that came, a likely change, invalid and failed nights, a
 * repeated one, a history that was broken off, a night that cannot be read. For the golden and the tests of the page.
 */
import type { NightRecord, ToldChanges } from '../../../contract/night.ts';
import { dateOf } from '../../statistics/support/simulate-nights.ts';
import { type PinnedRelease, trendModelOf } from '../build-trend.ts';
import type { TrendModel } from '../model.ts';
import { historiesOf } from '../read-nights.ts';
import { invalidNight, type MadeFigure, madeNights, slowed, withNight, withRun } from './made-nights.ts';

const COUNT = 70;

const FIGURES: readonly MadeFigure[] = [
  { endpoint: 'dashboard', figure: 'p50', level: 96 },
  { endpoint: 'dashboard', level: 240, step: { at: 60, factor: 1.22 } },
  { endpoint: 'dashboard', figure: 'errors', level: 0 },
  { endpoint: 'copilot', metric: 'copilot_first_token', figure: 'p50', level: 330 },
  { endpoint: 'copilot', metric: 'copilot_first_token', level: 520, step: { at: 34, factor: 0.86 } },
  { endpoint: 'copilot', metric: 'copilot_first_token', figure: 'errors', level: 0.0005, step: { at: 61, factor: 12 } },
  { endpoint: 'product', level: 41 },
  { endpoint: 'checkout', metric: 'checkout_e2e', level: 1450 },
  {
    endpoint: 'target',
    metric: 'Statements a request',
    figure: 'level',
    level: 3.2,
    noise: 0.001,
    step: { at: 60, factor: 1.31 },
  },
  { endpoint: 'target', metric: 'Processor time a request, PostgreSQL', figure: 'level', level: 2.7, noise: 0.03 },
  { endpoint: 'control', metric: 'control_probe', isControl: true, level: 3.9, noise: 0.03 },
];

/** The nights of the story, ascending; before them twelve nights of another environment. */
export function storyNights(): NightRecord[] {
  const before = madeNights({ count: 12, figures: FIGURES.slice(0, 2), environmentKey: 'eeee00000000', seed: 5 });
  let nights = madeNights({ count: COUNT, figures: FIGURES, from: 12, seed: 11 });
  const change = (at: number, by: (night: NightRecord) => NightRecord): void => {
    nights = withNight(nights, at, by);
  };
  for (const at of [17, 44, 59]) change(at, invalidNight);
  for (const at of [23, 24, 62, 63, 65]) change(at, failed);
  for (const at of [46, 47, 48, 49]) change(at, (night) => slowed(night, 1.25, 'checkout'));
  change(65, (night) => ({ ...withRun(night, 'repeat', 1.02) }));
  change(28, (night) => withRun(slowed(night, 1.5, 'product'), 'rerun', 0.99));
  change(COUNT - 1, (night) => slowed(night, 1.35, 'product'));
  return [...before, ...nights];
}

/** What was told in the story. */
export function storyTold(): ToldChanges {
  const told = { environmentKey: 'aaaa00000000', toggles: 'after', toldAtMs: Date.parse('2025-03-01') };
  return {
    headroom: 'changes/1',
    changes: [
      {
        ...{ endpoint: 'copilot', metric: 'copilot_first_token', figure: 'p95', night: dateOf(46), ...told },
        ...{ status: 'acknowledged', note: 'Prompt cache by role, release 4.2' },
      },
      { endpoint: 'dashboard', metric: 'dashboard_load', figure: 'p95', night: dateOf(72), status: 'open', ...told },
      { endpoint: 'product', metric: 'product_load', figure: 'p95', night: dateOf(30), status: 'open', ...told },
    ],
    creepLookedAt: dateOf(COUNT + 5),
  };
}

/** The model of the story. */
export function storyTrend(): TrendModel {
  const histories = historiesOf(storyNights());
  const [history] = histories;
  if (history === undefined) throw new Error('the story has nights');
  const unreadable = [{ name: dateOf(40), reason: 'night.json is of version "night/2"; this suite reads night/1' }];
  return trendModelOf({
    ...{ histories, history, unreadable, told: storyTold(), pinned: storyRelease(history.nights) },
    today: history.nights.at(-1)?.night ?? '',
  });
}

/** The story's release: the first five nights, from which the processor time has crept away. */
function storyRelease(nights: readonly NightRecord[]): PinnedRelease {
  const figures = (nights[0]?.figures ?? []).map((figure, at) => ({
    ...figure,
    runs: nights.slice(0, 5).flatMap((night) =>
      (night.figures[at]?.runs ?? []).map(({ id, value }) => ({
        id,
        value: figure.metric.startsWith('Processor') ? value * 0.86 : value,
      })),
    ),
  }));
  return { set: 'release-4', night: nights[4]?.night ?? '', environmentKey: 'aaaa00000000', toggles: 'after', figures };
}

function failed(night: NightRecord): NightRecord {
  return { ...night, runs: night.runs.map((run) => ({ ...run, verdict: 'fail' })) };
}
