/** The loads that several workloads share, from the requirement: how one user of each kind behaves. */
import type { ClosedLoad, OpenLoad } from './types.ts';

/** Mean answer: 100 tokens (40–160) at 50 tokens a second. */
const MEAN_ANSWER_MS = 2_000;
/** Shortest answer: 40 tokens at 50 a second. */
const MIN_ANSWER_MS = 800;

/** Copilot users who think 3–8 s before each turn, change the conversation after 6 turns, and give up in 5 % of turns. */
export function copilotUsers(sessions: number): ClosedLoad {
  return {
    model: 'closed',
    sessions,
    thinkMs: { min: 3_000, max: 8_000 },
    requestTimeoutMs: 20_000,
    sequentialRequests: 1,
    meanAnswerMs: MEAN_ANSWER_MS,
    minAnswerMs: MIN_ANSWER_MS,
    firstUser: 1,
    settings: { turnsPerSession: 6, abortShare: 0.05 },
  };
}

/** Dashboard users who think 8–16 s: five API calls a load stay within ten in ten seconds. */
export function dashboardUsers(sessions: number): ClosedLoad {
  return {
    model: 'closed',
    sessions,
    thinkMs: { min: 8_000, max: 16_000 },
    requestTimeoutMs: 10_000,
    sequentialRequests: 3,
    meanAnswerMs: 0,
    minAnswerMs: 0,
    firstUser: 101,
  };
}

/** A monitor on the health route. */
export function healthChecks(rateRps: number): OpenLoad {
  return { model: 'open', rateRps, requestTimeoutMs: 5_000, sequentialRequests: 1 };
}

/** The control probe of the nightly trend: 5 starts a second are 400 samples, which a p95 needs, in 80 s. */
export function controlProbes(): OpenLoad {
  return { model: 'open', rateRps: 5, preallocatedVus: 10, requestTimeoutMs: 5_000, sequentialRequests: 1 };
}

/** Visitors of the shop, who come one after the other: each of 40 is back after 5 s. */
export function productVisitors(rateRps: number, preallocatedVus: number): OpenLoad {
  return { model: 'open', rateRps, preallocatedVus, requestTimeoutMs: 10_000, sequentialRequests: 3 };
}

/**
 * Buyers who are dashboard users too, so that a purchase throws away what caches hold of a user who looks.
 * Nine requests a start: a buyer must not be back within the limiter's 10 s, so there are over 10 times as many
 * buyers as starts a second.
 */
export function buyers(rateRps: number, preallocatedVus: number): OpenLoad {
  return {
    model: 'open',
    rateRps,
    preallocatedVus,
    requestTimeoutMs: 5_000,
    // Creating, seven polls, the list of orders; signing in and the list of products at a buyer's first start.
    sequentialRequests: 11,
    waitMsMax: 5_000,
    firstUser: 101,
  };
}

/** A payment provider that sends at a constant rate, about orders that its virtual users made first. */
export function paymentEvents(rateRps: number): OpenLoad {
  // Users far from the dashboard's and the copilot's, whose caches are theirs.
  return { model: 'open', rateRps, requestTimeoutMs: 5_000, sequentialRequests: 4, firstUser: 1_001 };
}

/** Administrators who look through three lists every 10–20 s and rename a product now and then. */
export function administrators(sessions: number): ClosedLoad {
  return {
    model: 'closed',
    sessions,
    thinkMs: { min: 10_000, max: 20_000 },
    requestTimeoutMs: 10_000,
    sequentialRequests: 3,
    meanAnswerMs: 0,
    minAnswerMs: 0,
    firstUser: 9_951,
    users: { first: 9_951, last: 9_960 },
  };
}

/** The users with 10,000 orders and more. */
export const POWER_USERS = { first: 9_901, last: 9_910 };
