/** What the reference deployment's limiter says: its headers on every limited answer, and how it refuses. */
import type { Answer, Deployment } from '../types.ts';
import { expectStatus, readHeader, readIntegerHeader } from './answers.ts';
import { dashboardStats } from './dashboard.ts';

export const limits = {
  limitedCall(user) {
    const call = dashboardStats(user);
    return {
      ...call,
      verify: (answer) =>
        expectStatus(answer, 200, 429) ?? verifyHeaders(answer) ?? (answer.status === 200 ? call.verify(answer) : null),
    };
  },

  readLimiterAnswer: ({ status }) => (status === 200 ? 'allowed' : status === 429 ? 'limited' : null),
} satisfies Partial<Deployment>;

function verifyHeaders(answer: Answer): string | null {
  // Without its Redis the limiter lets everybody through, and says so instead.
  if (readHeader(answer, 'X-RateLimit-Status') === 'open') return null;
  const limit = readIntegerHeader(answer, 'X-RateLimit-Limit');
  const remaining = readIntegerHeader(answer, 'X-RateLimit-Remaining');
  if (limit === null || remaining === null || remaining > limit) return 'no X-RateLimit-Limit and -Remaining';
  const reset = readHeader(answer, 'X-RateLimit-Reset') ?? '';
  if (!/^\d{4}-\d\d-\d\dT/.test(reset) || Number.isNaN(Date.parse(reset)))
    return 'X-RateLimit-Reset is no ISO 8601 time';
  if (answer.status !== 429) return null;
  if (remaining > 0) return 'refused with requests remaining';
  const retryAfterSeconds = readIntegerHeader(answer, 'Retry-After');
  return retryAfterSeconds === null || retryAfterSeconds < 1 ? 'refused without Retry-After in seconds' : null;
}
