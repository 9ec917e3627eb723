import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUnavailable } from '../../../contract/measured.ts';
import { START_PARTS } from '../../../contract/metrics.ts';
import type { JourneyAttribution, StartGroup } from '../../attribution-model.ts';
import { BUCKETS_MAX } from '../../model.ts';
import { modelOf } from '../support/analyse-example.ts';
import { type ExampleOptions, MEASURE_SECOND } from '../support/example-run.ts';
import type { LoadFileWriter } from '../support/record-writer.ts';
import type { Band } from './bands.ts';
import { chooseGroups, startsOf } from './groups.ts';

type Answered = JourneyAttribution & { status: 'ok' };
type Parts = Record<string, number>;

/** Adds starts of the dashboard whose parts, milliseconds a start, lie in a band. */
function addStarts(file: LoadFileWriter, band: string, starts: number, parts: Parts, second = MEASURE_SECOND): void {
  const tags = { journey: 'dashboard', phase: 'measure', scenario: 'dashboard', band };
  file.scalar('start_band', tags, second, starts);
  for (const [part, ms] of Object.entries(parts)) file.scalar('start_part_ms', { ...tags, part }, second, ms * starts);
}

async function dashboardOf(touch: (file: LoadFileWriter) => void, options: ExampleOptions = {}) {
  const { attribution } = await modelOf({ ...options, touch });
  const dashboard = attribution.find((one) => one.journey === 'dashboard');
  if (dashboard === undefined) throw new Error('the example has a dashboard');
  return dashboard;
}

async function answeredOf(touch: (file: LoadFileWriter) => void): Promise<Answered> {
  const found = await dashboardOf(touch);
  if (found.status === 'unavailable') throw new Error(found.reason);
  return found;
}

function tailOf({ tail }: Answered): StartGroup {
  if (isUnavailable(tail)) throw new Error(tail.reason);
  return tail;
}

/** 100 starts of which six wait for the pool. */
function waitForPool(file: LoadFileWriter): void {
  addStarts(file, '64-76.11', 70, { db: 50, app: 12, pool: 2, unexplained: 4 });
  addStarts(file, '76.11-90.51', 24, { db: 60, app: 13, pool: 3, unexplained: 4 });
  addStarts(file, '304.4-362', 6, { db: 60, app: 16, pool: 240, unexplained: 4 });
}

describe('what the starts waited for', () => {
  it('says in one sentence what the slowest wait for, against the median', async () => {
    const dashboard = await answeredOf(waitForPool);
    expect(dashboard.sentence).toBe(
      'The slowest 6 % (over 304 ms) wait for the pool: 75 % of their time against 2.9 % at the median.',
    );
    expect(dashboard.cause).toEqual({ id: 'pool', excessMs: 238, excessShare: 0.9444 });
    expect(dashboard.overTimeSentence).toBe('Dashboard load took 86 ms on average, 62 % of it: database');
    expect(tailOf(dashboard)).toMatchObject({ starts: 6, share: 0.06, fromMs: 304.4, toMs: 362, totalMs: 320 });
    expect(dashboard.middle).toMatchObject({ starts: 70, fromMs: 64, toMs: 76.11, totalMs: 68 });
  });

  it('says that it is several parts when none of them makes half of the difference', async () => {
    const dashboard = await answeredOf((file) => {
      addStarts(file, '64-76.11', 94, { db: 40, app: 20, cache: 8 });
      addStarts(file, '107.6-128', 6, { db: 54, app: 37, cache: 21 });
    });
    expect(dashboard.sentence).toBe(
      'The slowest 6 % (over 108 ms) are slower in several parts, most in one: application code, 33 % of their time against 29 % at the median.',
    );
  });

  it('says milliseconds where the part grew no more than the rest, since its share would mislead', async () => {
    const dashboard = await answeredOf((file) => {
      addStarts(file, '362-512', 94, { model: 380, db: 20 });
      addStarts(file, '724.1-1024', 6, { model: 700, db: 60 });
    });
    expect(dashboard.sentence).toBe(
      'The slowest 6 % (over 724 ms) wait for the model: 700 ms against 380 ms at the median.',
    );
  });

  it('counts the starts without an answer beside, since nobody knows what they waited for', async () => {
    const found = await dashboardOf(waitForPool, { failedPerSecond: 3 });
    expect(found).toMatchObject({ status: 'ok', starts: 100, notSplit: 450 - 100 });
  });

  it('has parts that add up to the whole, in every group and over time', async () => {
    const part = fc.double({ min: 0.01, max: 50, noNaN: true });
    const slow = fc.double({ min: 200, max: 220, noNaN: true });
    await fc.assert(
      fc.asyncProperty(part, part, slow, fc.integer({ min: 5, max: 9 }), async (db, app, pool, count) => {
        const [middleMs, tailMs] = [db + app, db + app + pool];
        const dashboard = await answeredOf((file) => {
          addStarts(file, `${middleMs * 0.9}-${middleMs * 1.1}`, 94, { db, app }, MEASURE_SECOND + 1);
          addStarts(file, `${tailMs * 0.9}-${tailMs * 1.1}`, count, { db, app, pool }, MEASURE_SECOND + 4);
        });
        for (const group of [dashboard.middle, tailOf(dashboard)]) {
          const sum = group.parts.reduce((total, { ms }) => total + ms, 0);
          // Each part is rounded to 0.01 ms.
          expect(Math.abs(sum - group.totalMs)).toBeLessThan(0.02);
          expect(group.parts.reduce((total, { share }) => total + share, 0)).toBeCloseTo(1, 3);
        }
        const stacked = dashboard.overTime[0]?.values.map((_, bucket) =>
          dashboard.overTime.reduce((sum, line) => sum + (line.values[bucket] ?? 0), 0),
        );
        const [first = 0, second = 0, ...others] = stacked?.filter((ms) => ms > 0) ?? [];
        expect(others).toEqual([]);
        // Each line is rounded to four digits.
        expect(Math.abs(first / middleMs - 1)).toBeLessThan(0.001);
        expect(Math.abs(second / tailMs - 1)).toBeLessThan(0.001);
      }),
      { numRuns: 6 },
    );
  });

  it('shows over time the largest parts and the rest together, null where no start ended', async () => {
    const parts = Object.fromEntries(START_PARTS.map((name, index) => [name, 1 + index]));
    const whole = Object.values(parts).reduce((sum, ms) => sum + ms, 0);
    const { overTime } = await answeredOf((file) => addStarts(file, `${whole - 1}-${whole + 1}`, 4, parts));
    expect(overTime.map(({ id }) => id)).toEqual(['stream', 'receive', 'provider', 'polling', 'unexplained', 'rest']);
    const seen = overTime.map(({ values }) => values.filter((value) => value !== null));
    expect(seen).toEqual([[13], [14], [15], [16], [18], [whole - 13 - 14 - 15 - 16 - 18]]);
    for (const { values } of overTime) expect(values.length).toBeLessThanOrEqual(BUCKETS_MAX);
  });
});

describe('where nothing can be said', () => {
  it('a record from before starts were split says so', async () => {
    const reason = 'not collected: this record has no split of starts';
    expect(await dashboardOf(() => {})).toEqual({
      journey: 'dashboard',
      title: 'Dashboard load',
      status: 'unavailable',
      reason,
    });
  });

  it('a journey without an answered start says so', async () => {
    const { attribution } = await modelOf({ touch: waitForPool });
    expect(attribution.find((one) => one.journey === 'health')).toMatchObject({
      status: 'unavailable',
      reason: 'no start of the measured phase was answered',
    });
  });

  it('one start has a split, and no slowest beside it', async () => {
    const dashboard = await answeredOf((file) => addStarts(file, '64-76.11', 1, { db: 50, app: 18 }));
    expect(dashboard.middle).toMatchObject({ starts: 1, share: 1, totalMs: 68 });
    expect(dashboard.cause).toBeNull();
    expect(dashboard.sentence).toBe(
      'Starts at the median wait for the database: 74 % of their time; only 1 start was answered, and 20 are needed to tell the slowest from the rest.',
    );
  });

  it('starts of one band have no slowest that stand out', async () => {
    const dashboard = await answeredOf((file) => {
      addStarts(file, '64-76.11', 96, { db: 68 });
      addStarts(file, '76.11-90.51', 4, { db: 80 });
    });
    expect(dashboard.tail).toEqual({
      status: 'unavailable',
      reason: 'no group of starts stands out: 96 % took at most 76.1 ms',
    });
  });

  it('a slow half is no exception', async () => {
    const { tail } = await answeredOf((file) => {
      addStarts(file, '512-724.1', 57, { provider: 400, polling: 200 });
      addStarts(file, '724.1-1024', 43, { provider: 700, polling: 200 });
    });
    expect(tail).toEqual({
      status: 'unavailable',
      reason: 'no group of starts stands out: the slowest that can be told apart are 43 % of them, over 724 ms',
    });
  });

  it('answers without Server-Timing leave the server’s time unsplit, and say that it was not collected', async () => {
    const dashboard = await answeredOf((file) => addStarts(file, '64-76.11', 40, { server: 66, receive: 2 }));
    expect(dashboard.serverTiming).toEqual({
      status: 'unavailable',
      reason: 'not collected: the answers carry no Server-Timing that is understood',
    });
    expect(dashboard.middle.parts.map(({ id }) => id)).toEqual(['server', 'receive']);
  });

  it('parts that were not recorded are noticed: they no longer add up to their band', async () => {
    expect(await dashboardOf((file) => addStarts(file, '64-76.11', 40, { db: 20 }))).toMatchObject({
      status: 'unavailable',
      reason: 'the parts of some starts were not recorded, so that they do not add up',
    });
  });

  it('bands and parts of unreadable or hostile names are passed over', async () => {
    const dashboard = await answeredOf((file) => {
      waitForPool(file);
      for (const band of ['', '64', '90-64', '1e3-2e3', '-1-2', '<script>alert(1)</script>', '__proto__', '64-76.11\n'])
        addStarts(file, band, 1_000, { db: 1 });
      addStarts(file, '64-76.11', 0, { __proto__x: 5, 'db"': 900, constructor: 900 });
    });
    expect(dashboard.starts).toBe(100);
    expect(dashboard.middle.totalMs).toBe(68);
  });
});

describe('the groups', () => {
  const bandsOf = (...starts: number[]): Band[] =>
    starts.map((count, at) => ({ fromMs: 2 ** at, toMs: 2 ** (at + 1), starts: count, parts: new Map() }));
  const tailStarts = (...starts: number[]): number | null => {
    const { tail } = chooseGroups(bandsOf(...starts));
    return tail.status === 'ok' ? startsOf(tail.value) : null;
  };

  it('take for the slowest the cut nearest to 5 %, not the first beyond it', () => {
    expect(tailStarts(600, 360, 40)).toBe(40);
    expect(tailStarts(600, 390, 10)).toBe(10);
    expect(tailStarts(600, 300, 90, 25)).toBe(25);
    expect(tailStarts(600, 310, 70, 20)).toBe(90);
  });

  it('take no fewer than five slow starts, and never the median’s own band', () => {
    expect(tailStarts(90, 7, 3)).toBe(10);
    expect(tailStarts(60, 36, 4)).toBeNull();
    expect(tailStarts(97, 3)).toBeNull();
    expect(tailStarts(19)).toBeNull();
  });

  it('widen the middle to a fifth of the starts, and never into the slowest', () => {
    const { middle, tail } = chooseGroups(bandsOf(400, 90, 30, 80, 370, 30));
    expect(middle.map(({ starts }) => starts)).toEqual([90, 30, 80]);
    expect(tail).toMatchObject({ status: 'ok', value: [{ starts: 30 }] });
  });

  it('are never empty and have no band in common, whatever the bands hold', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 30 }), (starts) => {
        const bands = bandsOf(...starts);
        const { middle, tail } = chooseGroups(bands);
        expect(middle.length).toBeGreaterThan(0);
        if (tail.status === 'unavailable') return;
        expect(startsOf(tail.value)).toBeGreaterThanOrEqual(5);
        expect(Math.max(...middle.map(({ toMs }) => toMs))).toBeLessThanOrEqual(tail.value[0]?.fromMs ?? 0);
      }),
    );
  });
});
