/**
 * The copilot user: writes a message, reads the answer as it streams in, thinks 3–8 s; after six turns a new
 * conversation begins. Some users give up in the middle of an answer.
 */
import stream from 'k6/x/stream';
import type { PlannedJourney } from '../../contract/plan.ts';
import type { Conversation, StreamSpec } from '../deployments/types.ts';
import { describeErrorCode } from '../lib/error-codes.ts';
import { writeLedger } from '../lib/ledger.ts';
import { writePrompt } from '../lib/prompts.ts';
import { type Random, uniform } from '../lib/random.ts';
import { recordError, recordServerTiming, requestIdentity, verifyAnswer } from '../lib/requests.ts';
import { deployment, plan } from '../lib/run-plan.ts';
import { keepSession, randomOfStart, type Session, think } from '../lib/sessions.ts';
import { countClosed, countOpened } from '../lib/sign-in.ts';
import { splitFirstToken } from '../lib/split-times.ts';
import { performStart, type StartResult } from '../lib/starts.ts';

/** How long after the first token a user who gives up does so, milliseconds: within the shortest answer (40 tokens). */
const ABORT_AFTER_MS = { min: 200, max: 700 };
/** One session in this many writes long messages, so that the token budget of the context bites. */
const LONG_SESSION_EVERY = 50;
/** Estimated tokens of a message: the seeded history has the same. */
const MESSAGE_TOKENS = { min: 10, max: 60 };
const LONG_MESSAGE_TOKENS = 500;
/** Longest silence in an answer that is still believed to go on, milliseconds. */
const STALL_MS = 10_000;

let session: Session | null = null;
let conversation: Conversation = { id: null };

/** One iteration: one copilot turn, preceded by its think time. */
export function copilot(journey: PlannedJourney): void {
  session = keepSession(journey, session);
  if (session === null) return;
  const user = session;
  const random = randomOfStart(journey, user);
  if (!think(journey, user, random)) return;
  beginConversationWhenDue(journey, user);
  performStart(journey, 'copilot_first_token', () => turn(journey, user, random));
  user.starts += 1;
}

function beginConversationWhenDue(journey: PlannedJourney, user: Session): void {
  const turnsPerSession = journey.settings.turnsPerSession ?? 6;
  if (user.starts % turnsPerSession !== 0) return;
  const known = user.credentials.conversations;
  const number = user.starts / turnsPerSession;
  conversation = { id: known.length === 0 ? null : (known[number % known.length] ?? null) };
  if (number > 0) {
    countClosed(journey);
    countOpened(journey);
  }
}

function turn(journey: PlannedJourney, user: Session, random: Random): StartResult {
  const isLong = user.index % LONG_SESSION_EVERY === LONG_SESSION_EVERY - 1;
  const message = isLong
    ? writePrompt(random, LONG_MESSAGE_TOKENS, LONG_MESSAGE_TOKENS)
    : writePrompt(random, MESSAGE_TOKENS.min, MESSAGE_TOKENS.max);
  const spec = deployment.copilotRequest?.(conversation, { message });
  if (spec === undefined) return { outcome: 'failed' };
  const givesUp = random() < (journey.settings.abortShare ?? 0);
  const identity = requestIdentity(spec.name);
  const result = stream.post(plan.baseUrl + spec.path, spec.body, {
    ...streamParameters(spec, journey),
    headers: { ...user.credentials.headers, ...spec.headers, ...identity.headers },
    tags: identity.tags,
    ...(givesUp ? { abortAfterMs: uniform(random, ABORT_AFTER_MS.min, ABORT_AFTER_MS.max) } : {}),
  });
  const answer = { status: result.status ?? 0, headers: result.headers, body: result.text };
  conversation = deployment.readConversation?.(answer) ?? conversation;
  const told = recordServerTiming(result.headers['Server-Timing'], spec.name);
  const { firstTokenMs } = result;
  const firstToken =
    firstTokenMs === null ? {} : { latencyMs: firstTokenMs, path: splitFirstToken(result.timings, firstTokenMs, told) };
  if (result.ended === 'abort') return { outcome: abortOutcome(firstTokenMs, result.durationMs), ...firstToken };
  if (result.ended === 'done' || result.ended === 'eof') {
    if (!verifyAnswer(spec.name, answer, spec.verify) || firstTokenMs === null) return { outcome: 'failed' };
    if (result.ended === 'eof' && spec.done !== undefined) {
      // The last event says that the exchange is kept: without it nothing was acknowledged.
      recordError('stream', spec.name, 'ended without its last event');
      return { outcome: 'failed' };
    }
    writeLedger({ ledger: 'turn', requestId: identity.id });
    return { outcome: 'ok', ...firstToken };
  }
  recordError(
    result.ended === 'timeout' ? 'timeout' : 'stream',
    spec.name,
    `${result.ended}: ${describeErrorCode(result.errorCode)}`,
  );
  return { outcome: 'failed' };
}

function streamParameters(spec: StreamSpec, journey: PlannedJourney) {
  return {
    format: spec.format,
    timeoutMs: journey.requestTimeoutMs,
    stallMs: Math.min(STALL_MS, journey.requestTimeoutMs),
    ...(spec.textPath === undefined ? {} : { textPath: spec.textPath }),
    ...(spec.done === undefined ? {} : { done: spec.done }),
  };
}

/** A planned abort counts for first token only if the token came or the limit had passed (DESIGN.md 1.3). */
function abortOutcome(firstTokenMs: number | null, durationMs: number): 'abort_in_time' | 'abort_late' | 'abort_early' {
  if (firstTokenMs !== null) return 'abort_in_time';
  const limitMs = plan.slos.find((slo) => slo.id === 'copilot_first_token')?.limitMs ?? Number.POSITIVE_INFINITY;
  return durationMs > limitMs ? 'abort_late' : 'abort_early';
}
