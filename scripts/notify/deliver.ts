/**
 * Sends one message to one destination, again when it was not taken, and says what became of it.
 *
 * It never throws: whether a message arrives is no part of the verdict. It follows no redirect, because the egress list
 * was asked for the first address only, and what it says of a failure holds nothing of the address and of the key.
 */
import type { Destination } from './destination.ts';
import { isMomentary, parseRetryAfter, waitMsAfter } from './retry.ts';
import { webhookHeaders } from './sign.ts';

/** A message, ready to be sent. */
export interface Message {
  id: string;
  body: string;
}

/** What sending needs of its surroundings. */
export interface Means {
  fetch: typeof fetch;
  /** Resolves after the time, or as soon as the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  nowMs(): number;
  /** A draw in [0, 1). */
  random(): number;
  /** Ends it all. */
  signal: AbortSignal;
  attemptsMax: number;
  /** Of one attempt, answer included, milliseconds. */
  timeoutMs: number;
}

/** What became of it. */
export type Sent = { status: 'sent'; attempts: number } | { status: 'failed'; attempts: number; reason: string };

/** One attempt; `isFinal`: another one would end in the same way. */
type Attempt = { status: 'sent' } | { status: 'failed'; reason: string; isFinal: boolean; retryAfterMs: number | null };

/** Longest answer that is shown: chat services say in one word what was wrong with a message. */
const WORD_LENGTH_MAX = 40;

/** Sends until the message is taken, cannot be taken, or `attemptsMax` is reached. */
export async function deliver(message: Message, destination: Destination, means: Means): Promise<Sent> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await tryOnce(message, destination, means);
    if (outcome.status === 'sent') return { status: 'sent', attempts: attempt };
    const failed = (reason: string): Sent => ({ status: 'failed', attempts: attempt, reason });
    if (means.signal.aborted) return failed('interrupted');
    if (outcome.isFinal || attempt >= means.attemptsMax) return failed(outcome.reason);
    const waitMs = waitMsAfter(attempt, outcome.retryAfterMs, means.random());
    if (waitMs === null) return failed(`${outcome.reason} and asks for more time than is waited`);
    await means.sleep(waitMs, means.signal);
    if (means.signal.aborted) return failed('interrupted');
  }
}

async function tryOnce({ id, body }: Message, destination: Destination, means: Means): Promise<Attempt> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), means.timeoutMs);
  const onAbort = () => limit.abort();
  means.signal.addEventListener('abort', onAbort, { once: true });
  if (means.signal.aborted) limit.abort();
  try {
    const timestampSeconds = Math.floor(means.nowMs() / 1_000);
    const { url, key } = destination;
    const response = await means.fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json', ...webhookHeaders({ id, timestampSeconds, body }, key) },
      body,
      signal: limit.signal,
    });
    return await judge(response, destination, means.nowMs());
  } catch (error) {
    const reason = limit.signal.aborted ? `no answer within ${means.timeoutMs} ms` : describeNetworkError(error);
    return { status: 'failed', reason, isFinal: false, retryAfterMs: null };
  } finally {
    clearTimeout(timer);
    means.signal.removeEventListener('abort', onAbort);
  }
}

async function judge(response: Response, destination: Destination, nowMs: number): Promise<Attempt> {
  const { status, headers, body } = response;
  if (status < 400) {
    // Taken is taken: an answer that never ends must not have the message sent twice.
    await body?.cancel();
    if (status < 300) return { status: 'sent' };
    const reason = `answered ${status}: redirects are not followed`;
    return { status: 'failed', reason, isFinal: true, retryAfterMs: null };
  }
  const word = await readWord(response, destination);
  return {
    status: 'failed',
    reason: `answered ${status}${word === '' ? '' : ` (${word})`}`,
    isFinal: !isMomentary(status),
    retryAfterMs: parseRetryAfter(headers.get('retry-after'), nowMs),
  };
}

/** The answer when it is one lower-case word such as `invalid_blocks`, and no part of the address or the key. */
async function readWord({ body }: Response, { url, key }: Destination): Promise<string> {
  if (body === null) return '';
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  while (text.length <= WORD_LENGTH_MAX) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  await reader.cancel();
  const isWord = text.length <= WORD_LENGTH_MAX && /^[a-z]+(_[a-z]+)*$/.test(text);
  return isWord && ![url.href, key ?? ''].some((secret) => secret.includes(text)) ? text : '';
}

/** Node's code of what went wrong; its message would name the address. */
function describeNetworkError(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code) ? `not reached (${code})` : 'not reached';
}
