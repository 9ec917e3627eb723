import { expect, it } from 'vitest';
import { createFakeClock, settle } from '../support/fake-clock.ts';
import { type ActivityWatchInput, watchActivity } from './activity-watch.ts';
import type { SeenStatement } from './slow-merge.ts';

const row = { pid: 7, startedAtMs: 1_000, nowMs: 1_300, event: null, id: null, text: 'SELECT a' };
const hidden = { ...row, startedAtMs: null, text: '<insufficient privilege>' };

function bench(input: Partial<ActivityWatchInput>) {
  const clock = createFakeClock(0);
  const seen: SeenStatement[] = [];
  const asked: number[] = [];
  const sample = input.sample ?? (async () => []);
  const watch = watchActivity({
    isPaused: () => false,
    intervalMs: 200,
    clock,
    role: 'reader',
    secrets: ['hunter2'],
    onSeen: (one) => seen.push(one),
    ...input,
    sample(signal) {
      asked.push(clock.wallMs());
      return sample(signal);
    },
  });
  return { clock, seen, asked, watch };
}

it('samples at its interval from the beginning, and counts the samples', async () => {
  const { clock, asked, watch } = bench({});
  await settle();
  await clock.advance(1_000);
  expect(asked).toEqual([0, 200, 400, 600, 800, 1_000]);
  expect(await watch.stop()).toEqual({ status: 'ok', value: { samples: 6, intervalMs: 200 } });
  await clock.advance(1_000);
  expect(asked).toHaveLength(6);
  expect(clock.waiting()).toBe(0);
});

it('leaves out the samples for which it was held up, rather than take them all at once', async () => {
  const { clock, asked } = bench({});
  await settle();
  await clock.freeze(1_050);
  await clock.advance(200);
  expect(asked).toEqual([0, 1_050, 1_200]);
});

it('leaves the connection to others while it is paused', async () => {
  let isPaused = true;
  const { clock, asked } = bench({ isPaused: () => isPaused });
  await clock.advance(500);
  isPaused = false;
  await clock.advance(100);
  expect(asked).toEqual([600]);
});

it('reports at the end what still runs', async () => {
  const { clock, seen, watch } = bench({ sample: async () => [row] });
  await clock.advance(200);
  expect(seen).toEqual([]);
  await watch.stop();
  expect(seen.map(({ text, durationMs }) => [text, durationMs])).toEqual([['SELECT a', 300]]);
});

it('gives up a sample that hangs, asks again a second later, and goes on', async () => {
  let hangs = true;
  const sample = (signal: AbortSignal) =>
    hangs
      ? new Promise<unknown[]>((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('cut'))))
      : Promise.resolve([]);
  const { clock, asked, watch } = bench({ sample });
  await clock.advance(1_100);
  hangs = false;
  await clock.advance(1_100);
  expect(asked).toEqual([0, 2_000, 2_200]);
  expect(await watch.stop()).toEqual({ status: 'ok', value: { samples: 2, intervalMs: 200 } });
});

it('ends at once although a sample hangs, and says so when there was no other', async () => {
  const { clock, watch } = bench({
    sample: (signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('x')))),
  });
  await settle();
  expect(await watch.stop()).toMatchObject({ status: 'unavailable' });
  expect(clock.waiting()).toBe(0);
});

it('says why there was no sample at all, without secrets', async () => {
  const { clock, watch } = bench({ sample: () => Promise.reject(new Error('password hunter2 is wrong')) });
  await clock.advance(100);
  expect(await watch.stop()).toEqual({ status: 'unavailable', reason: 'password *** is wrong' });
});

it('is unavailable where sessions are hidden, and names the grant; what it saw is kept', async () => {
  const { clock, seen, watch } = bench({ sample: async () => [row, hidden] });
  await settle();
  await clock.advance(300);
  expect(await watch.stop()).toEqual({
    status: 'unavailable',
    reason: 'sessions of other users were hidden in 2 of 2 samples; GRANT pg_monitor TO reader shows them',
  });
  expect(seen).toHaveLength(1);
});
