import { expect, it } from 'vitest';
import { SLOW_STATEMENTS_MAX, slowWatchSchema } from '../../contract/evidence.ts';
import { measured, unavailable } from '../../contract/measured.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import type { SeenStatement } from './slow-merge.ts';
import { type SlowLine, type SlowWatchInput, startSlowWatch } from './slow-watch.ts';

const START_MS = 1_763_870_400_000;
const statement = (pid: number): SeenStatement => ({
  pid,
  atMs: pid,
  source: 'activity',
  id: null,
  text: 'SELECT a',
  durationMs: 300,
  waits: [],
  planHash: null,
  plan: null,
});

function bench(input: Partial<SlowWatchInput> = {}) {
  const clock = createFakeClock(START_MS);
  const lines: SlowLine[] = [];
  let see: (seen: SeenStatement) => void = () => {};
  const watch = startSlowWatch({
    limitMs: 250,
    clock,
    write: (line) => lines.push(line),
    log: () => unavailable('no log'),
    activity(onSeen) {
      see = onSeen;
      return measured({ stop: async () => measured({ samples: 10, intervalMs: 200 }) });
    },
    ...input,
  });
  const many = (from: number, to: number) => {
    for (let pid = from; pid < to; pid += 1) see(statement(pid));
  };
  return { clock, lines, watch, many };
}

it('writes a statement while the run goes on, without the number of its process', async () => {
  const { clock, lines, many } = bench();
  many(1, 2);
  await clock.advance(5_000);
  const { pid: _pid, ...expected } = statement(1);
  expect(lines).toEqual([expected]);
});

it('says how it was kept, so that an empty list can be believed', async () => {
  const { clock, watch } = bench();
  await clock.advance(10_000);
  const told = await watch.stop();
  expect(told).toEqual({
    headroom: 'slow-watch/1',
    limitMs: 250,
    fromMs: START_MS,
    untilMs: START_MS + 10_000,
    log: { status: 'unavailable', reason: 'no log' },
    activity: { status: 'ok', value: { samples: 10, intervalMs: 200 } },
    kept: 0,
    omitted: 0,
  });
  expect(slowWatchSchema.parse(told)).toEqual(told);
  expect(clock.waiting()).toBe(0);
});

it('leaves room for the measured phase, counts what is left out and says so in the last line', async () => {
  const { clock, lines, watch, many } = bench();
  many(0, SLOW_STATEMENTS_MAX);
  await clock.advance(5_000);
  expect(lines).toHaveLength(SLOW_STATEMENTS_MAX / 4);
  watch.beginMeasured();
  many(SLOW_STATEMENTS_MAX, 2 * SLOW_STATEMENTS_MAX);
  const { kept, omitted } = await watch.stop();
  expect([kept, omitted]).toEqual([SLOW_STATEMENTS_MAX, SLOW_STATEMENTS_MAX]);
  expect(lines.filter((line) => 'text' in line)).toHaveLength(SLOW_STATEMENTS_MAX);
  expect(lines.at(-1)).toMatchObject({ notice: '2000 statements were kept, 2000 were left out' });
});

it('reads the rest of the log after the last sample, and writes what both saw once', async () => {
  const { lines, watch } = bench({
    activity: (onSeen) =>
      measured({
        async stop() {
          onSeen(statement(1));
          return measured({ samples: 1, intervalMs: 200 });
        },
      }),
    log: (onSeen) =>
      measured({
        poll: async () => {},
        async stop() {
          onSeen({ ...statement(1), source: 'log', durationMs: 320 });
          return measured({ lines: 1 });
        },
      }),
  });
  expect(await watch.stop()).toMatchObject({ kept: 1, log: { value: { lines: 1 } } });
  expect(lines).toEqual([expect.objectContaining({ source: 'log', durationMs: 320 })]);
});
