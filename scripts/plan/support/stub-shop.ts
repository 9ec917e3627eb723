/**
 * A shop in one process of its test, which can be made to do wrong: the journeys must notice.
 *
 * It answers what the reference deployment answers, as far as checkout, webhook, limits and copilot look at it.
 */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the shop does wrong. */
export interface Wrongs {
  /** The dashboard never shows a new order. */
  isStale?: boolean;
  /** Orders stay pending. */
  neverCompletes?: boolean;
  /** A duplicate is applied once more, and a forged event too. */
  believesEverything?: boolean;
  /** Every limited call is refused. */
  refuses?: boolean;
  /** Every second answer of the copilot ends without its last event: it was not kept. */
  breaksOff?: boolean;
}

/** One request as it came. */
export interface SeenRequest {
  atMs: number;
  route: string;
  address: string;
}

/** The key of the provider's signatures. */
export const STUB_SECRET = 'stub-webhook-secret';

/** Between an order and its completion, milliseconds. */
const COMPLETED_AFTER_MS = 400;

interface StubOrder {
  id: string;
  reference: string;
  productId: string;
  createdMs: number;
  sequence: number;
}

/** Starts the shop on a free port of 127.0.0.1. */
export async function startStubShop(wrongs: Wrongs) {
  const seen: SeenRequest[] = [];
  const orders = new Map<string, StubOrder>();
  const events = new Set<string>();
  let answers = 0;

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://stub');
    const path = url.pathname;
    const route = `${request.method} ${path.replace(/\/order-\d+$/, '/:id')}`;
    seen.push({ atMs: performance.now(), route, address: request.socket.remoteAddress ?? '' });
    const text = await readBody(request);
    if (route === 'POST /api/copilot') return streamAnswer(response);
    const [status, body] = respond(route, url, {
      text,
      signature: String(request.headers['x-payment-signature'] ?? ''),
    });
    const limited = { 'x-ratelimit-limit': '10', 'x-ratelimit-reset': new Date().toISOString() };
    response.writeHead(status, {
      'content-type': 'application/json',
      ...limited,
      'x-ratelimit-remaining': status === 429 ? '0' : '9',
      ...(status === 429 ? { 'retry-after': '1' } : {}),
    });
    response.end(JSON.stringify(body));
  };

  function streamAnswer(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'x-copilot-session': 'session' });
    response.write(`data: ${JSON.stringify({ choices: [{ delta: { content: 'roof' } }] })}\n\n`);
    answers += 1;
    response.end(wrongs.breaksOff === true && answers % 2 === 0 ? '' : 'data: [DONE]\n\n');
  }

  function respond(route: string, url: URL, sent: { text: string; signature: string }): [number, object] {
    if (route === 'POST /api/session') return [200, { token: 't', userId: 'u', copilotSessions: [] }];
    if (route === 'GET /api/products')
      return [200, { items: [{ id: 'p', category: url.searchParams.get('category') }] }];
    if (route === 'POST /api/checkout') return [201, { order: show(createOrder(sent.text)) }];
    if (route === 'GET /api/orders/:id') {
      const order = orders.get(url.pathname.split('/').at(-1) ?? '');
      return order === undefined ? [404, {}] : [200, { order: show(order) }];
    }
    if (route === 'GET /api/dashboard/orders') {
      const shown = wrongs.isStale === true ? [] : [...orders.values()].slice(-10);
      return [200, { userId: 'u', items: shown.map(show) }];
    }
    if (route === 'GET /api/dashboard/stats') {
      return wrongs.refuses === true ? [429, {}] : [200, { userId: 'u', stats: { total_orders: 1 } }];
    }
    return route === 'POST /api/webhooks/payment' ? receive(sent) : [404, {}];
  }

  function createOrder(text: string): StubOrder {
    const { reference, productId } = JSON.parse(text);
    const order = { id: `order-${orders.size}`, reference, productId, createdMs: performance.now(), sequence: 0 };
    orders.set(order.id, order);
    return order;
  }

  function show({ id, reference, productId, createdMs }: StubOrder) {
    const isCompleted = wrongs.neverCompletes !== true && performance.now() - createdMs > COMPLETED_AFTER_MS;
    const status = isCompleted ? 'completed' : 'pending';
    const providerDelayMs = isCompleted ? COMPLETED_AFTER_MS : null;
    return { id, reference, productId, status, amountCents: 500, providerDelayMs };
  }

  function receive({ text, signature }: { text: string; signature: string }): [number, object] {
    const [, at = '', hash = ''] = /^t=(\d+),v1=([0-9a-f]+)$/.exec(signature) ?? [];
    const isGenuine = createHmac('sha256', STUB_SECRET).update(`${at}.${text}`).digest('hex') === hash;
    const isFresh = Math.abs(Date.now() / 1000 - Number(at)) <= 300;
    if (wrongs.believesEverything === true) return [200, { received: true, duplicate: false, applied: true }];
    if (!isGenuine || !isFresh) return [401, {}];
    const { id, sequence, data } = JSON.parse(text);
    const order = orders.get(data.orderId);
    if (order === undefined) return [400, {}];
    const duplicate = events.has(id);
    const applied = !duplicate && sequence > order.sequence;
    events.add(id);
    if (applied) order.sequence = sequence;
    return [200, { received: true, duplicate, applied }];
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { baseUrl: `http://127.0.0.1:${port}`, seen, close };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
