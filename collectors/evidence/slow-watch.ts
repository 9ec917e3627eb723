/**
 * Watches for slow statements during the whole run, in the server's log and in sampled activity, and appends each of
 * them once to `evidence/slow-statements.ndjson`.
 *
 * Keeps at most SLOW_STATEMENTS_MAX, and before the measured phase at most a quarter of them, so that a warm-up over
 * cold caches leaves room for what is judged. What is left out is counted.
 */
import { SLOW_STATEMENTS_MAX, type SlowStatement, type SlowWatch } from '../../contract/evidence.ts';
import { type Measured, unavailable } from '../../contract/measured.ts';
import type { Clock } from '../clock.ts';
import type { ActivityWatch } from './activity-watch.ts';
import type { LogWatch } from './log-watch.ts';
import { createSlowMerge, type SeenStatement } from './slow-merge.ts';

/** How often the log is read and what has waited is written, ms. */
const ROUND_MS = 1_000;

/** Most statements kept of the time before the measured phase. */
const EARLY_MAX = SLOW_STATEMENTS_MAX / 4;

/** A line of the file: a statement, or what must be known about the others. */
export type SlowLine = SlowStatement | { notice: string; atMs: number };

/** What the watch is made of. */
export interface SlowWatchInput {
  limitMs: number;
  clock: Clock;
  write(line: SlowLine): void;
  /** Starts each source, or says why there is none. */
  log(onSeen: (seen: SeenStatement) => void): Measured<LogWatch>;
  activity(onSeen: (seen: SeenStatement) => void): Measured<ActivityWatch>;
}

/** A watch that goes on. */
export interface RunningSlowWatch {
  /** From now on statements belong to the measured phase. */
  beginMeasured(): void;
  /** Ends both sources and writes what waits; says how the watch was kept. Never rejects. */
  stop(): Promise<SlowWatch>;
}

/** Starts both sources. */
export function startSlowWatch(input: SlowWatchInput): RunningSlowWatch {
  const { clock } = input;
  const merge = createSlowMerge();
  const fromMs = clock.wallMs();
  let kept = 0;
  let omitted = 0;
  let keptMax = EARLY_MAX;
  let isStopped = false;
  const onSeen = (seen: SeenStatement) => merge.add(seen, clock.monotonicMs());
  const activity = input.activity(onSeen);
  const log = input.log(onSeen);
  let forgetTimer = () => {};
  let underWay = round();

  async function round(): Promise<void> {
    if (log.status === 'ok') await log.value.poll();
    keep(merge.due(clock.monotonicMs()));
    if (isStopped) return;
    forgetTimer = clock.after(ROUND_MS, () => {
      underWay = round();
    });
  }

  function keep(statements: readonly SlowStatement[]): void {
    for (const statement of statements) {
      if (kept < keptMax) input.write(statement);
      if (kept < keptMax) kept += 1;
      else omitted += 1;
    }
  }

  return {
    beginMeasured() {
      keptMax = SLOW_STATEMENTS_MAX;
    },
    async stop() {
      isStopped = true;
      forgetTimer();
      await underWay;
      const [activityKept, logKept] = [
        activity.status === 'ok' ? await activity.value.stop() : unavailable(activity.reason),
        log.status === 'ok' ? await log.value.stop() : unavailable(log.reason),
      ];
      keep(merge.rest());
      const untilMs = clock.wallMs();
      if (omitted > 0) input.write({ notice: `${kept} statements were kept, ${omitted} were left out`, atMs: untilMs });
      const { limitMs } = input;
      return {
        headroom: 'slow-watch/1',
        limitMs,
        fromMs,
        untilMs,
        log: logKept,
        activity: activityKept,
        kept,
        omitted,
      };
    },
  };
}
