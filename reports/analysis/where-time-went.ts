/**
 * Where the time of a request or of the first token went: the client's own split, and the server's wait split further
 * by what the application says in Server-Timing. What nobody explains is shown as `unexplained`, never hidden.
 *
 * Means, because only means of parts add up to the mean of the whole; over successful requests of the measured phase.
 */
import { TIME_PARTS, type TimePart, type TimeShare } from '../model.ts';
import { compareText, type LoadData, type TagFilter } from './load-data.ts';
import { countOf, type LoadSeries, sumOf } from './load-series.ts';
import type { RunRecord } from './read-record.ts';
import { percent, roundFigure, roundMs } from './round.ts';
import { isSuccessful } from './series.ts';

/** Most rows; the busiest endpoints are told apart, the rest stand in the endpoint table. */
const ROWS_MAX = 20;

const TITLES: Readonly<Record<TimePart, string>> = {
  blocked: 'waiting for a connection slot',
  dns: 'DNS',
  connect: 'TCP connect',
  tls: 'TLS handshake',
  send: 'sending',
  pool: 'pool wait',
  db: 'database',
  cache: 'cache',
  model_queue: 'model queue',
  model: 'model',
  provider: 'payment provider’s own delay',
  app: 'application code',
  receive: 'receiving',
  unexplained: 'unexplained',
};
/** The largest part as the subject of a sentence. */
const SUBJECTS: Readonly<Record<Exclude<TimePart, 'unexplained'>, string>> = {
  blocked: 'Waiting for a connection slot takes',
  dns: 'DNS takes',
  connect: 'Connecting takes',
  tls: 'The TLS handshake takes',
  send: 'Sending takes',
  pool: 'Waiting for a database connection takes',
  db: 'The database takes',
  cache: 'The cache takes',
  model_queue: 'The queue before the model takes',
  model: 'The model takes',
  provider: 'The payment provider’s own delay takes',
  app: 'The application itself takes',
  receive: 'Receiving takes',
};
/** Server-Timing entries that are parts of their own; everything else of the application's total is its own code. */
const SERVER_PARTS = ['pool', 'db', 'cache', 'model_queue', 'model'] as const;

/** One row a request name: streams first, then the busiest requests. */
export function explainTime({ load, plan }: RunRecord): TimeShare[] {
  const streams = namesOf(load, 'sse_first_token').map((name) => explainFirstToken(load, name));
  const requests = namesOf(load, 'http_req_duration').map((name) => explainRequest(load, name));
  const missing = plan.slos
    .filter((slo) => plan.journeys.some((journey) => journey.name === slo.journey))
    .filter(
      (slo) =>
        namesOf(load, 'sse_first_token', slo.journey).length +
          namesOf(load, 'http_req_duration', slo.journey).length ===
        0,
    )
    .map((slo): TimeShare => {
      return {
        id: slo.id,
        title: slo.title,
        status: 'unavailable',
        reason: 'no successful request in the measured phase',
      };
    });
  return [...explainCheckout(load), ...[...streams, ...requests].slice(0, ROWS_MAX), ...missing];
}

/** A whole checkout, in which the provider's delay is its own: no change of the deployment can shorten it. */
function explainCheckout(load: LoadData): TimeShare[] {
  const tags: TagFilter = { phase: 'measure' };
  const total = load.select('checkout_e2e', tags).filter(isSuccessful);
  const delay = load.select('checkout_provider_delay', tags);
  const count = countOf(total);
  if (count === 0) return [];
  const id = 'checkout-e2e';
  const title = 'Checkout end to end';
  if (countOf(delay) === 0) return [{ id, title, status: 'unavailable', reason: 'the provider’s delay was not told' }];
  const journey = total[0]?.tags.journey;
  const create = namesOf(load, 'http_req_duration', journey).find((name) => /checkout/i.test(name));
  const own = create === undefined ? {} : serverParts(load, create);
  const row = explain({
    id,
    title,
    what: 'a checkout',
    totalMs: sumOf(total) / count,
    count,
    client: {},
    server: { ...own, provider: sumOf(delay) / countOf(delay) },
    receiveMs: 0,
  });
  if (row.status === 'unavailable') return [row];
  const basis = `mean of ${count} completed checkouts of the measured phase; what is unexplained is the event’s way back and the wait for the next look at the order`;
  return [{ ...row, basis }];
}

function explainFirstToken(load: LoadData, name: string): TimeShare {
  const total = successful(load, 'sse_first_token', name);
  return explain({
    id: `first-token-${name}`,
    title: `${name}: first token`,
    what: 'the first token',
    totalMs: sumOf(total) / countOf(total),
    count: countOf(total),
    client: clientParts(load, 'sse', name),
    server: serverParts(load, name),
    receiveMs: 0,
  });
}

function explainRequest(load: LoadData, name: string): TimeShare {
  const duration = successful(load, 'http_req_duration', name);
  const mean = meanOver(countOf(duration), load, name);
  return explain({
    id: `request-${name}`,
    title: name,
    what: 'the request',
    totalMs: sumOf(duration) / countOf(duration) + mean('http_req_blocked'),
    count: countOf(duration),
    client: clientParts(load, 'http_req', name),
    server: serverParts(load, name),
    receiveMs: mean('http_req_receiving'),
  });
}

interface Explained {
  id: string;
  title: string;
  what: string;
  count: number;
  totalMs: number;
  client: Partial<Record<TimePart, number>>;
  server: Partial<Record<TimePart, number>>;
  receiveMs: number;
}

function explain(input: Explained): TimeShare {
  const { id, title, what, count, totalMs } = input;
  const parts: Partial<Record<TimePart, number>> = { ...input.client, ...input.server, receive: input.receiveMs };
  const explained = Object.values(parts).reduce((sum, value) => sum + value, 0);
  parts.unexplained = Math.max(0, totalMs - explained);
  // Clocks of two processes can explain more than there is; shares are then of what was explained.
  const whole = Math.max(totalMs, explained);
  const rows = TIME_PARTS.flatMap((part) => {
    const ms = parts[part];
    return ms === undefined || ms === 0
      ? []
      : [{ id: part, title: TITLES[part], ms, share: whole > 0 ? ms / whole : 0 }];
  });
  const largest = rows.reduce<(typeof rows)[number] | undefined>(
    (top, row) => (top === undefined || row.ms > top.ms ? row : top),
    undefined,
  );
  if (largest === undefined) return { id, title, status: 'unavailable', reason: 'no part of its time was measured' };
  return {
    id,
    title,
    status: 'ok',
    count,
    basis: `mean of ${count} successful requests of the measured phase`,
    totalMs: roundMs(totalMs),
    parts: rows.map((row) => ({ ...row, ms: roundMs(row.ms), share: roundFigure(row.share) })),
    largest: largest.id,
    sentence: sentenceOf(largest.id, percent(largest.share), what),
  };
}

function sentenceOf(part: TimePart, takes: string, what: string): string {
  if (part === 'unexplained' && what === 'a checkout') {
    return `${takes} of a checkout is the event’s way back and the wait for the next look at the order.`;
  }
  if (part !== 'unexplained') return `${SUBJECTS[part]} ${takes} of ${what}.`;
  return `${takes} of ${what} is unexplained: the network, or the application outside what it measures.`;
}

/** k6's `blocked` holds connecting and the handshake too, so they are taken out of it. */
function clientParts(load: LoadData, prefix: 'sse' | 'http_req', name: string): Partial<Record<TimePart, number>> {
  const mean = meanOver(
    countOf(successful(load, prefix === 'sse' ? 'sse_first_token' : 'http_req_duration', name)),
    load,
    name,
  );
  const dns = mean(`${prefix}_looking_up`);
  const connect = mean(`${prefix}_connecting`);
  const tls = mean(`${prefix}_tls_handshaking`);
  const blocked = Math.max(0, mean(`${prefix}_blocked`) - dns - connect - tls);
  return { blocked, dns, connect, tls, send: mean(`${prefix}_sending`) };
}

/** Means a request of what the application told; the divisor is the number of answers that told anything. */
function serverParts(load: LoadData, name: string): Partial<Record<TimePart, number>> {
  const tags: TagFilter = { name, phase: 'measure' };
  const sum = (part: string): number => sumOf(load.select('server_timing', { ...tags, part }));
  const answers = load
    .tagValues('server_timing', 'part', tags)
    .reduce((most, part) => Math.max(most, countOf(load.select('server_timing', { ...tags, part }))), 0);
  if (answers === 0) return {};
  const parts: Partial<Record<TimePart, number>> = {};
  let toldModel = 0;
  let toldElse = 0;
  for (const part of SERVER_PARTS) {
    const total = sum(part);
    parts[part] = total / answers;
    if (part.startsWith('model')) toldModel += total;
    else toldElse += total;
  }
  // The total of a stream ends with its headers; where they go out before the model's token, the model is not in it.
  const total = sum('total');
  const inTotal = toldElse + toldModel <= total ? toldElse + toldModel : toldElse;
  parts.app = Math.max(0, total - inTotal) / answers;
  return parts;
}

function meanOver(count: number, load: LoadData, name: string): (metric: string) => number {
  return (metric) => {
    const series = successful(load, metric, name);
    const own = countOf(series);
    // A split may have been kept for more requests than gave a total (a stream that ended before its first token).
    return own === 0 || count === 0 ? 0 : sumOf(series) / Math.max(own, count);
  };
}

function successful(load: LoadData, metric: string, name: string): LoadSeries[] {
  return load.select(metric, { name, phase: 'measure' }).filter(isSuccessful);
}

/** Names with a successful sample in the measured phase, most samples first. */
function namesOf(load: LoadData, metric: string, journey?: string): string[] {
  const tags: TagFilter = journey === undefined ? { phase: 'measure' } : { phase: 'measure', journey };
  return load
    .tagValues(metric, 'name', tags)
    .map((name) => ({ name, count: countOf(successful(load, metric, name)) }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || compareText(a.name, b.name))
    .map(({ name }) => name);
}
