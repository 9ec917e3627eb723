/**
 * How many starts of each journey were intended in the measured phase, and what became of them.
 *
 * Counts as the record has them: what does not add up is left as it is, for the validity to say so.
 */
import type { TagFilter } from './load-data.ts';
import { sumOf } from './load-series.ts';
import { isMeasuredSecond, type Window } from './phases.ts';
import type { RunRecord } from './read-record.ts';

/** The outcomes that a journey may give its end. */
export const OUTCOMES = ['ok', 'failed', 'abort_in_time', 'abort_late', 'abort_early'] as const;
/** An outcome. */
export type Outcome = (typeof OUTCOMES)[number];

/** The starts of one journey in the measured phase. */
export interface Starts {
  journey: string;
  /** started + dropped. */
  intended: number;
  started: number;
  /** Starts that were due and could not be made; only open journeys have any. */
  dropped: number;
  finished: Record<Outcome, number>;
  /** started − finished as read; negative when the record contradicts itself. */
  unfinished: number;
  /** Ends with an outcome that nobody knows. */
  unknownOutcomes: number;
}

/** The starts of `journey` that carry the phase `measure`; drops have no VU and are taken by time. */
export function countStarts({ load }: RunRecord, window: Window, journey: string): Starts {
  const tags: TagFilter = { journey, phase: 'measure' };
  const started = sumOf(load.select('journey_started', tags));
  const dropped = sumOf(load.select('dropped_iterations', { scenario: journey }), isMeasuredSecond(window));
  const ended = sumOf(load.select('journey_finished', tags));
  const finished = { ok: 0, failed: 0, abort_in_time: 0, abort_late: 0, abort_early: 0 };
  let known = 0;
  for (const outcome of OUTCOMES) {
    finished[outcome] = sumOf(load.select('journey_finished', { ...tags, outcome }));
    known += finished[outcome];
  }
  return {
    journey,
    intended: started + dropped,
    started,
    dropped,
    finished,
    unfinished: started - ended,
    unknownOutcomes: ended - known,
  };
}
