/** Messages to a real server on this machine: what arrives, what is tried again, and what is never sent. */
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConfigInput, parseConfig } from '../../contract/config.ts';
import { badNight } from '../nightly/support/sample-night.ts';
import type { Delivery } from './delivery.ts';
import { genericPayloadSchema } from './generic-payload.ts';
import { notifyAll } from './notify.ts';
import { signatureOf } from './sign.ts';

const KEY = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const SECRET_PATH = '/services/T0CANARY/s3cr3t';

interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

let server: Server;
let received: Received[] = [];
/** What the server does with the requests, in order; the last of them with all that follow. */
let answers: ((response: ServerResponse) => void)[] = [];

beforeEach(async () => {
  received = [];
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body });
      const answer = answers[Math.min(received.length, answers.length) - 1];
      if (answer !== undefined) answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const status =
  (code: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    void response.writeHead(code, headers).end();
const silence = () => undefined;

function portOf(one: Server): number {
  const address = one.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

/** Tells the server of a bad night, with waits cut to a hundredth. */
async function tell(notify: ConfigInput['notify'] = {}, url = `http://127.0.0.1:${portOf(server)}${SECRET_PATH}`) {
  const webhook = { name: 'ours', format: 'generic', urlFrom: 'HEADROOM_OURS', secretFrom: 'HEADROOM_KEY' } as const;
  const { notify: config } = parseConfig({ notify: { allow: ['127.0.0.1'], webhooks: [webhook], ...notify } }, 'test');
  const deliveries: Delivery[] = [];
  const slept: number[] = [];
  await notifyAll(
    config,
    {
      summary: badNight('slow'),
      made: [],
      isWanted: true,
      onDelivered: async (delivery) => void deliveries.push(delivery),
    },
    {
      ...{ fetch, nowMs: Date.now, random: Math.random, signal: new AbortController().signal },
      ...{ attemptsMax: config.attemptsMax, timeoutMs: config.timeoutMs },
      sleep: (ms) => {
        slept.push(ms);
        return new Promise((resolve) => setTimeout(resolve, ms / 100));
      },
    },
    { HEADROOM_OURS: url, HEADROOM_KEY: KEY },
  );
  expect(JSON.stringify(deliveries)).not.toMatch(/CANARY|s3cr3t|whsec|127\.0/);
  const [delivery] = deliveries;
  if (delivery === undefined || deliveries.length > 1) throw new Error(`${deliveries.length} deliveries`);
  return { delivery, slept };
}

describe('a message', () => {
  it('arrives whole, signed over what arrived, with its id', async () => {
    answers = [status(204)];
    const { delivery } = await tell();
    expect(delivery).toMatchObject({ status: 'sent', attempts: 1 });
    const [{ path, headers, body } = { path: '', headers: {}, body: '' }] = received;
    expect(path).toBe(SECRET_PATH);
    const id = String(headers['webhook-id']);
    expect(genericPayloadSchema.parse(JSON.parse(body))).toMatchObject({ id, data: { verdict: 'fail' } });
    const timestampSeconds = Number(headers['webhook-timestamp']);
    expect(Math.abs(Date.now() / 1_000 - timestampSeconds)).toBeLessThan(60);
    expect(headers['webhook-signature']).toBe(signatureOf({ id, timestampSeconds, body }, KEY));
  });

  it('that is refused for the moment arrives later, no sooner than asked for, under the same id', async () => {
    answers = [status(429, { 'retry-after': '3' }), status(503), status(200)];
    const { delivery, slept } = await tell();
    expect(delivery).toMatchObject({ status: 'sent', attempts: 3 });
    expect(slept[0]).toBe(3_000);
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it('is given up when the receiver stays broken, or says that it will never take it', async () => {
    answers = [status(500)];
    expect((await tell({ attemptsMax: 3 })).delivery).toMatchObject({
      ...{ status: 'failed', attempts: 3, reason: 'answered 500' },
    });
    answers = [(response) => void response.writeHead(403).end('action_prohibited')];
    expect((await tell()).delivery).toMatchObject({ attempts: 1, reason: 'answered 403 (action_prohibited)' });
    expect(received).toHaveLength(4);
  });

  it('is not waited for longer than the time of an attempt', async () => {
    answers = [silence];
    const { delivery } = await tell({ attemptsMax: 2, timeoutMs: 150 });
    expect(delivery).toMatchObject({ status: 'failed', attempts: 2, reason: 'no answer within 150 ms' });
    expect(received).toHaveLength(2);
  });

  it('follows no redirect, not even to the same host', async () => {
    answers = [status(307, { location: `http://127.0.0.1:${portOf(server)}/elsewhere` })];
    const { delivery } = await tell();
    expect(delivery).toMatchObject({ status: 'failed', attempts: 1, reason: expect.stringContaining('answered 307') });
    expect(received.map(({ path }) => path)).toEqual([SECRET_PATH]);
  });

  it('is never sent to a host that is not on the list', async () => {
    answers = [status(200)];
    const { delivery } = await tell({ allow: ['localhost'] });
    expect(delivery).toMatchObject({ status: 'failed', attempts: 0, reason: expect.stringContaining('notify.allow') });
    expect(received).toEqual([]);
  });

  it('to nobody is tried again and given up', async () => {
    const { delivery } = await tell({ attemptsMax: 2 }, `http://127.0.0.1:9${SECRET_PATH}`);
    expect(delivery).toMatchObject({ status: 'failed', attempts: 2, reason: expect.stringMatching(/^not reached/) });
  });
});
