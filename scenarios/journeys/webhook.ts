/**
 * The payment provider under stress: signed events at a constant rate, with duplicates, late, forged and stale ones
 * among them. Each virtual user first buys something itself, and speaks of that order only.
 */
import crypto from 'k6/crypto';
import exec from 'k6/execution';
import type { PlannedJourney } from '../../contract/plan.ts';
import { performArrival } from '../lib/arrivals.ts';
import { buy, prepareBuyer } from '../lib/buyers.ts';
import { pathOf } from '../lib/critical-path.ts';
import { writeLedger } from '../lib/ledger.ts';
import { webhookEvent } from '../lib/metrics.ts';
import { type PaidOrder, type PlannedEvent, planEvent } from '../lib/payment-events.ts';
import { send } from '../lib/requests.ts';
import { deployment, plan } from '../lib/run-plan.ts';
import type { StartResult } from '../lib/starts.ts';

/** Ahead of the real provider's own event for the order, which may number by time, milliseconds. */
const SEQUENCE_LEAD = 60_000;
/** The key of somebody who forges events. */
const FORGED_KEY = 'not-the-key';

let order: PaidOrder | null = null;

/** One iteration: one event. */
export function webhook(journey: PlannedJourney): void {
  order ??= prepareOrder(journey);
  const paid = order;
  performArrival(journey, null, (random) => {
    if (paid === null) return { outcome: 'failed' };
    const id = `evt-${Math.floor(exec.scenario.startTime).toString(36)}-${plan.executor.instance}-${exec.scenario.iterationInInstance}`;
    return sendEvent(journey, paid, planEvent(paid, random, { id, nowMs: Date.now() }));
  });
}

function sendEvent(journey: PlannedJourney, paid: PaidOrder, planned: PlannedEvent): StartResult {
  const { event, kind, expected, ageSeconds } = planned;
  const key = kind === 'forged' ? FORGED_KEY : requireSecret();
  const signature = {
    atSeconds: Math.floor(Date.now() / 1000) - ageSeconds,
    hmacHex: (text: string) => crypto.hmac('sha256', key, text, 'hex'),
  };
  const spec = deployment.paymentEvent?.(event, signature, expected);
  if (spec === undefined) return { outcome: 'failed' };
  webhookEvent.add(1, { kind });
  if (kind === 'new') {
    // Before the answer: what was sent may have been applied even if the answer is lost.
    paid.sequence = event.sequence;
    paid.newest = null;
  }
  const result = send(spec, journey.requestTimeoutMs);
  const said = deployment.readEventResult?.(result.answer) ?? null;
  if (said !== null) writeLedger({ ledger: 'event', eventId: event.id, orderId: event.orderId, result: said });
  if (kind === 'new' && result.isGood) paid.newest = event;
  if (!result.isGood) return { outcome: 'failed' };
  return { outcome: 'ok', latencyMs: result.totalMs, path: pathOf([result]) };
}

function prepareOrder(journey: PlannedJourney): PaidOrder | null {
  const buyer = prepareBuyer(journey);
  const bought = buyer === null ? null : buy(journey, buyer, 0)?.order;
  if (bought === null || bought === undefined) return null;
  return { id: bought.id, amountCents: bought.amountCents, sequence: Date.now() + SEQUENCE_LEAD, newest: null };
}

function requireSecret(): string {
  const secret = __ENV.HEADROOM_WEBHOOK_SECRET;
  if (secret === undefined || secret === '') throw new Error('HEADROOM_WEBHOOK_SECRET is not set');
  return secret;
}
