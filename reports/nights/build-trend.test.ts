import { describe, expect, it } from 'vitest';
import type { NightRecord } from '../../contract/night.ts';
import { dateOf } from '../statistics/support/simulate-nights.ts';
import { needsRerun, newFindings, openAlerts } from './alarms.ts';
import { type TrendInput, trendModelOf } from './build-trend.ts';
import type { ModelSeries, TrendModel } from './model.ts';
import { historiesOf } from './read-nights.ts';
import { invalidNight, type MadeFigure, madeNights, slowed, withNight, withRun } from './support/made-nights.ts';
import { acknowledgeChanges, NOTHING_TOLD, tellChanges } from './told-changes.ts';

const DASHBOARD: MadeFigure = { endpoint: 'dashboard' };
const PRODUCT: MadeFigure = { endpoint: 'product' };
const CONTROL: MadeFigure = { endpoint: 'control', isControl: true, level: 4 };
const STEP = { at: 40, factor: 1.2 };

function trend(nights: readonly NightRecord[], more: Partial<TrendInput> = {}): TrendModel {
  const histories = historiesOf(nights);
  const [history] = histories;
  if (history === undefined) throw new Error('no nights');
  return trendModelOf({ histories, unreadable: [], history, today: nights.at(-1)?.night ?? '', ...more });
}

function seriesIn({ series }: TrendModel, endpoint: string): ModelSeries {
  const found = series.find((one) => one.endpoint === endpoint);
  if (found === undefined) throw new Error(`no series of ${endpoint}`);
  return found;
}

const STEPPED = madeNights({ count: 50, figures: [{ ...DASHBOARD, step: STEP }, PRODUCT, CONTROL] });

describe('the trend of nights', () => {
  it('collects until the tenth night and says how many there are', () => {
    for (const count of [1, 4, 9]) {
      const model = trend(madeNights({ count, figures: [DASHBOARD] }));
      expect(model).toMatchObject({
        status: 'collecting',
        sentence: `Collecting, ${count} of 10 nights.`,
        findings: [],
      });
    }
    expect(trend(madeNights({ count: 10, figures: [DASHBOARD] })).status).toBe('steady');
  });

  it('finds a step, names its size, its night and the builds on both sides, and no other figure', () => {
    const model = trend(STEPPED);
    expect(model.status).toBe('regressed');
    expect(model.findings).toHaveLength(1);
    const [finding] = model.findings;
    expect(finding).toMatchObject({ from: dateOf(40), to: dateOf(40), cause: 'application', state: 'new' });
    const [change] = finding?.changes ?? [];
    expect(change).toMatchObject({ endpoint: 'dashboard', figure: 'p95', direction: 'regressed', state: 'new' });
    expect(change?.change).toBeCloseTo(0.2, 1);
    expect(change?.builds.map(({ build, side }) => `${build} ${side}`)).toEqual([
      'build-38 before',
      'build-39 before',
      'build-40 after',
      'build-41 after',
      'build-42 after',
    ]);
    expect(openAlerts(model)).toEqual([change]);
    expect(newFindings(model)).toEqual([finding]);
  });

  it('names every build between the last good and the first bad night, those without a figure too', () => {
    const nights = withNight(STEPPED, 39, invalidNight);
    const [change] = openAlerts(trend(nights));
    expect([change?.lastGoodBuild, change?.firstBadBuild]).toEqual(['build-38', 'build-40']);
    expect(change?.builds.find(({ night }) => night === dateOf(39))).toMatchObject({
      build: 'build-39',
      side: 'unknown',
    });
    expect(trend(nights).nights[39]).toMatchObject({ verdict: 'invalid', hasFigures: false });
  });

  it('blames the machine when the control probe moved with it, and nobody without a probe', () => {
    const both = madeNights({
      count: 50,
      figures: [
        { ...DASHBOARD, step: STEP },
        { ...CONTROL, step: STEP },
      ],
    });
    const model = trend(both);
    expect(model.findings).toHaveLength(1);
    expect(model.findings[0]).toMatchObject({ cause: 'machine' });
    expect(openAlerts(model).map(({ endpoint }) => endpoint)).toEqual(['dashboard']);
    const alone = madeNights({ count: 50, figures: [{ ...DASHBOARD, step: STEP }] });
    expect(trend(alone).findings[0]?.cause).toBe('unknown');
  });

  it('tells a change once: told it is no news but stays open, acknowledged it is neither', () => {
    const first = trend(STEPPED);
    const told = tellChanges(NOTHING_TOLD, first, 1000);
    expect(told.changes).toEqual([
      {
        ...{ endpoint: 'dashboard', metric: 'dashboard_load', figure: 'p95', environmentKey: 'aaaa00000000' },
        ...{ toggles: 'after', night: dateOf(40), direction: 'regressed', status: 'open', toldAtMs: 1000 },
      },
    ]);
    const second = trend(STEPPED, { told });
    expect([newFindings(second).length, openAlerts(second).length, second.status]).toEqual([0, 1, 'regressed']);
    expect(tellChanges(told, second, 2000)).toEqual(told);
    const answer = {
      environmentKey: 'aaaa00000000',
      toggles: 'after',
      night: dateOf(41),
      nights: STEPPED.map(({ night }) => night),
      note: 'the new report',
    };
    const third = trend(STEPPED, { told: acknowledgeChanges(told, answer).told });
    expect([openAlerts(third).length, third.status]).toEqual([0, 'steady']);
    expect(third.findings[0]).toMatchObject({ state: 'acknowledged', changes: [{ note: 'the new report' }] });
  });

  it('takes a level that has come back for recovered', () => {
    const nights = STEPPED.map((night, at) => (at >= 46 ? slowed(night, 1 / 1.2, 'dashboard') : night));
    const model = trend(nights);
    const { trend: found } = seriesIn(model, 'dashboard');
    expect(found.status === 'ok' && found.changes.map(({ direction, state }) => [direction, state])).toEqual([
      ['regressed', 'recovered'],
      ['improved', 'new'],
    ]);
    expect([openAlerts(model).length, model.status]).toEqual([0, 'improved']);
  });

  it('says that a change was told which the nights no longer show', () => {
    const told = tellChanges(NOTHING_TOLD, trend(STEPPED), 0);
    const steady = madeNights({ count: 50, figures: [DASHBOARD] });
    expect(trend(steady, { told }).vanished).toMatchObject([
      { endpoint: 'dashboard', night: dateOf(40), status: 'open' },
    ]);
  });

  it('lets no latency alarm anyone by less than anyone can feel, but believes the control probe', () => {
    const nights = madeNights({
      count: 50,
      figures: [
        { endpoint: 'health', level: 3, step: STEP },
        { ...CONTROL, step: STEP },
      ],
    });
    const model = trend(nights);
    expect(seriesIn(model, 'health').trend).toMatchObject({ changes: [] });
    expect(seriesIn(model, 'control').trend).toMatchObject({ changes: [{ direction: 'regressed' }] });
    expect(openAlerts(model)).toEqual([]);
  });

  it('is the same for the same nights, and refuses nights out of order', () => {
    expect(trend(STEPPED)).toEqual(trend(STEPPED));
    const [history] = historiesOf(STEPPED);
    if (history === undefined) throw new Error('no nights');
    const turned = { ...history, nights: STEPPED.toReversed() };
    expect(() => trendModelOf({ histories: [turned], unreadable: [], history: turned, today: '2025-03-01' })).toThrow(
      RangeError,
    );
  });
});

describe('reruns', () => {
  const steady = madeNights({ count: 40, figures: [DASHBOARD, PRODUCT] });
  const flagged = withNight(steady, 39, (night) => slowed(night, 1.4, 'dashboard'));

  it('are asked for by the figure whose last night stands far out, and by no other', () => {
    const model = trend(flagged);
    expect(needsRerun(model)).toMatchObject([{ endpoint: 'dashboard', night: dateOf(39) }]);
    expect(model.findings).toEqual([]);
    expect(model.warnings.join()).toContain('dashboard p95');
    expect(needsRerun(trend(steady))).toEqual([]);
  });

  it('that agree are a second point of the night, in the figure that asked', () => {
    const model = trend(withNight(flagged, 39, (night) => withRun(night, 'rerun', 0.99)));
    expect(needsRerun(model)).toEqual([]);
    expect(seriesIn(model, 'dashboard').seconds).toMatchObject([{ night: dateOf(39) }]);
    expect(seriesIn(model, 'dashboard').trend).toMatchObject({ nights: 41 });
    expect(seriesIn(model, 'product')).toMatchObject({ seconds: [], trend: { nights: 40 } });
  });

  it('that do not agree are one more repeat: the geometric mean', () => {
    const model = trend(withNight(flagged, 39, (night) => withRun(night, 'rerun', 1 / 1.4)));
    const value = flagged[39]?.figures[0]?.runs[0]?.value ?? 0;
    expect(seriesIn(model, 'dashboard').seconds).toEqual([]);
    expect(seriesIn(model, 'dashboard').values.at(-1)).toBeCloseTo(value / Math.sqrt(1.4), 2);
    expect(needsRerun(model)).toEqual([]);
  });

  it('decide the same on every later day', () => {
    const agreed = withNight(flagged, 39, (night) => withRun(night, 'rerun', 0.99));
    const later = madeNights({ count: 45, figures: [DASHBOARD, PRODUCT] });
    const nights = [...agreed, ...later.slice(40)];
    expect(seriesIn(trend(nights), 'dashboard').seconds).toEqual(seriesIn(trend(agreed), 'dashboard').seconds);
  });

  it('with two bad nights make a change, which without them were none', () => {
    const two = [38, 39].reduce(
      (nights, at) => withNight(nights, at, (night) => slowed(night, 1.4, 'dashboard')),
      steady,
    );
    expect(openAlerts(trend(two))).toEqual([]);
    const repeated = withNight(two, 39, (night) => withRun(night, 'rerun', 1));
    expect(openAlerts(trend(repeated))).toHaveLength(1);
  });
});
