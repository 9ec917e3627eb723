import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type TrendModel, trendModelOf } from '../../reports/nights/index.ts';
import { historiesOf } from '../../reports/nights/read-nights.ts';
import { type MadeFigure, madeNights } from '../../reports/nights/support/made-nights.ts';
import { readChanges } from '../trend/changes-file.ts';
import { storeTold, summariseTrend } from './trend-of-night.ts';
import { failsTheNight } from './verdict.ts';

const folder = mkdtempSync(join(tmpdir(), 'headroom-trend-of-night-'));
afterAll(() => rmSync(folder, { recursive: true }));

const dashboard: MadeFigure = { endpoint: 'dashboard' };
const control: MadeFigure = { endpoint: 'health', isControl: true };

function modelOf(figures: readonly MadeFigure[], count = 20): TrendModel {
  const histories = historiesOf(madeNights({ count, figures }));
  const [history] = histories;
  if (history === undefined) throw new Error('no nights were made');
  return trendModelOf({ histories, unreadable: [], history, today: history.nights.at(-1)?.night ?? '' });
}

async function findingsOf(model: TrendModel) {
  const trend = await summariseTrend(folder, model);
  if ('status' in trend) throw new Error(trend.reason);
  return trend.findings;
}

/** The same model with figures that have crept away from a pinned release. */
function withCreep(model: TrendModel, endpoints: readonly string[], isDue = true): TrendModel {
  const creeps = endpoints.map((endpoint) => ({
    ...{ endpoint, metric: 'page_load', figure: 'p95', change: 0.1, q: 0.01 },
    ...{ ci95: [0.05, 0.15] satisfies [number, number], sentence: `${endpoint} has crept away.` },
  }));
  return { ...model, creep: { status: 'ok', set: 'release', isDue, lookedAt: null, creeps } };
}

describe('what a night tells of the trend', () => {
  it('is nothing before there are ten nights, and says so', async () => {
    expect(await summariseTrend(folder, modelOf([dashboard], 3))).toEqual({
      status: 'unavailable',
      reason: expect.stringContaining('3 of 10 nights'),
    });
  });

  it('is no finding while no level changes; the pages are written all the same', async () => {
    expect(await findingsOf(modelOf([dashboard]))).toEqual([]);
    expect(existsSync(join(folder, 'trend.html'))).toBe(true);
  });

  it('is a change for the worse, which fails the night, and stored as told no more', async () => {
    const step = { at: 15, factor: 1.5 };
    const model = modelOf([{ ...dashboard, step }, control]);
    const findings = await findingsOf(model);
    expect(findings).toMatchObject([{ kind: 'change', cause: 'application', direction: 'regressed' }]);
    expect(findings.map(failsTheNight)).toEqual([true]);
    const runsDir = join(folder, 'runs');
    storeTold(runsDir, model, 7);
    const told = readChanges(join(runsDir, 'nights'));
    expect(told.changes).toMatchObject([{ endpoint: 'dashboard', status: 'open', toldAtMs: 7 }]);
  });

  it('is the machine’s when the control probe moves with it, and for the better when it got faster', async () => {
    const step = { at: 15, factor: 1.5 };
    const machine = await findingsOf(
      modelOf([
        { ...dashboard, step },
        { ...control, step },
      ]),
    );
    expect(machine).toMatchObject([{ cause: 'machine' }]);
    const better = await findingsOf(modelOf([{ ...dashboard, step: { at: 15, factor: 0.5 } }]));
    expect(better).toMatchObject([{ direction: 'improved' }]);
    expect([...machine, ...better].filter(failsTheNight)).toEqual([]);
  });

  it('is slow creep as one finding, in the week in which the guard looks', async () => {
    const model = modelOf([dashboard, control]);
    expect(await findingsOf(withCreep(model, ['dashboard'], false))).toEqual([]);
    const [creep] = await findingsOf(withCreep(model, ['dashboard', 'copilot']));
    expect(creep).toEqual({
      ...{ kind: 'creep', cause: 'application', direction: 'regressed' },
      sentence: 'dashboard has crept away. 1 further figure with it.',
      changes: ['dashboard has crept away.', 'copilot has crept away.'],
    });
    expect(await findingsOf(withCreep(model, ['dashboard', 'health']))).toMatchObject([{ cause: 'machine' }]);
    expect(await findingsOf(withCreep(modelOf([dashboard]), ['dashboard']))).toMatchObject([{ cause: 'unknown' }]);
  });
});
