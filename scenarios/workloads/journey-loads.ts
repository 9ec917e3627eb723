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
