/**
 * Buyers: virtual users of an open journey who sign in and look at the products at their first iteration, and stay.
 *
 * Their preparation is no part of a start. Buyers arrive one after the other at the journey's rate, which spreads it.
 */
import exec from 'k6/execution';
import type { PlannedJourney } from '../../contract/plan.ts';
import type { Credentials, Order } from '../deployments/types.ts';
import { writeLedger } from './ledger.ts';
import { createRandom, streamOf } from './random.ts';
import { type RequestResult, send } from './requests.ts';
import { deployment, plan } from './run-plan.ts';
import { countOpened, signIn } from './sign-in.ts';
import { tagMoment } from './starts.ts';
import { vuIndex } from './vu-index.ts';

/** Somebody who can buy. */
export interface Buyer {
  credentials: Credentials;
  /** Ids of products for sale; not empty. */
  products: string[];
  /** Starts made so far. */
  starts: number;
}

/** This virtual user signed in, with products to choose from; null when that failed. */
export function prepareBuyer(journey: PlannedJourney): Buyer | null {
  tagMoment();
  const index = vuIndex(journey.preallocatedVus);
  const credentials = signIn(journey, index);
  if (credentials === null) return null;
  const categories = deployment.productCategories ?? [];
  const random = createRandom(plan.seed + streamOf(`${journey.name} categories`), index);
  const category = categories[Math.floor(random() * categories.length)] ?? '';
  const list = deployment.productCalls?.({ kind: 'list', category })[0];
  if (list === undefined) return null;
  const result = send(list, journey.requestTimeoutMs);
  const products = result.isGood ? (deployment.readProducts?.(result.answer) ?? []) : [];
  if (products.length === 0) return null;
  countOpened(journey);
  return { credentials, products, starts: 0 };
}

/** An acknowledged order. */
export interface Purchase {
  order: Order;
  /** The request that was acknowledged. */
  request: RequestResult;
}

/** Buys one product, or null when that failed. The reference is the buyer's own and never the same twice. */
export function buy(journey: PlannedJourney, buyer: Buyer, draw: number): Purchase | null {
  const productId = buyer.products[Math.floor(draw * buyer.products.length)] ?? '';
  const { startTime, iterationInInstance } = exec.scenario;
  const run = Math.floor(startTime).toString(36);
  const reference = `${run}-${journey.name}-${plan.executor.instance}-${iterationInInstance}`;
  const spec = deployment.checkoutCreate?.(buyer.credentials, { productId, reference });
  if (spec === undefined) return null;
  const result = send(spec, journey.requestTimeoutMs);
  const order = result.isGood ? (deployment.readOrder?.(result.answer) ?? null) : null;
  if (order === null) return null;
  writeLedger({ ledger: 'checkout', orderId: order.id, reference, amountCents: order.amountCents });
  return { order, request: result };
}
