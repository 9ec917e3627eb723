/** The administrator: looks through orders, errors and metrics, and now and then renames a product. */
import type { PlannedJourney } from '../../contract/plan.ts';
import { pathOf, slowestOf } from '../lib/critical-path.ts';
import { type RequestResult, send, sendTogether } from '../lib/requests.ts';
import { deployment } from '../lib/run-plan.ts';
import { keepSession, randomOfStart, type Session, think } from '../lib/sessions.ts';
import { performStart, type StartResult } from '../lib/starts.ts';

/** Every so many starts a product is renamed, which throws away what caches hold of its category. */
const UPDATE_EVERY = 5;

let session: Session | null = null;

/** One iteration: three lists, and sometimes an update; preceded by its think time. */
export function admin(journey: PlannedJourney): void {
  session = keepSession(journey, session);
  if (session === null) return;
  const user = session;
  if (!think(journey, user, randomOfStart(journey, user))) return;
  performStart(journey, null, () => lookThrough(journey, user));
  user.starts += 1;
}

function lookThrough(journey: PlannedJourney, user: Session): StartResult {
  const lists = deployment.adminLists?.(user.credentials, user.index + user.starts) ?? [];
  const results = sendTogether(lists, journey.requestTimeoutMs);
  if (!results.every((result) => result.isGood)) return { outcome: 'failed' };
  const isUpdate = user.starts % UPDATE_EVERY === UPDATE_EVERY - 1;
  const renaming = isUpdate ? renameProduct(journey, user) : [];
  if (renaming === null) return { outcome: 'failed' };
  const critical = [slowestOf(results), ...renaming];
  const latencyMs = critical.reduce((sum, result) => sum + (result?.totalMs ?? 0), 0);
  return { outcome: 'ok', latencyMs, path: pathOf(critical) };
}

/** The requests that renamed a product, one after the other; null when that failed, none where nobody can. */
function renameProduct(journey: PlannedJourney, user: Session): RequestResult[] | null {
  const categories = deployment.productCategories ?? [];
  const category = categories[(user.index + user.starts) % Math.max(1, categories.length)] ?? '';
  const list = deployment.productCalls?.({ kind: 'list', category })[0];
  if (list === undefined) return [];
  const listed = send(list, journey.requestTimeoutMs);
  const productId = listed.isGood ? deployment.readProducts?.(listed.answer)[0] : undefined;
  if (productId === undefined) return null;
  const name = `Product of ${category}, revision ${user.index}.${user.starts}`;
  const update = deployment.adminUpdate?.(user.credentials, { productId, name });
  if (update === undefined) return [listed];
  const updated = send(update, journey.requestTimeoutMs);
  return updated.isGood ? [listed, updated] : null;
}
