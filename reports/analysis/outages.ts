/**
 * Finds outages: seconds of the measured phase without a single good answer while starts were due.
 *
 * Few starts leave seconds without an answer by chance, so a stretch counts only when at least eight good answers were
 * to be expected in it at the run's own rate. Good answers are counted by the second in which they came.
 */
import type { Outage } from '../../contract/summary.ts';
import { elapsedText, spanText } from '../html/numbers.ts';
import type { TagFilter } from './load-data.ts';
import type { LoadSeries } from './load-series.ts';
import { isMeasuredSecond, type Window } from './phases.ts';
import type { RunRecord } from './read-record.ts';

/** Good answers that a stretch must have missed: by chance this happens once in 3,000 stretches (e^-8). */
const EXPECTED_ANSWERS_MIN = 8;
/** How much sooner or later one journey may be cut off than all together, milliseconds. */
const EDGE_MS = 5000;
/** Outcomes with which a user got what they came for. */
const GOOD_OUTCOMES = ['ok', 'abort_in_time'] as const;

/** What happened in each second of the measured phase, in order. */
export interface AnswerSeconds {
  /** Unix second of the first entry. */
  firstSecond: number;
  good: number[];
  /** Starts begun or dropped. */
  due: number[];
}

/** All outages: of all journeys together, and of a journey alone while others were answered. Ordered by time. */
export function findOutages(record: RunRecord, window: Window): Outage[] {
  const names = record.plan.journeys.map((journey) => journey.name);
  const each = names.map((name) => ({ name, seconds: answerSeconds(record, window, [name]) }));
  const together = stretches(answerSeconds(record, window, names), 'all');
  const apart = each.flatMap(({ name, seconds }) =>
    stretches(seconds, name).filter((one) => !together.some((all) => isWithin(one, all))),
  );
  return [...together, ...apart].sort((a, b) => a.startMs - b.startMs);
}

/** An outage in words: `no start was answered from 0:32 to 0:41 (9 s)`, counted from `originMs`. */
export function describeOutage({ journey, startMs, endMs, isOver }: Outage, originMs: number): string {
  const whose = journey === 'all' ? 'start' : `${journey} start`;
  const end = isOver ? `to ${elapsedText(endMs - originMs)}` : 'to the end of the measured phase';
  const span = spanText(endMs - startMs);
  return `no ${whose} was answered from ${elapsedText(startMs - originMs)} ${end} (${span})`;
}

/** Stretches of seconds without a good answer in which starts were due and answers were to be expected. */
export function stretches({ firstSecond, good, due }: AnswerSeconds, journey: string): Outage[] {
  const total = good.reduce((sum, count) => sum + count, 0);
  const meanPerSecond = good.length === 0 ? 0 : total / good.length;
  const found: Outage[] = [];
  let from = 0;
  for (let at = 0; at <= good.length; at += 1) {
    if (at < good.length && good[at] === 0) continue;
    const wasDue = due.slice(from, at).some((count) => count > 0);
    // Where nothing was ever answered there is no rate to expect from: all of it is an outage.
    if (at > from && wasDue && (total === 0 || meanPerSecond * (at - from) >= EXPECTED_ANSWERS_MIN)) {
      found.push({
        journey,
        startMs: (firstSecond + from) * 1000,
        endMs: (firstSecond + at) * 1000,
        isOver: at < good.length,
      });
    }
    from = at + 1;
  }
  return found;
}

/** A journey answers a little earlier or later than the others at both ends of an outage that they share. */
function isWithin(one: Outage, all: Outage): boolean {
  return one.startMs >= all.startMs - EDGE_MS && one.endMs <= all.endMs + EDGE_MS;
}

function answerSeconds({ load }: RunRecord, window: Window, journeys: readonly string[]): AnswerSeconds {
  const firstSecond = Math.ceil((window.measureStartMs - 500) / 1000);
  const count = Math.max(0, Math.ceil((window.measureEndMs - 500) / 1000) - firstSecond);
  const isMeasured = isMeasuredSecond(window);
  const good = Array.from({ length: count }, () => 0);
  const due = [...good];
  const put = (into: number[], series: readonly LoadSeries[]): void => {
    for (const one of series) {
      one.seconds.forEach((second, at) => {
        const index = second - firstSecond;
        if (isMeasured(second) && index < count) into[index] = (into[index] ?? 0) + (one.values[at] ?? 0);
      });
    }
  };
  for (const journey of journeys) {
    const tags: TagFilter = { journey };
    for (const outcome of GOOD_OUTCOMES) put(good, load.select('journey_finished', { ...tags, outcome }));
    put(due, load.select('journey_started', tags));
    put(due, load.select('dropped_iterations', { scenario: journey }));
  }
  return { firstSecond, good, due };
}
