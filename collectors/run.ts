/**
 * Runs one collector: once an interval, on whole seconds, within its own time-out, until stopped.
 *
 * Every due moment leaves exactly one line: the values, or the reason why there are none. A collector never overlaps
 * itself: a moment that comes while the last scrape still runs is a failed scrape, not silence. Nothing that a
 * collector does reaches another one. Due moments are counted on the monotonic clock, so a jump of the wall clock
 * neither doubles nor skips scrapes.
 */
import type { SampleLine } from '../contract/samples.ts';
import type { Clock } from './clock.ts';
import type { Collector, Scrape } from './collector.ts';
import { reasonOf } from './redact.ts';

/**
 * Most missed moments that get a line each; more (a machine that slept for hours) are summed up in one further line,
 * so that waking up does not write a million lines.
 */
const MISSED_LINES_MAX = 60;

/** How long letting go of a source may take, ms; a source that hangs must not hold up the end of the run. */
const CLOSE_MS_MAX = 2000;

/** What one collector did. `failures` ≤ `scrapes`; both count lines of its file. */
export interface CollectorTally {
  name: string;
  scrapes: number;
  failures: number;
}

/** How a collector's last scrape went; `pending` before the first. */
export interface CollectorState {
  name: string;
  status: 'pending' | 'ok' | 'failed';
  /** Why the last scrape failed, or what it remarked. */
  reason?: string;
}

/** A collector that is being run. */
export interface RunningCollector {
  state(): CollectorState;
  tally(): CollectorTally;
  /** No further scrape begins; the one under way is waited for (at most its time-out); then the source is let go. */
  stop(): Promise<void>;
}

/** What running one collector needs. */
export interface RunInput {
  collector: Collector;
  /** Milliseconds between due moments. */
  intervalMs: number;
  /** Milliseconds after which a scrape has failed. */
  timeoutMs: number;
  clock: Clock;
  write(line: SampleLine): void;
}

/** Starts the timer chain; the first scrape is at the next whole interval of the wall clock. */
export function runCollector(input: RunInput): RunningCollector {
  const { collector, intervalMs, clock } = input;
  const tally: CollectorTally = { name: collector.name, scrapes: 0, failures: 0 };
  let state: CollectorState = { name: collector.name, status: 'pending' };
  let underWay: { answered: Promise<void> } | undefined;
  let stopping: Promise<void> | undefined;

  const wallStartMs = clock.wallMs();
  const wallToMonotonicMs = clock.monotonicMs() - wallStartMs;
  let dueMs = (Math.floor(wallStartMs / intervalMs) + 1) * intervalMs + wallToMonotonicMs;
  let forgetTimer = arm();

  function arm(): () => void {
    // Rounded up, because a timer may fire a fraction early and the line would carry the second before.
    return clock.after(Math.max(0, Math.ceil(dueMs - clock.monotonicMs())), onTimer);
  }

  function onTimer(): void {
    const nowMs = clock.monotonicMs();
    if (nowMs >= dueMs) {
      begin();
      dueMs += intervalMs;
      recordMissed(Math.floor((nowMs - dueMs) / intervalMs) + 1);
    }
    forgetTimer = arm();
  }

  function recordMissed(missed: number): void {
    const lateMs = Math.round(clock.monotonicMs() - dueMs);
    for (let k = 0; k < Math.min(missed, MISSED_LINES_MAX); k += 1) {
      fail(dueMs - wallToMonotonicMs, 0, `the collectors were held up for ${lateMs} ms`);
      dueMs += intervalMs;
    }
    const rest = missed - MISSED_LINES_MAX;
    if (rest <= 0) return;
    fail(dueMs - wallToMonotonicMs, 0, `the collectors were held up; ${rest} further scrapes were missed`);
    dueMs += rest * intervalMs;
  }

  function begin(): void {
    if (underWay !== undefined) {
      fail(clock.wallMs(), 0, 'previous scrape still running');
      return;
    }
    const abort = new AbortController();
    const atMs = clock.wallMs();
    const startedMs = clock.monotonicMs();
    const tookMs = () => Math.round((clock.monotonicMs() - startedMs) * 1000) / 1000;
    const answered = new Promise<void>((resolve) => {
      let open = true;
      const answer = (record: () => void) => {
        if (!open) return;
        open = false;
        forgetTimeout();
        record();
        resolve();
      };
      const forgetTimeout = clock.after(input.timeoutMs, () => {
        answer(() => fail(atMs, tookMs(), `no answer within ${input.timeoutMs} ms`));
        abort.abort();
      });
      // The async function turns a collector that throws at once into one that rejects.
      (async () => collector.scrape(abort.signal))()
        .then(
          (scrape) => answer(() => succeed(atMs, tookMs(), scrape)),
          (thrown: unknown) => answer(() => fail(atMs, tookMs(), reasonOf(thrown, collector.secrets))),
        )
        .finally(() => {
          underWay = undefined;
        });
    });
    underWay = { answered };
  }

  function succeed(atMs: number, tookMs: number, scrape: Scrape): void {
    tally.scrapes += 1;
    const reason = scrape.remark === undefined ? {} : { reason: reasonOf(scrape.remark, collector.secrets) };
    state = { name: collector.name, status: 'ok', ...reason };
    input.write({ atMs, collector: collector.name, ok: true, tookMs, ...reason, values: scrape.values });
  }

  function fail(atMs: number, tookMs: number, reason: string): void {
    tally.scrapes += 1;
    tally.failures += 1;
    state = { name: collector.name, status: 'failed', reason };
    input.write({ atMs, collector: collector.name, ok: false, tookMs, reason });
  }

  async function stop(): Promise<void> {
    forgetTimer();
    await underWay?.answered;
    await withinMs(collector.close(), CLOSE_MS_MAX, clock).catch((thrown: unknown) => {
      throw new Error(`${collector.name}: ${reasonOf(thrown, collector.secrets)}`);
    });
  }

  return {
    state: () => state,
    tally: () => ({ ...tally }),
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}

function withinMs(work: Promise<void>, limitMs: number, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    const forget = clock.after(limitMs, () => reject(new Error(`did not close within ${limitMs} ms`)));
    work.then(resolve, reject).finally(forget);
  });
}
