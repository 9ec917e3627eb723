import { describe, expect, it } from 'vitest';
import type { ToldChange, ToldChanges } from '../../contract/night.ts';
import { storyTrend } from './support/story.ts';
import { acknowledgeChanges, NOTHING_TOLD, openChanges, tellChanges } from './told-changes.ts';

const HERE = { environmentKey: 'k', toggles: 'after' };

function change(endpoint: string, night: string, more: Partial<ToldChange> = {}): ToldChange {
  return { endpoint, metric: 'page_load', figure: 'p95', ...HERE, night, status: 'open', toldAtMs: 1, ...more };
}

const TOLD: ToldChanges = {
  headroom: 'changes/1',
  changes: [
    change('dashboard', '2026-11-20'),
    change('copilot', '2026-11-23', { figure: 'errors' }),
    change('product', '2026-11-26'),
    change('checkout', '2026-11-20', { toggles: 'before' }),
    change('health', '2026-11-20', { status: 'acknowledged', note: 'known' }),
  ],
  creepLookedAt: null,
};

/** Every night from the 16th, but for a weekend on the 21st and 22nd. */
const NIGHTS = [16, 17, 18, 19, 20, 23, 24, 25, 26, 27, 28, 29, 30].map((day) => `2026-11-${day}`);

function acknowledged(night: string, figure?: string): string[] {
  const asked = { ...HERE, night, nights: NIGHTS, note: 'meant', ...(figure === undefined ? {} : { figure }) };
  return acknowledgeChanges(TOLD, asked).acknowledged.map(({ endpoint }) => endpoint);
}

describe('acknowledging', () => {
  it('means the open changes within two nights of the date, of this history only', () => {
    expect(acknowledged('2026-11-20')).toEqual(['dashboard', 'copilot']);
    expect(acknowledged('2026-11-25')).toEqual(['copilot', 'product']);
    expect(acknowledged('no date')).toEqual([]);
  });

  it('means those within five nights when none is nearer: the place of a change still moves', () => {
    expect(acknowledged('2026-11-30')).toEqual(['product']);
    expect(acknowledged('2026-12-30')).toEqual([]);
    expect(acknowledged('2026-11-16', 'product p95')).toEqual([]);
  });

  it('means one figure when it is named, by its short name or its whole one', () => {
    expect(acknowledged('2026-11-20', 'dashboard p95')).toEqual(['dashboard']);
    expect(acknowledged('2026-11-20', ' Dashboard  page_load P95 ')).toEqual(['dashboard']);
    expect(acknowledged('2026-11-20', 'copilot error share')).toEqual(['copilot']);
    expect(acknowledged('2026-11-20', 'dashboard')).toEqual([]);
  });

  it('keeps every other change as it was, and the note with those that are meant', () => {
    const { told } = acknowledgeChanges(TOLD, { ...HERE, night: '2026-11-26', nights: NIGHTS, note: 'meant' });
    expect(told.changes[2]).toEqual({ ...TOLD.changes[2], status: 'acknowledged', note: 'meant' });
    expect(told.changes.filter((_, at) => at !== 2)).toEqual(TOLD.changes.filter((_, at) => at !== 2));
    expect(openChanges(told, HERE).map(({ endpoint }) => endpoint)).toEqual(['copilot', 'dashboard']);
  });
});

describe('telling', () => {
  it('adds the new changes of the history and no other, and is done after once', () => {
    const model = storyTrend();
    const told = tellChanges(NOTHING_TOLD, model, 5);
    const fresh = model.series.flatMap(({ trend }) =>
      trend.status === 'ok' ? trend.changes.filter(({ state }) => state === 'new') : [],
    );
    expect(fresh.length).toBeGreaterThan(0);
    expect(told.changes.map(({ night, toldAtMs }) => [night, toldAtMs])).toEqual(fresh.map(({ night }) => [night, 5]));
  });

  it('remembers the day of a creep guard that was due, and no other day', () => {
    const model = storyTrend();
    if (model.creep.status !== 'ok') throw new Error('the story has a release');
    expect(model.creep.isDue).toBe(false);
    expect(tellChanges(TOLD, model, 5).creepLookedAt).toBeNull();
    const due = { ...model, creep: { ...model.creep, isDue: true } };
    expect(tellChanges(TOLD, due, 5).creepLookedAt).toBe(model.today);
  });
});
