/** The reference deployment (`fixtures/deployment/`): the product of the performance sprint. */
import type { Answer, Deployment } from '../types.ts';
import { expectStatus, parseObject, readHeader } from './answers.ts';
import { DASHBOARD_CALLS, dashboard } from './dashboard.ts';
import { limits } from './limits.ts';
import { payments } from './payments.ts';
import { shop } from './shop.ts';

/** How to speak to the reference deployment, and what its answers must hold. */
export const reference: Deployment = {
  name: 'reference',
  limitedRequests: {
    dashboard: DASHBOARD_CALLS,
    copilot: 1,
    health: 0,
    control: 0,
    // A list or a product: one call of the page's code.
    product: 1,
    // Creating it, seven polls, reading the list of orders.
    checkout: 9,
    // The provider's events are exempt; the order that they are about is made in the preparation.
    webhook: 0,
    // Three lists, and with every fifth start a list of products and an update.
    admin: 5,
    limits: 1,
  },
  limitedPreparation: {
    // Signing in and a list of products, less the poll that a first start goes without.
    checkout: 1,
    // Signing in, a list of products, the order.
    webhook: 3,
  },
  ...dashboard,
  ...shop,
  ...payments,
  ...limits,

  signIn: (user, secrets) => ({
    method: 'POST',
    path: '/api/session',
    name: 'POST /api/session',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      email: `user-${user.number}@example.test`,
      passphrase: secrets.HEADROOM_TARGET_PASSPHRASE ?? '',
    }),
    verify: (answer) => expectStatus(answer, 200) ?? (readToken(answer) === null ? 'no token in the answer' : null),
  }),

  readCredentials(answer) {
    const body = parseObject(answer.body);
    return {
      headers: { authorization: `Bearer ${readToken(answer) ?? ''}` },
      userId: String(body?.userId ?? ''),
      conversations: Array.isArray(body?.copilotSessions) ? body.copilotSessions.map(String) : [],
    };
  },

  browser: {
    readCookies: (answer) => ({ headroom_session: readToken(answer) ?? '' }),
    completeSelector: 'body[data-state="complete"]',
  },

  health: () => ({
    method: 'GET',
    path: '/api/health',
    name: 'GET /api/health',
    verify: (answer) =>
      expectStatus(answer, 200) ?? (parseObject(answer.body)?.status === undefined ? 'no status in the answer' : null),
  }),

  control: () => ({
    method: 'GET',
    path: '/api/health?null=1',
    name: 'GET /api/health?null=1',
    verify: (answer) =>
      expectStatus(answer, 200) ??
      (parseObject(answer.body)?.database === 'not asked' ? null : 'the database was asked for a control probe'),
  }),

  copilotRequest: (conversation, turn) => ({
    path: '/api/copilot',
    name: 'POST /api/copilot',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({
      ...(conversation.id === null ? {} : { sessionId: conversation.id }),
      message: turn.message,
    }),
    format: 'sse',
    textPath: 'choices.0.delta.content',
    done: '[DONE]',
    verify: (answer) => expectStatus(answer, 200) ?? (answer.body === '' ? 'the answer has no text' : null),
  }),

  readConversation(answer) {
    const id = readHeader(answer, 'X-Copilot-Session');
    return id === undefined ? null : { id };
  },
};

function readToken(answer: Answer): string | null {
  const token = parseObject(answer.body)?.token;
  return typeof token === 'string' && token !== '' ? token : null;
}
