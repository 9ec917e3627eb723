/** Checkout, orders and the payment provider's events of the reference deployment. */
import type { Answer, Deployment, EventExpectation, Order } from '../types.ts';
import { asObject, expectStatus, parseObject, readItems } from './answers.ts';
import { dashboardList } from './dashboard.ts';

const ORDER_STATUSES = ['pending', 'completed', 'failed'] as const;

export const payments = {
  checkoutCreate: (user, purchase) => ({
    method: 'POST',
    path: '/api/checkout',
    name: 'POST /api/checkout',
    headers: { 'content-type': 'application/json', ...user.headers },
    body: JSON.stringify(purchase),
    verify(answer) {
      const wrongStatus = expectStatus(answer, 201, 200);
      if (wrongStatus !== null) return wrongStatus;
      const order = rawOrder(answer);
      if (order?.reference !== purchase.reference || order.productId !== purchase.productId) return 'another order';
      return readOrder(answer) === null ? 'no order in the answer' : null;
    },
  }),

  orderState: (user, orderId) => ({
    method: 'GET',
    path: `/api/orders/${encodeURIComponent(orderId)}`,
    name: 'GET /api/orders/:id',
    headers: user.headers,
    verify: (answer) =>
      expectStatus(answer, 200) ?? (readOrder(answer)?.id === orderId ? null : 'another order, or none'),
  }),

  readOrder,

  recentOrders: (user) => dashboardList(user, 'orders'),
  readRecentOrders: (answer) =>
    (readItems(answer) ?? []).map((item) => ({ id: String(item.id), status: String(item.status) })),

  paymentEvent(event, signature, expected) {
    const { id, type, createdAtMs, sequence, orderId, amountCents } = event;
    // The provider's delay belongs to the provider: an event that the suite makes itself has none.
    const data = { orderId, amountCents, providerDelayMs: 0 };
    const body = JSON.stringify({ id, type, createdAtMs, sequence, data });
    const signed = signature.hmacHex(`${signature.atSeconds}.${body}`);
    return {
      method: 'POST',
      path: '/api/webhooks/payment',
      name: 'POST /api/webhooks/payment',
      headers: {
        'content-type': 'application/json',
        'x-payment-signature': `t=${signature.atSeconds},v1=${signed}`,
      },
      body,
      verify(answer) {
        const result = readEventResult(answer);
        if (result === expected) return null;
        return result === null ? `status ${answer.status}, no receipt` : `${result}, not ${expected}`;
      },
    };
  },

  readEventResult,
} satisfies Partial<Deployment>;

function readOrder(answer: Answer): Order | null {
  const order = rawOrder(answer);
  const status = ORDER_STATUSES.find((known) => known === order?.status);
  if (typeof order?.id !== 'string' || typeof order.amountCents !== 'number' || status === undefined) return null;
  const { id, amountCents, providerDelayMs } = order;
  return { id, status, amountCents, providerDelayMs: typeof providerDelayMs === 'number' ? providerDelayMs : null };
}

function readEventResult(answer: Answer): EventExpectation | null {
  if (answer.status === 401) return 'rejected';
  const body = parseObject(answer.body);
  if (answer.status !== 200 || body?.received !== true) return null;
  if (body.duplicate === true) return 'duplicate';
  return body.applied === true ? 'applied' : 'ignored';
}

function rawOrder(answer: Answer): Record<string, unknown> | null {
  return asObject(parseObject(answer.body)?.order);
}
