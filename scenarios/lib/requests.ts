/**
 * Sends what a deployment describes, checks the answer's content, and counts what went wrong by kind.
 *
 * A request without a name is refused: every address under a name of its own would cost a series each.
 */
import { check } from 'k6';
import exec from 'k6/execution';
import type { RefinedResponse, RequestBody, ResponseType } from 'k6/http';
import http from 'k6/http';
import type { Answer, RequestSpec } from '../deployments/types.ts';
import { describeErrorCode } from './error-codes.ts';
import { journeyError, serverTiming } from './metrics.ts';
import { plan } from './run-plan.ts';
import { parseServerTiming, type ServerTimingPart } from './server-timing.ts';
import type { RequestTimings } from './split-times.ts';

/** What became of one request. */
export interface RequestResult {
  answer: Answer;
  /** From asking for a connection to the last byte of the body, milliseconds. */
  totalMs: number;
  /** Whether status and content were right. */
  isGood: boolean;
  /** What `totalMs` is made of. */
  timings: RequestTimings;
  /** What the application says of its own time; empty when it says nothing. */
  told: readonly ServerTimingPart[];
}

/** Sends one request and waits for it. */
export function send(spec: RequestSpec, timeoutMs: number): RequestResult {
  const response = http.request(spec.method, plan.baseUrl + spec.path, spec.body ?? null, parameters(spec, timeoutMs));
  return assess(spec, response);
}

/** Sends several requests at once, as a browser does, and waits for all; results in the order of the specs. */
export function sendTogether(specs: readonly RequestSpec[], timeoutMs: number): RequestResult[] {
  const responses = http.batch(
    specs.map((spec) => ({
      method: spec.method,
      url: plan.baseUrl + spec.path,
      body: spec.body ?? null,
      params: parameters(spec, timeoutMs),
    })),
  );
  return specs.map((spec, at) => assess(spec, responses[at]));
}

/** Headers and tags that every request carries; `x-request-id` pairs it with the application's own log. */
export function requestIdentity(name: string): {
  id: string;
  headers: Record<string, string>;
  tags: Record<string, string> & { name: string };
} {
  if (name === '' || name.includes('://'))
    throw new Error(`a request needs a name such as 'GET /api/orders/:id', got '${name}'`);
  requestNumber += 1;
  const id = `${plan.executor.instance}-${exec.vu.idInTest}-${exec.vu.iterationInInstance}-${requestNumber}`;
  return {
    id,
    headers: { 'x-request-id': id },
    tags: plan.executor.tagRequestId ? { name, request_id: id } : { name },
  };
}

/** Records what the application says of its own time, and returns it. */
export function recordServerTiming(header: string | undefined, name: string): ServerTimingPart[] {
  const told = parseServerTiming(header);
  for (const { part, durationMs } of told) serverTiming.add(durationMs, { part, name });
  return told;
}

/** Counts a failed step under its kind; `detail` is kept short and free of addresses and ids. */
export function recordError(
  kind: 'timeout' | 'connect' | 'status' | 'check' | 'stream' | 'stale' | 'payment',
  name: string,
  detail: string,
): void {
  journeyError.add(1, { kind, name, detail: detail.slice(0, 120) });
}

/** Checks the content of an answer under the request's name; returns whether it was right. */
export function verifyAnswer(name: string, answer: Answer, verify: (answer: Answer) => string | null): boolean {
  const problem = verify(answer);
  check(null, { [name]: () => problem === null });
  if (problem !== null) recordError(answer.status >= 400 ? 'status' : 'check', name, problem);
  return problem === null;
}

let requestNumber = 0;

/** Of a request that left nothing behind. */
const NO_TIMINGS: RequestTimings = {
  blocked: 0,
  connecting: 0,
  tls_handshaking: 0,
  sending: 0,
  waiting: 0,
  receiving: 0,
};

function parameters(spec: RequestSpec, timeoutMs: number) {
  const identity = requestIdentity(spec.name);
  return { headers: { ...spec.headers, ...identity.headers }, tags: identity.tags, timeout: timeoutMs };
}

function assess(spec: RequestSpec, response: RefinedResponse<ResponseType> | undefined): RequestResult {
  if (response === undefined) {
    const answer = { status: 0, headers: {}, body: '' };
    return { answer, totalMs: 0, isGood: false, timings: NO_TIMINGS, told: [] };
  }
  const { timings } = response;
  // k6's `blocked` runs from asking for a connection to having it: DNS, TCP and TLS handshakes are in it.
  const totalMs = timings.blocked + timings.duration;
  const answer: Answer = { status: response.status, headers: response.headers, body: bodyText(response.body) };
  if (response.error_code !== 0 && response.status === 0) {
    // 1050 is k6's code for a request time-out; the other codes without a status are connections that failed.
    recordError(
      response.error_code === 1050 ? 'timeout' : 'connect',
      spec.name,
      describeErrorCode(response.error_code),
    );
    check(null, { [spec.name]: () => false });
    return { answer, totalMs, isGood: false, timings, told: [] };
  }
  const told = recordServerTiming(response.headers['Server-Timing'], spec.name);
  return { answer, totalMs, isGood: verifyAnswer(spec.name, answer, spec.verify), timings, told };
}

function bodyText(body: RequestBody | object | null | undefined): string {
  return typeof body === 'string' ? body : '';
}
