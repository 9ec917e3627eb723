/**
 * The clock that everything here reads, so that tests can move it.
 */
import { performance } from 'node:perf_hooks';

/** Wall time for what is written, monotonic time for what is measured. */
export interface Clock {
  /** Unix milliseconds; may jump. */
  wallMs(): number;
  /** Milliseconds since some moment; never goes back. */
  monotonicMs(): number;
  /** Calls `run` once, after `delayMs`; the returned function forgets it. */
  after(delayMs: number, run: () => void): () => void;
}

/** This machine's clock. */
export const systemClock: Clock = {
  wallMs: Date.now,
  monotonicMs: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
