/** The dashboard user: opens the page, whose own code then fetches everything else at once; thinks 8–16 s between. */
import type { PlannedJourney } from '../../contract/plan.ts';
import { send, sendTogether } from '../lib/requests.ts';
import { deployment } from '../lib/run-plan.ts';
import { openSession, randomOfStart, type Session, thinkTimeMs } from '../lib/sessions.ts';
import { pause, performStart, type StartResult } from '../lib/starts.ts';

let session: Session | null = null;

/** One iteration: one dashboard load, preceded by its think time. */
export function dashboard(journey: PlannedJourney): void {
  session ??= openSession(journey);
  if (session === null) return;
  const user = session;
  if (!pause(thinkTimeMs(journey, user, randomOfStart(journey, user)))) return;
  performStart(journey, 'dashboard_load', () => load(journey, user));
  user.starts += 1;
}

/**
 * `dashboard_load` is the page, then (on a session's first visit) its code, then the slowest of the parallel calls,
 * each from asking for a connection to the last byte: what the user waits for without the generator's own scripting.
 */
function load(journey: PlannedJourney, user: Session): StartResult {
  const page = deployment.dashboardPage?.(user.credentials);
  if (page === undefined) return { outcome: 'failed' };
  const pageResult = send(page, journey.requestTimeoutMs);
  if (!pageResult.isGood) return { outcome: 'failed' };
  const assets = user.starts === 0 ? sendTogether(deployment.dashboardAssets?.() ?? [], journey.requestTimeoutMs) : [];
  const calls = sendTogether(deployment.dashboardCalls?.(user.credentials) ?? [], journey.requestTimeoutMs);
  if (![...assets, ...calls].every((result) => result.isGood)) return { outcome: 'failed' };
  return { outcome: 'ok', latencyMs: pageResult.totalMs + slowestMs(assets) + slowestMs(calls) };
}

function slowestMs(results: readonly { totalMs: number }[]): number {
  return results.reduce((slowest, result) => Math.max(slowest, result.totalMs), 0);
}
