/**
 * 100 streams open all the time, which 100 sessions are not: users who never think, long answers, and a model that
 * was started with room for them. The report says so.
 */
import { copilotUsers } from './journey-loads.ts';
import type { Workload } from './types.ts';

/** Tokens of an answer: at 50 a second 4 s, so that 13 turns a minute stay under the limiter's 20. */
const ANSWER_TOKENS = 200;
/** The simulated model's speed. */
const TOKENS_PER_SECOND = 50;
/** Sessions beyond 100 cover the milliseconds between two streams of one session. */
const SESSIONS = 104;

export const streams100: Workload = {
  name: 'streams-100',
  description: '100 copilot streams always open: no think time, 200-token answers, a model with 128 slots',
  phases: { rampMs: 10_000, warmupMs: 20_000, measureMs: 60_000 },
  journeys: {
    copilot: {
      ...copilotUsers(SESSIONS),
      thinkMs: { min: 0, max: 0 },
      meanAnswerMs: (ANSWER_TOKENS / TOKENS_PER_SECOND) * 1000,
      minAnswerMs: (ANSWER_TOKENS / TOKENS_PER_SECOND) * 1000,
      settings: { turnsPerSession: 6, abortShare: 0 },
    },
  },
  judges: ['copilot_first_token'],
  model: { slots: 128, answerTokensMin: ANSWER_TOKENS, answerTokensMax: ANSWER_TOKENS },
};
