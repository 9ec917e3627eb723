/** What the parts of a start's time are called, and the sentence that says what the slowest starts wait for. */
import type { Measured } from '../../../contract/measured.ts';
import type { StartPart } from '../../../contract/metrics.ts';
import type { AttributedPart, StartGroup } from '../../attribution-model.ts';
import { milliseconds, percent } from '../round.ts';

/** A part as a row's title. */
export const PART_TITLES: Readonly<Record<StartPart, string>> = {
  late: 'load generator late',
  blocked: 'waiting for a connection slot',
  connect: 'TCP connect',
  tls: 'TLS handshake',
  send: 'sending',
  pool: 'pool wait',
  db: 'database',
  cache: 'cache',
  model_queue: 'model queue',
  model: 'model',
  app: 'application code',
  server: 'server, not split',
  stream: 'stream until its first text',
  receive: 'receiving',
  provider: 'payment provider’s own delay',
  polling: 'event’s way back and next look',
  minor: 'parts below 1 % of their start',
  unexplained: 'unexplained',
};

/** What starts do that are slow for a part; their subject stands before it. */
const PREDICATES: Readonly<Record<StartPart, string>> = {
  late: 'were begun late by the load generator',
  blocked: 'wait for a connection slot',
  connect: 'wait for a connection',
  tls: 'wait for the TLS handshake',
  send: 'wait until their requests are sent',
  pool: 'wait for the pool',
  db: 'wait for the database',
  cache: 'wait for the cache',
  model_queue: 'wait in the queue before the model',
  model: 'wait for the model',
  app: 'wait for the application’s own code',
  server: 'wait for the server, which does not say what for',
  stream: 'wait for the first text after the stream has begun',
  receive: 'wait for the rest of their answers',
  provider: 'wait for the payment provider',
  polling: 'wait for the payment’s way back and the next look at the order',
  minor: 'wait for many small parts',
  unexplained: 'wait for what nobody explains, the network or a queue in front of the application',
};

/** Below this share of the difference no part alone is what the slowest wait for. */
const CAUSE_SHARE_MIN = 0.4;

/** What makes the slowest slower than the middle. */
export interface Cause {
  id: StartPart;
  excessMs: number;
  /** Of the difference between the two groups' mean times. */
  excessShare: number;
}

/** The part that grew most from the middle to the tail; null when none grew. */
export function findCause(middle: StartGroup, tail: StartGroup): Cause | null {
  const differenceMs = tail.totalMs - middle.totalMs;
  const most = tail.parts.reduce<Cause | null>((top, { id, ms }) => {
    const excessMs = ms - msOf(middle, id);
    return excessMs > (top?.excessMs ?? 0) ? { id, excessMs, excessShare: excessMs / differenceMs } : top;
  }, null);
  return differenceMs > 0 ? most : null;
}

/** The finding in words. */
export function sentenceOf(middle: StartGroup, tail: Measured<StartGroup>, cause: Cause | null): string {
  if (tail.status === 'unavailable') {
    const largest = largestPart(middle.parts);
    const usual =
      largest === undefined
        ? 'No part of the time is known'
        : `Starts at the median ${PREDICATES[largest.id]}: ${percent(largest.share)} of their time`;
    return `${usual}; ${tail.reason}.`;
  }
  const { value } = tail;
  const who = `The slowest ${percent(value.share)} (over ${milliseconds(value.fromMs)})`;
  if (cause === null) return `${who} take their time for the same things as starts at the median.`;
  const figures = `${compared(value, middle, cause.id)} at the median`;
  if (cause.excessShare < CAUSE_SHARE_MIN) {
    return `${who} are slower in several parts, most in one: ${PART_TITLES[cause.id]}, ${figures}.`;
  }
  return `${who} ${PREDICATES[cause.id]}: ${figures}.`;
}

/** What all starts took on average, and for what most; `all` is the group of all of them. */
export function overTimeSentence(title: string, all: StartGroup): string {
  const largest = largestPart(all.parts);
  const most = largest === undefined ? '' : `, ${percent(largest.share)} of it: ${largest.title}`;
  return `${title} took ${milliseconds(all.totalMs)} on average${most}`;
}

/** Shares where the part has gained some; milliseconds where it grew like the rest or less, and shares would mislead. */
function compared(tail: StartGroup, middle: StartGroup, id: StartPart): string {
  const [slow, usual] = [shareOf(tail, id), shareOf(middle, id)];
  if (slow > usual) return `${percent(slow)} of their time against ${percent(usual)}`;
  return `${milliseconds(msOf(tail, id))} against ${milliseconds(msOf(middle, id))}`;
}

/** The milliseconds of a part in a group; 0 when it has no weight there. */
function msOf(group: StartGroup, id: StartPart): number {
  return group.parts.find((part) => part.id === id)?.ms ?? 0;
}

function shareOf(group: StartGroup, id: StartPart): number {
  return group.parts.find((part) => part.id === id)?.share ?? 0;
}

function largestPart(parts: readonly AttributedPart[]): AttributedPart | undefined {
  return parts.reduce<AttributedPart | undefined>(
    (top, part) => (top === undefined || part.ms > top.ms ? part : top),
    undefined,
  );
}
