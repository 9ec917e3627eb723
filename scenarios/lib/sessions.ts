/**
 * A closed-model session: one VU is one user, who opens late (so that starts are spread), signs in, and stays.
 *
 * The session lives in the VU, not in the iteration: one iteration is one start.
 */

import { sleep } from 'k6';
import exec from 'k6/execution';
import type { PlannedJourney } from '../../contract/plan.ts';
import type { Credentials } from '../deployments/types.ts';
import { sessionClosed, sessionOpened } from './metrics.ts';
import { FIRST_PAUSE_MIN_MS, openingDelayMs, phaseAt } from './phases.ts';
import { createRandom, type Random, streamOf, uniform } from './random.ts';
import { send } from './requests.ts';
import { deployment, elapsedMs, plan } from './run-plan.ts';
import { pause } from './starts.ts';

/** Pause before a sign-in that failed is tried again, milliseconds: long enough not to hammer a target that is down. */
const SIGN_IN_RETRY_MS = 5_000;

/** One user's session. */
export interface Session {
  /** 0-based among the journey's sessions. */
  index: number;
  credentials: Credentials;
  /** Starts made so far. */
  starts: number;
}

/** Opens this VU's session at its turn of the ramp and signs in; null when the load ended before that worked. */
export function openSession(journey: PlannedJourney): Session | null {
  const index = exec.scenario.iterationInTest % Math.max(1, journey.sessions);
  exec.vu.metrics.tags.journey = journey.name;
  sleep(openingDelayMs(plan.phases, index, journey.sessions) / 1000);
  for (;;) {
    exec.vu.metrics.tags.phase = phaseAt(plan.phases, elapsedMs()) ?? 'measure';
    const credentials = signIn(journey, journey.firstUser + index);
    if (credentials !== null) {
      countOpened(journey);
      return { index, credentials, starts: 0 };
    }
    if (!pause(SIGN_IN_RETRY_MS)) return null;
  }
}

/** The think time before a start, milliseconds; the first one is at least the pause that limiters need. */
export function thinkTimeMs(journey: PlannedJourney, session: Session, random: Random): number {
  const thinkMs = uniform(random, journey.thinkMs.min, journey.thinkMs.max);
  return session.starts === 0 ? Math.max(FIRST_PAUSE_MIN_MS, thinkMs) : thinkMs;
}

/** The draws of one start: the same seed gives session n's start k the same draws in every run. */
export function randomOfStart(journey: PlannedJourney, session: Session): Random {
  return createRandom(plan.seed + streamOf(journey.name), session.index, session.starts);
}

/** Counts a session as open. */
export function countOpened(journey: PlannedJourney): void {
  sessionOpened.add(1, { journey: journey.name });
}

/** Counts a session as closed. */
export function countClosed(journey: PlannedJourney): void {
  sessionClosed.add(1, { journey: journey.name });
}

function signIn(journey: PlannedJourney, userNumber: number): Credentials | null {
  if (deployment.signIn === undefined || deployment.readCredentials === undefined) {
    return { headers: {}, userId: String(userNumber), conversations: [] };
  }
  const spec = deployment.signIn({ number: userNumber }, __ENV);
  const result = send(spec, journey.requestTimeoutMs);
  return result.isGood ? deployment.readCredentials(result.answer) : null;
}
