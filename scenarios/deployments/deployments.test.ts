import { describe, expect, it } from 'vitest';
import { DEPLOYMENTS } from './index.ts';
import type { Answer, Deployment, PaymentEvent, RequestSpec } from './types.ts';

const nothing: Answer = { status: 0, headers: {}, body: '' };
const serverError: Answer = { status: 500, headers: {}, body: 'oops' };
const user = { headers: {}, userId: 'u', conversations: [] };
const event: PaymentEvent = {
  id: 'e',
  type: 'payment.succeeded',
  createdAtMs: 1,
  sequence: 2,
  orderId: 'o',
  amountCents: 300,
};
const signature = { atSeconds: 7, hmacHex: (text: string) => `signed(${text})` };

/** Everything that a deployment describes but its stream. */
function specsOf(deployment: Deployment): RequestSpec[] {
  return [
    deployment.signIn?.({ number: 1 }, {}),
    deployment.dashboardPage?.(user),
    ...(deployment.dashboardAssets?.() ?? []),
    ...(deployment.dashboardCalls?.(user) ?? []),
    deployment.health?.(),
    deployment.productPage?.({ kind: 'list', category: 'c d' }),
    deployment.productPage?.({ kind: 'product', id: 'p' }),
    ...(deployment.productAssets?.() ?? []),
    ...(deployment.productCalls?.({ kind: 'list', category: 'c d' }) ?? []),
    ...(deployment.productCalls?.({ kind: 'product', id: 'p' }) ?? []),
    deployment.checkoutCreate?.(user, { productId: 'p', reference: 'r' }),
    deployment.orderState?.(user, 'o'),
    deployment.recentOrders?.(user),
    deployment.paymentEvent?.(event, signature, 'applied'),
    ...[0, 1, 2].flatMap((number) => deployment.adminLists?.(user, number) ?? []),
    deployment.adminUpdate?.(user, { productId: 'p', name: 'n' }),
    deployment.limitedCall?.(user),
  ].filter((spec) => spec !== undefined);
}

const STEP_OF_JOURNEY = {
  dashboard: 'dashboardCalls',
  copilot: 'copilotRequest',
  health: 'health',
  product: 'productCalls',
  checkout: 'checkoutCreate',
  webhook: 'paymentEvent',
  admin: 'adminLists',
  limits: 'limitedCall',
} as const satisfies Record<string, keyof Deployment>;

/** What every deployment must hold to; a new one is tested by being in the list. */
describe.each(Object.values(DEPLOYMENTS))('deployment $name', (deployment) => {
  const specs = specsOf(deployment);
  const stream = deployment.copilotRequest?.({ id: null }, { message: 'hello' });

  it('can do at least one thing', () => {
    expect(specs.length + (stream === undefined ? 0 : 1)).toBeGreaterThan(0);
  });

  it('names every request by method and route, without host and without ids', () => {
    for (const spec of [...specs, ...(stream === undefined ? [] : [{ ...stream, method: 'POST' }])]) {
      expect(spec.name).toMatch(/^(GET|POST|PATCH) \/[A-Za-z/:.-]*$/);
      expect(spec.name.startsWith(spec.method)).toBe(true);
      expect(spec.path).toMatch(/^\//);
    }
  });

  it('finds fault with a refused connection and with a server error', () => {
    for (const spec of [...specs, ...(stream === undefined ? [] : [stream])]) {
      expect(spec.verify(nothing)).not.toBeNull();
      expect(spec.verify(serverError)).not.toBeNull();
    }
  });

  it('says how many limited requests each of its journeys makes', () => {
    for (const [journey, step] of Object.entries(STEP_OF_JOURNEY))
      if (deployment[step] !== undefined) expect(deployment.limitedRequests[journey]).toBeGreaterThanOrEqual(0);
    if (deployment.dashboardCalls !== undefined)
      expect(deployment.limitedRequests.dashboard).toBe(deployment.dashboardCalls(user).length);
    if (deployment.productCalls !== undefined)
      expect(deployment.limitedRequests.product).toBe(deployment.productCalls({ kind: 'product', id: 'p' }).length);
  });

  it('reads nothing out of an answer that is empty, broken, or of another shape', () => {
    for (const body of ['', '{', 'null', '[]', '"text"', '{"items":3}', '{"order":{"id":1}}']) {
      const answer: Answer = { status: 200, headers: {}, body };
      expect(deployment.readProducts?.(answer) ?? []).toEqual([]);
      expect(deployment.readRecentOrders?.(answer) ?? []).toEqual([]);
      expect(deployment.readOrder?.(answer) ?? null).toBeNull();
      expect(deployment.readEventResult?.(answer) ?? null).toBeNull();
    }
  });
});

describe('the reference deployment', () => {
  const { reference } = DEPLOYMENTS;
  const call = (name: string) => reference?.dashboardCalls?.(user).find((spec) => spec.name.endsWith(name));
  const answer = (body: unknown): Answer => ({ status: 200, headers: {}, body: JSON.stringify(body) });

  it('finds fault with rows of another user and with a missing list, and none with a list without bound', () => {
    expect(call('orders')?.verify(answer({ userId: 'u', items: [] }))).toBeNull();
    expect(call('orders')?.verify(answer({ userId: 'other', items: [] }))).toMatch(/another user/);
    expect(call('orders')?.verify(answer({ userId: 'u' }))).toMatch(/no items/);
    expect(call('orders')?.verify(answer({ userId: 'u', items: Array.from({ length: 11 }) }))).toBeNull();
  });

  it('takes a control probe only from an application that asked nobody', () => {
    const probe = reference?.control?.();
    expect(probe?.verify(answer({ status: 'ok', database: 'not asked', redis: 'not asked' }))).toBeNull();
    expect(probe?.verify(answer({ status: 'ok', database: 'ok', redis: 'ok' }))).toMatch(/database was asked/);
    expect(probe?.verify({ ...answer({}), status: 503 })).toMatch(/503/);
  });

  it('finds fault with statistics without a count', () => {
    expect(call('stats')?.verify(answer({ userId: 'u', stats: { total_orders: 3 } }))).toBeNull();
    expect(call('stats')?.verify(answer({ userId: 'u', stats: {} }))).toMatch(/total_orders/);
  });

  const order = (fields: object) => ({
    id: 'o',
    reference: 'r',
    status: 'pending',
    amountCents: 300,
    productId: 'p',
    ...fields,
  });

  it('finds fault with a checkout that gave another order than was asked for', () => {
    const create = reference?.checkoutCreate?.(user, { productId: 'p', reference: 'r' });
    expect(create?.verify({ ...answer({ order: order({}) }), status: 201 })).toBeNull();
    expect(create?.verify(answer({ order: order({}) }))).toBeNull();
    expect(create?.verify(answer({ order: order({ reference: 'x' }) }))).toMatch(/another order/);
    expect(create?.verify(answer({ order: order({ amountCents: '300' }) }))).toMatch(/no order/);
  });

  it('reads an order with the provider’s delay only once there is one', () => {
    expect(reference?.readOrder?.(answer({ order: order({}) }))?.providerDelayMs).toBeNull();
    const completed = reference?.readOrder?.(answer({ order: order({ status: 'completed', providerDelayMs: 412 }) }));
    expect(completed).toEqual({ id: 'o', status: 'completed', amountCents: 300, providerDelayMs: 412 });
    expect(reference?.readOrder?.(answer({ order: order({ status: 'lost' }) }))).toBeNull();
  });

  it('signs an event’s time stamp and body, and holds the answer against what must become of it', () => {
    const spec = reference?.paymentEvent?.(event, signature, 'duplicate');
    expect(spec?.headers?.['x-payment-signature']).toBe(`t=7,v1=signed(7.${spec?.body})`);
    const said = (duplicate: boolean, applied: boolean) => answer({ received: true, duplicate, applied });
    expect(spec?.verify(said(true, false))).toBeNull();
    expect(spec?.verify(said(false, true))).toBe('applied, not duplicate');
    expect(spec?.verify(said(false, false))).toBe('ignored, not duplicate');
    expect(spec?.verify({ ...nothing, status: 401 })).toBe('rejected, not duplicate');
    expect(reference?.paymentEvent?.(event, signature, 'rejected').verify({ ...nothing, status: 401 })).toBeNull();
  });

  it('finds fault with products of another category, an empty category, and a product without files', () => {
    const list = reference?.productCalls?.({ kind: 'list', category: 'c d' })[0];
    expect(list?.path).toBe('/api/products?category=c%20d');
    expect(list?.verify(answer({ items: [{ id: 'p', category: 'c d' }] }))).toBeNull();
    expect(list?.verify(answer({ items: [] }))).toMatch(/no products/);
    expect(list?.verify(answer({ items: [{ id: 'p', category: 'e' }] }))).toMatch(/another category/);
    const details = reference?.productCalls?.({ kind: 'product', id: 'p' })[0];
    expect(details?.verify(answer({ product: { id: 'p', files: [] } }))).toBeNull();
    expect(details?.verify(answer({ product: { id: 'p' } }))).toMatch(/no files/);
  });

  it('wants the limiter’s headers in any case of their names, and Retry-After where it refuses', () => {
    const call = reference?.limitedCall?.(user);
    const headers = {
      'X-Ratelimit-Limit': '10',
      'x-ratelimit-remaining': '0',
      'X-RateLimit-Reset': '2025-11-23T06:00:00Z',
    };
    const refused = (more: Record<string, string>): Answer => ({
      status: 429,
      body: '',
      headers: { ...headers, ...more },
    });
    expect(call?.verify(refused({ 'Retry-After': '3' }))).toBeNull();
    expect(call?.verify(refused({}))).toMatch(/without Retry-After/);
    expect(call?.verify(refused({ 'Retry-After': 'soon' }))).toMatch(/without Retry-After/);
    expect(call?.verify(refused({ 'Retry-After': '3', 'x-ratelimit-remaining': '2' }))).toMatch(/requests remaining/);
    expect(call?.verify(refused({ 'Retry-After': '3', 'X-RateLimit-Reset': '60' }))).toMatch(/ISO 8601/);
    const allowed = answer({ userId: 'u', stats: { total_orders: 1 } });
    expect(call?.verify(allowed)).toMatch(/no X-RateLimit/);
    expect(call?.verify({ ...allowed, headers })).toBeNull();
    expect(call?.verify({ ...allowed, headers: { 'X-Ratelimit-Status': 'open' } })).toBeNull();
  });
});
