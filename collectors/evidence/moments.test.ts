import { expect, it } from 'vitest';
import { measured, unavailable } from '../../contract/measured.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { awaitMoments } from './moments.ts';

const START_MS = 1_763_870_400_000;
const phases = { rampMs: 5_000, warmupMs: 10_000, measureMs: 60_000 };

function bench() {
  const clock = createFakeClock(START_MS);
  const calls: [string, wantedAtMs: number, atMs: number][] = [];
  const state = {
    started: unavailable('no journey has begun') as
      | ReturnType<typeof measured<number>>
      | { status: 'unavailable'; reason: string },
  };
  const moments = awaitMoments({
    phases,
    clock,
    testStartedAtMs: () => state.started,
    onBegin: (wantedAtMs) => calls.push(['begin', wantedAtMs, clock.wallMs()]),
    onEnd: (wantedAtMs) => calls.push(['end', wantedAtMs, clock.wallMs()]),
  });
  return { clock, calls, moments, state };
}

it('calls at both ends of the measured phase, counted from the start of the scenarios', async () => {
  const { clock, calls, moments, state } = bench();
  await clock.advance(3_000);
  state.started = measured(START_MS + 2_000);
  await clock.advance(13_000);
  expect(calls).toEqual([]);
  await clock.advance(100_000);
  expect(calls).toEqual([
    ['begin', START_MS + 17_000, START_MS + 17_000],
    ['end', START_MS + 77_000, START_MS + 77_000],
  ]);
  expect(moments.stop()).toEqual({ state: 'after' });
  expect(clock.waiting()).toBe(0);
});

it('calls late, and with the moment it missed, when the start becomes known late', async () => {
  const { clock, calls, state } = bench();
  await clock.advance(20_000);
  state.started = measured(START_MS);
  await clock.advance(500);
  expect(calls).toEqual([['begin', START_MS + 15_000, START_MS + 20_500]]);
});

it.each([
  [0, { state: 'before', why: 'no journey has begun' }],
  [5_000, { state: 'before', why: 'the run ended 10.0 s before its measured phase' }],
  [15_000, { state: 'within', endsAtMs: START_MS + 75_000 }],
])('says what is missing of a run that ends after %d ms, and calls no more', async (afterMs, left) => {
  const { clock, calls, moments, state } = bench();
  await clock.advance(0);
  if (afterMs > 0) state.started = measured(START_MS);
  await clock.advance(afterMs);
  const before = calls.length;
  expect(moments.stop()).toEqual(left);
  await clock.advance(200_000);
  expect(calls).toHaveLength(before);
});
