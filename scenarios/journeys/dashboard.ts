/** The dashboard user: opens the page, whose own code then fetches everything else at once; thinks 8–16 s between. */
import type { PlannedJourney } from '../../contract/plan.ts';
import { loadPage } from '../lib/page-load.ts';
import { deployment } from '../lib/run-plan.ts';
import { keepSession, randomOfStart, type Session, think } from '../lib/sessions.ts';
import { performStart, type StartResult } from '../lib/starts.ts';

let session: Session | null = null;

/** One iteration: one dashboard load, preceded by its think time. */
export function dashboard(journey: PlannedJourney): void {
  session = keepSession(journey, session);
  if (session === null) return;
  const user = session;
  if (!think(journey, user, randomOfStart(journey, user))) return;
  performStart(journey, 'dashboard_load', () => load(journey, user));
  user.starts += 1;
}

function load(journey: PlannedJourney, user: Session): StartResult {
  const page = deployment.dashboardPage?.(user.credentials);
  if (page === undefined) return { outcome: 'failed' };
  const assets = user.starts === 0 ? (deployment.dashboardAssets?.() ?? []) : [];
  const calls = deployment.dashboardCalls?.(user.credentials) ?? [];
  const loaded = loadPage({ page, assets, calls }, journey.requestTimeoutMs);
  if (loaded === null) return { outcome: 'failed' };
  return { outcome: 'ok', latencyMs: loaded.latencyMs, path: loaded.path };
}
