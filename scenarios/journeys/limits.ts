/**
 * Users on either side of the rate limit: normal ones who must never be refused, power users and abusers who may.
 * Every answer must say where its user stands.
 */
import type { PlannedJourney } from '../../contract/plan.ts';
import { pathOf, slowestOf } from '../lib/critical-path.ts';
import { limiterAnswer } from '../lib/metrics.ts';
import { recordError, sendTogether } from '../lib/requests.ts';
import { deployment } from '../lib/run-plan.ts';
import { keepSession, randomOfStart, type Session, think } from '../lib/sessions.ts';
import { performStart, type StartResult } from '../lib/starts.ts';

let session: Session | null = null;

/** One iteration: the calls of one moment, preceded by its think time. The scenario's name is the kind of user. */
export function limits(journey: PlannedJourney): void {
  session = keepSession(journey, session);
  if (session === null) return;
  const user = session;
  if (!think(journey, user, randomOfStart(journey, user))) return;
  performStart(journey, null, () => call(journey, user));
  user.starts += 1;
}

function call(journey: PlannedJourney, user: Session): StartResult {
  const spec = deployment.limitedCall?.(user.credentials);
  if (spec === undefined) return { outcome: 'failed' };
  const mayBeLimited = (journey.settings.mayBeLimited ?? 0) > 0;
  const specs = Array.from({ length: journey.settings.callsPerStart ?? 1 }, () => spec);
  const results = sendTogether(specs, journey.requestTimeoutMs);
  const areGood = results.map((result) => {
    const said = deployment.readLimiterAnswer?.(result.answer) ?? null;
    if (said !== null) limiterAnswer.add(1, { kind: journey.name, result: said });
    if (said !== 'limited' || mayBeLimited) return result.isGood;
    recordError('status', spec.name, 'a normal user was refused');
    return false;
  });
  if (!areGood.every((isGood) => isGood)) return { outcome: 'failed' };
  const slowest = slowestOf(results);
  return { outcome: 'ok', latencyMs: slowest?.totalMs ?? 0, path: pathOf([slowest]) };
}
