/** The two tasks of the comparison, in full and in short. */
import type { Load } from '../ladder/server-figures.ts';

/** Seconds of load. Below 15 a Java machine is still compiling for a good part of them. */
const SECONDS = 15;
const SHORT_SECONDS = 6;

/** 1,000 plain requests a second, and 200 sessions that read streams. */
export function plannedTasks(isShort: boolean): Load[] {
  const seconds = isShort ? SHORT_SECONDS : SECONDS;
  return [
    { kind: 'requests', rateRps: isShort ? 200 : 1_000, seconds },
    { kind: 'streams', sessions: isShort ? 40 : 200, seconds },
  ];
}
