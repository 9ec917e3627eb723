/** Which test user a journey's session signs in as. Pure. */
import type { PlannedJourney } from '../../contract/plan.ts';

/** The number of session `index`'s user: of the journey's cohort, shared where it is smaller, or one user a session. */
export function userNumberOf(journey: Pick<PlannedJourney, 'users' | 'firstUser'>, index: number): number {
  if (journey.users === null) return journey.firstUser + index;
  const { first, last } = journey.users;
  return first + (index % (last - first + 1));
}
