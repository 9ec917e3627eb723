import { describe, expect, it } from 'vitest';
import type { SampleLine } from '../contract/samples.ts';
import type { Collector, Scrape } from './collector.ts';
import { runCollector } from './run.ts';
import { createFakeClock, type FakeClock, settle } from './support/fake-clock.ts';

const START_MS = 1_763_870_400_350;
const good: Scrape = { values: [{ name: 'up', value: 1 }] };

function start(scrape: Collector['scrape'], close = async () => {}) {
  const clock: FakeClock = createFakeClock(START_MS);
  const lines: SampleLine[] = [];
  const collector: Collector = { name: 'source', secrets: ['hunter2'], scrape, close };
  const run = runCollector({ collector, intervalMs: 1000, timeoutMs: 900, clock, write: (line) => lines.push(line) });
  return { clock, lines, run };
}

describe('the schedule of a collector', () => {
  it('scrapes on whole seconds', async () => {
    const { clock, lines } = start(async () => good);
    await clock.advance(649);
    expect(lines).toHaveLength(0);
    await clock.advance(3000);
    expect(lines.map((line) => line.atMs % 1000)).toEqual([0, 0, 0]);
    expect(lines[0]).toEqual({ atMs: 1_763_870_401_000, collector: 'source', ok: true, tookMs: 0, ...good });
  });

  it('turns a rejection, and a thrown error, into a failed scrape and goes on', async () => {
    const answers = [
      () => Promise.reject(new Error('away: redis://u:hunter2@h')),
      () => {
        throw new Error('at once');
      },
      () => Promise.resolve(good),
    ];
    const { clock, lines, run } = start(() => (answers.shift() ?? (async () => good))());
    await clock.advance(3000);
    expect(lines.map(({ ok, reason }) => [ok, reason])).toEqual([
      [false, 'away: redis://u:***@h'],
      [false, 'at once'],
      [true, undefined],
    ]);
    expect(run.tally()).toEqual({ name: 'source', scrapes: 3, failures: 2 });
    expect(run.state()).toEqual({ name: 'source', status: 'ok' });
  });

  it('fails a scrape after its time-out, tells the collector, and takes no late answer', async () => {
    let answer = (_scrape: Scrape) => {};
    let aborted = false;
    const { clock, lines } = start((signal) => {
      signal.addEventListener('abort', () => {
        aborted = true;
      });
      return new Promise((resolve) => {
        answer = resolve;
      });
    });
    await clock.advance(650 + 899);
    expect(lines).toHaveLength(0);
    await clock.advance(1);
    expect(lines).toEqual([
      { atMs: 1_763_870_401_000, collector: 'source', ok: false, tookMs: 900, reason: 'no answer within 900 ms' },
    ]);
    expect(aborted).toBe(true);
    answer(good);
    await settle();
    expect(lines).toHaveLength(1);
  });

  it('never overlaps itself: a moment that comes while the last scrape still runs is a failed scrape', async () => {
    let calls = 0;
    let answer = (_scrape: Scrape) => {};
    const { clock, lines } = start(() => {
      calls += 1;
      return new Promise((resolve) => {
        answer = resolve;
      });
    });
    await clock.advance(650 + 2100);
    expect(calls).toBe(1);
    expect(lines.map((line) => line.reason)).toEqual([
      'no answer within 900 ms',
      'previous scrape still running',
      'previous scrape still running',
    ]);
    answer(good);
    await settle();
    await clock.advance(900);
    expect(calls).toBe(2);
  });

  it('writes a failed scrape for every moment that a held-up process missed', async () => {
    const { clock, lines } = start(async () => good);
    await clock.advance(650);
    await clock.freeze(3500);
    await settle();
    expect(lines.map((line) => line.ok)).toEqual([true, false, false, true]);
    expect(lines.filter((line) => !line.ok).map((line) => line.atMs)).toEqual([1_763_870_403_000, 1_763_870_404_000]);
    expect(lines[1]?.reason).toMatch(/held up/);
  });

  it('sums up what hours of sleep missed instead of writing a line each', async () => {
    const { clock, lines, run } = start(async () => good);
    await clock.freeze(3 * 3_600_000);
    await settle();
    expect(lines.length).toBeLessThan(100);
    expect(lines.some((line) => /further scrapes were missed/.test(line.reason ?? ''))).toBe(true);
    expect(run.tally().scrapes).toBe(lines.length);
  });

  it.each([3_600_000, -3_600_000])(
    'neither skips nor doubles scrapes when the wall clock jumps by %i ms',
    async (jump) => {
      const { clock, lines } = start(async () => good);
      await clock.advance(2000);
      clock.jumpWall(jump);
      await clock.advance(2000);
      expect(lines.map((line) => line.ok)).toEqual([true, true, true, true]);
    },
  );

  it('passes a remark on with the values', async () => {
    const { clock, lines } = start(async () => ({ values: [], remark: 'nothing yet for hunter2' }));
    await clock.advance(700);
    expect(lines[0]).toMatchObject({ ok: true, values: [], reason: 'nothing yet for ***' });
  });
});

describe('stopping a collector', () => {
  it('waits for the scrape under way, begins no further one and leaves no timer', async () => {
    let answer = (_scrape: Scrape) => {};
    const { clock, lines, run } = start(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    await clock.advance(700);
    const stopped = run.stop();
    answer(good);
    await stopped;
    await clock.advance(5000);
    expect(lines.map((line) => line.ok)).toEqual([true]);
    expect(clock.waiting()).toBe(0);
  });

  it('does not wait for a source that never closes', async () => {
    const { clock, run } = start(
      async () => good,
      () => new Promise(() => {}),
    );
    const stopped = expect(run.stop()).rejects.toThrow('source: did not close within 2000 ms');
    await settle();
    await clock.advance(2000);
    await stopped;
  });

  it('closes the source once, however often it is asked', async () => {
    let closed = 0;
    const { run } = start(
      async () => good,
      async () => {
        closed += 1;
      },
    );
    await Promise.all([run.stop(), run.stop()]);
    expect(closed).toBe(1);
  });
});
