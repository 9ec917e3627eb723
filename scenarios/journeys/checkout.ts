/**
 * The buyer: creates an order, waits until it shows as completed, and looks for it on the dashboard.
 *
 * An order that the dashboard does not show as completed by then is a stale read: somebody has paid and cannot see it.
 */
import { sleep } from 'k6';
import type { PlannedJourney } from '../../contract/plan.ts';
import type { Order } from '../deployments/types.ts';
import { performArrival } from '../lib/arrivals.ts';
import { type Buyer, buy, prepareBuyer } from '../lib/buyers.ts';
import { addSleep, pathOf } from '../lib/critical-path.ts';
import { checkoutProviderDelay, staleRead } from '../lib/metrics.ts';
import { pollTimesMs } from '../lib/poll-times.ts';
import type { Random } from '../lib/random.ts';
import { type RequestResult, recordError, send } from '../lib/requests.ts';
import { deployment, monotonicMs } from '../lib/run-plan.ts';
import type { StartResult } from '../lib/starts.ts';

let buyer: Buyer | null = null;

/** One iteration: one checkout, from sending it until the dashboard shows it. */
export function checkout(journey: PlannedJourney): void {
  buyer ??= prepareBuyer(journey);
  const user = buyer;
  performArrival(journey, 'checkout_e2e', (random) =>
    user === null ? { outcome: 'failed' } : checkOut(journey, user, random),
  );
}

/** `checkout_e2e` runs from sending the checkout to the end of the poll that showed it as completed. */
function checkOut(journey: PlannedJourney, user: Buyer, random: Random): StartResult {
  const sentMs = monotonicMs();
  const isFirstStart = user.starts === 0;
  user.starts += 1;
  const bought = buy(journey, user, random());
  if (bought === null) return { outcome: 'failed' };
  const paid = pollUntilDecided(journey, user, { id: bought.order.id, timesMs: pollTimesMs(isFirstStart) });
  if (paid === null) return { outcome: 'failed' };
  const latencyMs = monotonicMs() - sentMs;
  const { order, polls, sleptMs } = paid;
  if (order.providerDelayMs !== null) checkoutProviderDelay.add(order.providerDelayMs);
  const path = pathOf([bought.request, ...polls]);
  addSleep(path, sleptMs, order.providerDelayMs);
  return isShown(journey, user, order.id) ? { outcome: 'ok', latencyMs, path } : { outcome: 'failed' };
}

/** A completed order, and what the buyer did until it was. */
interface Paid {
  order: Order;
  polls: RequestResult[];
  /** Between the polls, milliseconds. */
  sleptMs: number;
}

/** The completed order, or null when it failed, could not be read, or the buyer gave up. */
function pollUntilDecided(
  journey: PlannedJourney,
  user: Buyer,
  { id, timesMs }: { id: string; timesMs: readonly number[] },
): Paid | null {
  const acknowledgedMs = monotonicMs();
  const spec = deployment.orderState?.(user.credentials, id);
  if (spec === undefined) return null;
  const polls: RequestResult[] = [];
  let sleptMs = 0;
  for (const atMs of timesMs) {
    const beforeMs = monotonicMs();
    sleep(Math.max(0, acknowledgedMs + atMs - beforeMs) / 1000);
    sleptMs += monotonicMs() - beforeMs;
    const result = send(spec, journey.requestTimeoutMs);
    polls.push(result);
    const order = result.isGood ? (deployment.readOrder?.(result.answer) ?? null) : null;
    if (order === null) return null;
    if (order.status === 'completed') return { order, polls, sleptMs };
    if (order.status === 'failed') {
      recordError('payment', spec.name, 'the payment failed');
      return null;
    }
  }
  recordError('timeout', spec.name, `still pending ${timesMs.at(-1) ?? 0} ms after the acknowledgement`);
  return null;
}

function isShown(journey: PlannedJourney, user: Buyer, orderId: string): boolean {
  const spec = deployment.recentOrders?.(user.credentials);
  if (spec === undefined) return true;
  const result = send(spec, journey.requestTimeoutMs);
  if (!result.isGood) return false;
  const shown = deployment.readRecentOrders?.(result.answer).find(({ id }) => id === orderId);
  if (shown?.status === 'completed') return true;
  staleRead.add(1);
  recordError('stale', spec.name, shown === undefined ? 'the new order is missing' : `still ${shown.status}`);
  return false;
}
