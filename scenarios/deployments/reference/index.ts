/** The reference deployment (`fixtures/deployment/`): the product of the performance sprint. */
import type { Answer, Credentials, Deployment, RequestSpec } from './types.ts';

const DASHBOARD_LISTS = ['orders', 'downloads', 'analyses', 'tickets'] as const;
/** Orders on the dashboard: the requirement's "only recent orders". */
const RECENT_ORDERS_MAX = 10;

/** How to speak to the reference deployment, and what its answers must hold. */
export const reference: Deployment = {
  name: 'reference',
  limitedRequests: { dashboard: DASHBOARD_LISTS.length + 1, copilot: 1, health: 0 },

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

  dashboardPage: (user) => ({
    method: 'GET',
    path: '/dashboard',
    name: 'GET /dashboard',
    headers: user.headers,
    verify: (answer) =>
      expectStatus(answer, 200) ??
      (answer.body.includes('/assets/dashboard.js') ? null : 'the page does not load its client code'),
  }),

  dashboardAssets: () => [
    {
      method: 'GET',
      path: '/assets/dashboard.js',
      name: 'GET /assets/dashboard.js',
      verify: (answer) => expectStatus(answer, 200) ?? (answer.body.includes('fetch') ? null : 'no client code'),
    },
  ],

  dashboardCalls: (user) => [
    ...DASHBOARD_LISTS.map((list) => dashboardList(user, list)),
    {
      method: 'GET',
      path: '/api/dashboard/stats',
      name: 'GET /api/dashboard/stats',
      headers: user.headers,
      verify: (answer) => expectStatus(answer, 200) ?? verifyStats(answer, user),
    },
  ],

  health: () => ({
    method: 'GET',
    path: '/api/health',
    name: 'GET /api/health',
    verify: (answer) =>
      expectStatus(answer, 200) ?? (parseObject(answer.body)?.status === undefined ? 'no status in the answer' : null),
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
    const id = answer.headers['X-Copilot-Session'] ?? answer.headers['x-copilot-session'];
    return id === undefined ? null : { id };
  },
};

function dashboardList(user: Credentials, list: (typeof DASHBOARD_LISTS)[number]): RequestSpec {
  return {
    method: 'GET',
    path: `/api/dashboard/${list}`,
    name: `GET /api/dashboard/${list}`,
    headers: user.headers,
    verify(answer) {
      const wrongStatus = expectStatus(answer, 200);
      if (wrongStatus !== null) return wrongStatus;
      const body = parseObject(answer.body);
      if (body?.userId !== user.userId) return 'rows of another user, or none';
      if (!Array.isArray(body.items)) return 'no items';
      return list === 'orders' && body.items.length > RECENT_ORDERS_MAX ? 'more orders than the limit' : null;
    },
  };
}

function verifyStats(answer: Answer, user: Credentials): string | null {
  const body = parseObject(answer.body);
  if (body?.userId !== user.userId) return 'rows of another user, or none';
  const stats = body.stats as Record<string, unknown> | undefined;
  return typeof stats?.total_orders === 'number' ? null : 'no total_orders in the statistics';
}

function expectStatus(answer: Answer, status: number): string | null {
  return answer.status === status ? null : `status ${answer.status}, not ${status}`;
}

function readToken(answer: Answer): string | null {
  const token = parseObject(answer.body)?.token;
  return typeof token === 'string' && token !== '' ? token : null;
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
