/** Signing in as one of a journey's test users, and counting the sessions that this opens and closes. */
import type { PlannedJourney } from '../../contract/plan.ts';
import type { Credentials } from '../deployments/types.ts';
import { sessionClosed, sessionOpened } from './metrics.ts';
import { send } from './requests.ts';
import { deployment } from './run-plan.ts';
import { userNumberOf } from './users.ts';

/** What signing in as user `index` of the journey gave; null when it failed. */
export function signIn(journey: PlannedJourney, index: number): Credentials | null {
  const number = userNumberOf(journey, index);
  if (deployment.signIn === undefined || deployment.readCredentials === undefined) {
    return { headers: {}, userId: String(number), conversations: [] };
  }
  const spec = deployment.signIn({ number }, __ENV);
  const result = send(spec, journey.requestTimeoutMs);
  return result.isGood ? deployment.readCredentials(result.answer) : null;
}

/** Counts a session as open. */
export function countOpened(journey: PlannedJourney): void {
  sessionOpened.add(1, { journey: journey.name });
}

/** Counts a session as closed. */
export function countClosed(journey: PlannedJourney): void {
  sessionClosed.add(1, { journey: journey.name });
}
