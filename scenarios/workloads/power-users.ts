/** The dashboard of users with 10,000 orders and more, who buy as well, so that caches don't hide the database. */
import { buyers, dashboardUsers, POWER_USERS } from './journey-loads.ts';
import type { Workload } from './types.ts';

/** 100 sessions on ten users; two purchases a second throw each user's cached entries away every 5 s. */
export const powerUsers: Workload = {
  name: 'power-users',
  description: 'the dashboard of the ten users with 10,000 orders and more, who buy meanwhile; 60 s measured',
  phases: { rampMs: 10_000, warmupMs: 20_000, measureMs: 60_000 },
  journeys: {
    dashboard: { ...dashboardUsers(100), users: POWER_USERS },
    checkout: { ...buyers(2, 24), users: POWER_USERS },
  },
  judges: ['dashboard_load'],
};
