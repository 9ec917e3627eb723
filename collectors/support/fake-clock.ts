/**
 * A clock that tests move by hand.
 */
import type { Clock } from '../clock.ts';

/** A clock that stands still until it is moved. */
export interface FakeClock extends Clock {
  /** Moves time on, firing timers in order at their own moments, and lets promises settle after each. */
  advance(ms: number): Promise<void>;
  /** Moves time on as a held-up process sees it: all due timers fire late, at the end. */
  freeze(ms: number): Promise<void>;
  /** Moves only the wall clock. */
  jumpWall(ms: number): void;
  /** Timers that wait. */
  waiting(): number;
}

/** A fake clock whose wall time begins at `wallStartMs`. */
export function createFakeClock(wallStartMs: number): FakeClock {
  let nowMs = 5000;
  let offsetMs = wallStartMs - nowMs;
  let timers: { atMs: number; run: () => void }[] = [];

  async function fireUntil(ms: number): Promise<void> {
    for (;;) {
      const next = timers.filter((timer) => timer.atMs <= ms).sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) return;
      timers = timers.filter((timer) => timer !== next);
      nowMs = Math.max(nowMs, next.atMs);
      next.run();
      await settle();
    }
  }

  return {
    wallMs: () => nowMs + offsetMs,
    monotonicMs: () => nowMs,
    after(delayMs, run) {
      const timer = { atMs: nowMs + delayMs, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    async advance(ms) {
      const endMs = nowMs + ms;
      await fireUntil(endMs);
      nowMs = endMs;
    },
    async freeze(ms) {
      nowMs += ms;
      await fireUntil(nowMs);
    },
    jumpWall(ms) {
      offsetMs += ms;
    },
    waiting: () => timers.length,
  };
}

/** Lets everything that is already resolved run on. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
