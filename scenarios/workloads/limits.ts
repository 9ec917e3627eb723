/** Is the rate limiter fair? Normal users must never be refused, whatever abusers do beside them. */
import { POWER_USERS } from './journey-loads.ts';
import type { ClosedLoad, Workload } from './types.ts';

const limitedUsers = (sessions: number, thinkMs: ClosedLoad['thinkMs'], callsPerStart: number): ClosedLoad => ({
  model: 'closed',
  journey: 'limits',
  sessions,
  thinkMs,
  requestTimeoutMs: 5_000,
  sequentialRequests: 1,
  meanAnswerMs: 0,
  minAnswerMs: 0,
  firstUser: 1,
  settings: { callsPerStart },
});

const refusable = (load: ClosedLoad): ClosedLoad => ({
  ...load,
  mayBeLimited: true,
  settings: { ...load.settings, mayBeLimited: 1 },
});

/** Ten requests in ten seconds are allowed: 8 of a normal user, bursts of five twice as fast, and fifty of an abuser. */
export const limits: Workload = {
  name: 'limits',
  description: 'normal users, power users in bursts, and abusers at five times the rate limit; share refused of each',
  phases: { rampMs: 5_000, warmupMs: 10_000, measureMs: 60_000 },
  journeys: {
    normal: limitedUsers(20, { min: 1_250, max: 2_500 }, 1),
    power: { ...refusable(limitedUsers(10, { min: 3_000, max: 7_000 }, 5)), users: POWER_USERS },
    abuser: refusable({ ...limitedUsers(10, { min: 200, max: 200 }, 1), firstUser: 101 }),
  },
  judges: [],
};
