/**
 * Waits for k6 while the load runs: shows progress, and ends it gracefully on Ctrl-C, on a record that cannot be
 * written, when the target fails too much, and when the budget is reached; ends it at once when it outlives its plan.
 */
import type { LiveFigures } from '../../collectors/index.ts';
import type { Config } from '../../contract/config.ts';
import type { Plan } from '../../contract/plan.ts';
import type { K6Process } from './k6-process.ts';
import { findReasonToStop, type ReasonToStop } from './reason-to-stop.ts';

/** What is watched. */
export interface Supervision {
  plan: Plan;
  config: Pick<Config, 'stopEarly' | 'budget'>;
  k6: K6Process;
  /** Aborted by the first Ctrl-C. */
  signal: AbortSignal;
  live(): LiveFigures;
  hasWriteErrors(): boolean;
  onProgress(live: LiveFigures, elapsedMs: number): void;
  nowMs(): number;
}

/** How k6 ended, and why the suite itself ended it, if it did. */
export interface SupervisedEnd {
  k6: Awaited<K6Process['ended']>;
  stoppedEarly?: { atMs: number } & ReasonToStop;
}

/** How much longer than planned k6 may take before it is ended, milliseconds: start-up and its last flush. */
const DEADLINE_MARGIN_MS = 60_000;
const PROGRESS_INTERVAL_MS = 500;

/** Resolves when k6 has ended. */
export async function superviseK6(watched: Supervision): Promise<SupervisedEnd> {
  const { plan, config, k6, signal } = watched;
  const startedMs = watched.nowMs();
  let stoppedEarly: SupervisedEnd['stoppedEarly'];
  const stop = () => k6.stop();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const progress = setInterval(() => {
    const live = watched.live();
    watched.onProgress(live, watched.nowMs() - startedMs);
    // A record that can't be written is not worth more load on the target.
    if (watched.hasWriteErrors()) k6.stop();
    const reason = stoppedEarly === undefined ? findReasonToStop(config, live) : null;
    if (reason !== null) {
      stoppedEarly = { atMs: watched.nowMs(), ...reason };
      k6.stop();
    }
  }, PROGRESS_INTERVAL_MS);
  const deadline = setTimeout(() => k6.kill(), longestRunMs(plan));
  try {
    const ended = await k6.ended;
    return { k6: ended, ...(stoppedEarly === undefined ? {} : { stoppedEarly }) };
  } finally {
    clearInterval(progress);
    clearTimeout(deadline);
    signal.removeEventListener('abort', stop);
  }
}

function longestRunMs(plan: Plan): number {
  const { rampMs, warmupMs, measureMs } = plan.phases;
  const gracefulStopMs = Math.max(0, ...plan.journeys.map((journey) => journey.gracefulStopMs));
  return rampMs + warmupMs + measureMs + gracefulStopMs + DEADLINE_MARGIN_MS;
}
