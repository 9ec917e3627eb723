/**
 * Makes one slow statement of what the log and the samples of activity saw of it.
 *
 * A session runs one statement at a time, so two sightings of one process whose times overlap are of the same one. Each
 * sighting is held back for some seconds, because the log is read later than activity is sampled. Pure.
 */
import type { SlowStatement } from '../../contract/evidence.ts';

/**
 * How long a sighting waits for its counterpart, ms: the log is read once a second, and a sample may be late by its
 * time-out of one second.
 */
export const HOLD_MS = 3_000;

/** A sighting: the statement and the server process that ran it. `atMs` is when it began. */
export interface SeenStatement extends SlowStatement {
  pid: number;
}

/** Sightings that wait. */
export interface SlowMerge {
  /** `nowMs`: of any clock that never goes back. */
  add(seen: SeenStatement, nowMs: number): void;
  /** What has waited long enough, in the order of its first sighting. */
  due(nowMs: number): SlowStatement[];
  /** All that is left. */
  rest(): SlowStatement[];
}

/** Nothing seen yet. */
export function createSlowMerge(): SlowMerge {
  let waiting: { seen: SeenStatement; sinceMs: number }[] = [];

  return {
    add(seen, nowMs) {
      const twin = waiting.find((other) => isSame(other.seen, seen));
      if (twin === undefined) waiting.push({ seen, sinceMs: nowMs });
      else twin.seen = merge(twin.seen, seen);
    },
    due(nowMs) {
      const due = waiting.filter(({ sinceMs }) => nowMs - sinceMs >= HOLD_MS);
      waiting = waiting.filter(({ sinceMs }) => nowMs - sinceMs < HOLD_MS);
      return due.map(({ seen }) => withoutProcess(seen));
    },
    rest() {
      const rest = waiting;
      waiting = [];
      return rest.map(({ seen }) => withoutProcess(seen));
    },
  };
}

function isSame(a: SeenStatement, b: SeenStatement): boolean {
  if (a.pid !== b.pid || (a.source === 'activity' && b.source === 'activity')) return false;
  // auto_explain and log_min_duration_statement may both log one execution; so may a function and what it calls.
  if (a.source === b.source && a.text !== b.text) return false;
  const overlapMs = Math.min(a.atMs + a.durationMs, b.atMs + b.durationMs) - Math.max(a.atMs, b.atMs);
  return overlapMs > 0 && overlapMs >= Math.min(a.durationMs, b.durationMs) / 2;
}

/** The log knows the duration, the whole text and the plan; the samples know the waits. */
function merge(a: SeenStatement, b: SeenStatement): SeenStatement {
  const longer = a.durationMs >= b.durationMs ? a : b;
  const log = a.source === b.source ? longer : a.source === 'log' ? a : b;
  const other = log === a ? b : a;
  return {
    ...log,
    id: log.id ?? other.id,
    waits: log.waits.length > 0 ? log.waits : other.waits,
    planHash: log.planHash ?? other.planHash,
    plan: log.plan ?? other.plan,
  };
}

function withoutProcess({ pid: _pid, ...statement }: SeenStatement): SlowStatement {
  return statement;
}
