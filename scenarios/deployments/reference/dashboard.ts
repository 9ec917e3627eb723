/** The dashboard of the reference deployment: the page, its code, and the five calls that its code makes at once. */
import type { Answer, Credentials, Deployment, RequestSpec } from '../types.ts';
import { asObject, expectStatus, parseObject } from './answers.ts';

const DASHBOARD_LISTS = ['orders', 'downloads', 'analyses', 'tickets'] as const;

/** Limited requests of one load: the lists and the statistics. */
export const DASHBOARD_CALLS = DASHBOARD_LISTS.length + 1;

export const dashboard = {
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

  dashboardCalls: (user) => [...DASHBOARD_LISTS.map((list) => dashboardList(user, list)), dashboardStats(user)],
} satisfies Partial<Deployment>;

/** One list of the dashboard. */
export function dashboardList(user: Credentials, list: (typeof DASHBOARD_LISTS)[number]): RequestSpec {
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
      // A list without bound is a finding (`unbounded-result`) and not a wrong answer: that is how it was before.
      return Array.isArray(body.items) ? null : 'no items';
    },
  };
}

/** The dashboard's statistics. */
export function dashboardStats(user: Credentials): RequestSpec {
  return {
    method: 'GET',
    path: '/api/dashboard/stats',
    name: 'GET /api/dashboard/stats',
    headers: user.headers,
    verify: (answer) => expectStatus(answer, 200) ?? verifyStats(answer, user),
  };
}

function verifyStats(answer: Answer, user: Credentials): string | null {
  const body = parseObject(answer.body);
  if (body?.userId !== user.userId) return 'rows of another user, or none';
  return typeof asObject(body.stats)?.total_orders === 'number' ? null : 'no total_orders in the statistics';
}
