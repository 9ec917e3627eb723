/**
 * A closed-model session: one VU is one user, who opens late (so that starts are spread), signs in, and stays until
 * the end of the load or of the step that opened it.
 *
 * The session lives in the VU, not in the iteration: one iteration is one start.
 */

import exec from 'k6/execution';
import type { PlannedJourney } from '../../contract/plan.ts';
import type { Credentials } from '../deployments/types.ts';
import { FIRST_PAUSE_MIN_MS } from './phases.ts';
import { createRandom, type Random, streamOf, uniform } from './random.ts';
import { elapsedMs, plan } from './run-plan.ts';
import { countClosed, countOpened, signIn } from './sign-in.ts';
import { pause, tagMoment } from './starts.ts';
import { openIntervals } from './steps.ts';
import { vuIndex } from './vu-index.ts';

/** Pause before a sign-in that failed is tried again, milliseconds: long enough not to hammer a target that is down. */
const SIGN_IN_RETRY_MS = 5_000;

/** One user's session. */
export interface Session {
  /** 0-based among the journey's sessions. */
  index: number;
  credentials: Credentials;
  /** Starts made so far. */
  starts: number;
  /** When it ends, milliseconds after the start of the scenarios; Infinity: with the load. */
  closesAtMs: number;
}

/** This VU's session: the one it has while that is open, or the next one, opened at its turn; null at the load's end. */
export function keepSession(journey: PlannedJourney, session: Session | null): Session | null {
  if (session === null) return openSession(journey);
  if (!isOver(session)) return session;
  countClosed(journey);
  return openSession(journey);
}

/** Thinks before a start; false when the session or the load ended meanwhile. */
export function think(journey: PlannedJourney, session: Session, random: Random): boolean {
  const drawnMs = uniform(random, journey.thinkMs.min, journey.thinkMs.max);
  return pause(session.starts === 0 ? Math.max(FIRST_PAUSE_MIN_MS, drawnMs) : drawnMs) && !isOver(session);
}

/** The draws of one start: the same seed gives session n's start k the same draws in every run. */
export function randomOfStart(journey: PlannedJourney, session: Session): Random {
  return createRandom(plan.seed + streamOf(journey.name), session.index, session.starts);
}

function openSession(journey: PlannedJourney): Session | null {
  const index = vuIndex(journey.sessions);
  exec.vu.metrics.tags.journey = journey.name;
  const interval = openIntervals(plan, index, journey.sessions).find(({ closesAtMs }) => closesAtMs > elapsedMs());
  const waitMs = interval === undefined ? Number.POSITIVE_INFINITY : interval.opensAtMs - elapsedMs();
  if (waitMs > 0 && !pause(waitMs)) return null;
  for (;;) {
    tagMoment();
    const credentials = signIn(journey, index);
    if (credentials !== null) {
      countOpened(journey);
      return { index, credentials, starts: 0, closesAtMs: interval?.closesAtMs ?? 0 };
    }
    if (!pause(SIGN_IN_RETRY_MS)) return null;
  }
}

function isOver(session: Session): boolean {
  return elapsedMs() >= session.closesAtMs;
}
