/**
 * Calls at the two ends of the measured phase.
 *
 * When the phases lie in time is known only once a journey has said when the scenarios began; until then it is asked
 * for twice a second. Does each call at most once. Pure but for its clock.
 */
import type { Measured } from '../../contract/measured.ts';
import type { Clock } from '../clock.ts';

/** How often the start is asked for, ms; phases before the measured one last for seconds. */
const ASK_MS = 500;

/** Lengths of the phases, milliseconds, consecutive from the start of the scenarios. */
export interface Phases {
  rampMs: number;
  warmupMs: number;
  measureMs: number;
}

/** What to call, and when. */
export interface MomentsInput {
  phases: Phases;
  clock: Clock;
  /** When the scenarios began, Unix milliseconds. */
  testStartedAtMs(): Measured<number>;
  /** `wantedAtMs`: the moment by plan, Unix milliseconds. */
  onBegin(wantedAtMs: number): void;
  onEnd(wantedAtMs: number): void;
}

/** Moments that are waited for. */
export interface Moments {
  /** Waits no longer; returns what has not come, with its moment where that is known. */
  stop(): { state: 'before'; why: string } | { state: 'within'; endsAtMs: number } | { state: 'after' };
}

/** Begins to wait. */
export function awaitMoments(input: MomentsInput): Moments {
  const { clock, phases } = input;
  let state: 'before' | 'within' | 'after' = 'before';
  let beginsAtMs: number | undefined;
  let forgetTimer = arm(0, ask);

  function arm(delayMs: number, run: () => void): () => void {
    return clock.after(Math.max(0, Math.ceil(delayMs)), run);
  }

  function ask(): void {
    const started = input.testStartedAtMs();
    if (started.status !== 'ok') {
      forgetTimer = arm(ASK_MS, ask);
      return;
    }
    const beginMs = started.value + phases.rampMs + phases.warmupMs;
    beginsAtMs = beginMs;
    forgetTimer = arm(beginMs - clock.wallMs(), () => {
      state = 'within';
      const endMs = beginMs + phases.measureMs;
      forgetTimer = arm(endMs - clock.wallMs(), () => {
        state = 'after';
        input.onEnd(endMs);
      });
      input.onBegin(beginMs);
    });
  }

  return {
    stop() {
      forgetTimer();
      if (state === 'after') return { state };
      if (state === 'within' && beginsAtMs !== undefined) return { state, endsAtMs: beginsAtMs + phases.measureMs };
      if (beginsAtMs === undefined) return { state: 'before', why: 'no journey has begun' };
      const seconds = ((beginsAtMs - clock.wallMs()) / 1000).toFixed(1);
      return { state: 'before', why: `the run ended ${seconds} s before its measured phase` };
    },
  };
}
