/** When a message that was not taken is sent again. Pure. */

/** First wait, milliseconds; doubled from attempt to attempt. */
const BACKOFF_MS = 1_000;
/** Longest wait of our own choice, milliseconds. */
const BACKOFF_MS_MAX = 30_000;
/** Longest wait that a receiver may ask for, milliseconds: a night does not hang on its messages. */
export const RETRY_AFTER_MS_MAX = 120_000;

/** Too early, too many, timed out: said of the moment. Every 5xx besides. Anything else is said of the message. */
const MOMENTARY = [408, 425, 429];

/** Whether the same message may be taken later. */
export function isMomentary(status: number): boolean {
  return status >= 500 || MOMENTARY.includes(status);
}

/**
 * Milliseconds of a `Retry-After` header (RFC 9110, section 10.2.3: seconds, or a date), 0 for a moment that has passed;
 * null without one, and for what is neither.
 */
export function parseRetryAfter(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  // Only dates of the form that HTTP has: Date.parse takes much else.
  const atMs = /^[A-Za-z]{3}, \d{2} [A-Za-z]{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}

/**
 * Milliseconds to wait after the `attempt`th attempt (from 1): at least what the receiver asked for; `draw` in [0, 1)
 * spreads senders that failed together over half the wait. Null when the receiver asks for more than is waited.
 */
export function waitMsAfter(attempt: number, retryAfterMs: number | null, draw: number): number | null {
  if (retryAfterMs !== null && retryAfterMs > RETRY_AFTER_MS_MAX) return null;
  const backoffMs = Math.min(BACKOFF_MS * 2 ** (attempt - 1), BACKOFF_MS_MAX);
  return Math.max(backoffMs * (0.5 + draw / 2), retryAfterMs ?? 0);
}
