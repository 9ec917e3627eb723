/**
 * Which event the simulated payment provider sends next for one order, and what must become of it. Pure.
 *
 * Most events are new; some are sent twice, come late, are forged, or carry a time stamp that is too old.
 */
import type { EventExpectation, PaymentEvent } from '../deployments/types.ts';
import type { Random } from './random.ts';
import { uniformInteger } from './random.ts';

/** What is the matter with an event. */
export type EventKind = 'new' | 'duplicate' | 'older' | 'forged' | 'stale';

/** An order as the provider of its events knows it. */
export interface PaidOrder {
  id: string;
  amountCents: number;
  /** Of the newest event that was sent rightly. */
  sequence: number;
  /** The newest event that was sent rightly; null before the first. */
  newest: PaymentEvent | null;
}

/** An event to send. */
export interface PlannedEvent {
  kind: EventKind;
  event: PaymentEvent;
  expected: EventExpectation;
  /** How old its signature's time stamp is, seconds. */
  ageSeconds: number;
}

/** Shares of all events; the rest is new. */
const SHARES: readonly { kind: EventKind; share: number }[] = [
  { kind: 'duplicate', share: 0.15 },
  { kind: 'older', share: 0.1 },
  { kind: 'forged', share: 0.05 },
  { kind: 'stale', share: 0.05 },
];
/** Between two new events; what lies between is for events that come late. */
const SEQUENCE_STEP = 10;
/** Older than the 300 s that receivers tolerate, and at most a quarter of an hour, seconds. */
const STALE_AGE_SECONDS = { min: 310, max: 900 };

/** The next event of `order` under the id `id`; the first ones are new whatever the draw. */
export function planEvent(
  order: PaidOrder,
  random: Random,
  { id, nowMs }: { id: string; nowMs: number },
): PlannedEvent {
  const kind = drawKind(random());
  const { newest } = order;
  const common = { id, createdAtMs: nowMs, orderId: order.id, amountCents: order.amountCents };
  const next: PaymentEvent = { ...common, type: 'payment.succeeded', sequence: order.sequence + SEQUENCE_STEP };
  if (newest !== null && kind === 'duplicate') return { kind, event: newest, expected: 'duplicate', ageSeconds: 0 };
  if (newest !== null && kind === 'older') {
    const event: PaymentEvent = { ...common, type: 'payment.failed', sequence: order.sequence - SEQUENCE_STEP / 2 };
    return { kind, event, expected: 'ignored', ageSeconds: 0 };
  }
  if (kind === 'forged') return { kind, event: next, expected: 'rejected', ageSeconds: 0 };
  if (kind === 'stale') {
    const ageSeconds = uniformInteger(random, STALE_AGE_SECONDS.min, STALE_AGE_SECONDS.max);
    return { kind, event: next, expected: 'rejected', ageSeconds };
  }
  return { kind: 'new', event: next, expected: 'applied', ageSeconds: 0 };
}

function drawKind(draw: number): EventKind {
  let below = 0;
  for (const { kind, share } of SHARES) {
    below += share;
    if (draw < below) return kind;
  }
  return 'new';
}
