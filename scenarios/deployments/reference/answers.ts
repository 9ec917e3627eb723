/** Reads answers of the reference deployment: JSON that may be broken, headers in any case. Pure. */
import type { Answer } from '../types.ts';

/** What is wrong with the status, or null. */
export function expectStatus(answer: Answer, ...statuses: number[]): string | null {
  return statuses.includes(answer.status) ? null : `status ${answer.status}, not ${statuses.join(' or ')}`;
}

/** The body as a JSON object, or null when it is none. */
export function parseObject(text: string): Record<string, unknown> | null {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return null;
  }
}

/** The value as an object, or null when it is none. */
export function asObject(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

/** The objects of `items`, or null when the body has no such list. */
export function readItems(answer: Answer): Record<string, unknown>[] | null {
  const items = parseObject(answer.body)?.items;
  return Array.isArray(items) ? items.map((item) => asObject(item) ?? {}) : null;
}

/** A header's value whatever the case of its name: k6 writes `X-Ratelimit-Limit`, the application `X-RateLimit-Limit`. */
export function readHeader(answer: Answer, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return Object.entries(answer.headers).find(([key]) => key.toLowerCase() === wanted)?.[1];
}

/** A whole-number header, or null when it is absent or no such number. */
export function readIntegerHeader(answer: Answer, name: string): number | null {
  const text = readHeader(answer, name);
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}
