/**
 * Samples what the database's sessions run, several times a second, for as long as it is not stopped.
 *
 * A sample that fails is not repeated, only counted as none; a source that is away is asked once a second. Never
 * overlaps itself.
 */
import { z } from 'zod';
import { type Measured, measured, unavailable } from '../../contract/measured.ts';
import type { Clock } from '../clock.ts';
import { reasonOf } from '../redact.ts';
import { type ActivityRow, createActivityTracker, isHidden } from './activity.ts';
import { grantMonitor } from './ask.ts';
import type { SeenStatement } from './slow-merge.ts';

/** How long one sample may take, ms: a later one would say nothing about its own moment. */
const SAMPLE_MS_MAX = 1_000;

/** How long a source that failed is left in peace, ms. */
const RETRY_MS = 1_000;

/** What sampling needs. */
export interface ActivityWatchInput {
  /** Asks once: the rows of `activityStatement`. */
  sample(signal: AbortSignal): Promise<unknown[]>;
  /** Whether the connection is wanted for something else just now. */
  isPaused(): boolean;
  onSeen(seen: SeenStatement): void;
  intervalMs: number;
  clock: Clock;
  /** Who asks, as a GRANT names it. */
  role: string;
  secrets: readonly string[];
}

/** Sampling that goes on. */
export interface ActivityWatch {
  /** Ends it, reports what still ran, and says how many samples there were. Never rejects. */
  stop(): Promise<Measured<{ samples: number; intervalMs: number }>>;
}

const rowsSchema = z.array(
  z.object({
    pid: z.number(),
    startedAtMs: z.number().nullable(),
    nowMs: z.number(),
    event: z.string().nullable(),
    id: z.string().nullable(),
    text: z.string(),
  }),
);

/** Takes the first sample at once. */
export function watchActivity(input: ActivityWatchInput): ActivityWatch {
  const { clock, intervalMs } = input;
  const tracker = createActivityTracker();
  let samples = 0;
  let samplesWithHidden = 0;
  let lastReason = 'the run ended before the first sample';
  let abort: AbortController | undefined;
  let isStopped = false;
  let dueMs = clock.monotonicMs();
  let forgetTimer = () => {};
  let underWay = loop();

  async function loop(): Promise<void> {
    const isAnswered = input.isPaused() || (await sampleOnce());
    if (isStopped) return;
    const nowMs = clock.monotonicMs();
    const missed = Math.max(0, Math.floor((nowMs - dueMs) / intervalMs));
    dueMs = isAnswered ? dueMs + (missed + 1) * intervalMs : nowMs + Math.max(RETRY_MS, intervalMs);
    forgetTimer = clock.after(Math.ceil(dueMs - nowMs), () => {
      underWay = loop();
    });
  }

  async function sampleOnce(): Promise<boolean> {
    abort = new AbortController();
    const { signal } = abort;
    const forget = clock.after(SAMPLE_MS_MAX, () => abort?.abort());
    try {
      const rows = rowsSchema.parse(await input.sample(signal));
      samples += 1;
      if (rows.some(isHidden)) samplesWithHidden += 1;
      const known = rows.filter((row): row is ActivityRow => !isHidden(row));
      for (const seen of tracker.sample(known)) input.onSeen(seen);
      return true;
    } catch (error) {
      lastReason = signal.aborted ? `no answer within ${SAMPLE_MS_MAX} ms` : reasonOf(error, input.secrets);
      return false;
    } finally {
      forget();
      abort = undefined;
    }
  }

  return {
    async stop() {
      isStopped = true;
      forgetTimer();
      abort?.abort();
      await underWay;
      for (const seen of tracker.rest()) input.onSeen(seen);
      if (samples === 0) return unavailable(lastReason);
      if (samplesWithHidden > 0) {
        const hidden = `sessions of other users were hidden in ${samplesWithHidden} of ${samples} samples`;
        return unavailable(`${hidden}; ${grantMonitor(input.role)} shows them`);
      }
      return measured({ samples, intervalMs });
    },
  };
}
