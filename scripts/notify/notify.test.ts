import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../contract/config.ts';
import type { NightlySummary } from '../nightly/summary.ts';
import { badNight, sampleNight } from '../nightly/support/sample-night.ts';
import type { Means } from './deliver.ts';
import type { Delivery } from './delivery.ts';
import { genericPayloadSchema } from './generic-payload.ts';
import { isProblem, messageId, notifyAll } from './notify.ts';

const URL_SECRET = 'https://hooks.chat.test/T0CANARY/s3cr3t?token=CANARY';
const KEY = 'CANARYKEY';
const env = { HEADROOM_CHAT_URL: URL_SECRET, HEADROOM_OTHER_URL: 'https://other.test/x', HEADROOM_KEY: KEY };
const { notify: config } = parseConfig(
  {
    notify: {
      allow: ['hooks.chat.test', 'other.test'],
      webhooks: [
        { name: 'chat', format: 'slack', urlFrom: 'HEADROOM_CHAT_URL' },
        { name: 'other', format: 'generic', urlFrom: 'HEADROOM_OTHER_URL', secretFrom: 'HEADROOM_KEY', when: 'always' },
      ],
    },
  },
  'test',
);

/** What a stand-in for the network does with each request, by host. */
type Answer = (host: string, attempt: number) => Response | Promise<Response>;

async function notify(
  summary: NightlySummary,
  answer: Answer = () => new Response('ok'),
  { made = [], isWanted = true }: { made?: Delivery[]; isWanted?: boolean } = {},
) {
  const sent: { host: string; body: string; headers: Headers; redirect: string | undefined }[] = [];
  const slept: number[] = [];
  const deliveries: Delivery[] = [];
  const controller = new AbortController();
  const means: Means = {
    fetch: async (input, init = {}) => {
      const { host } = new URL(String(input));
      const { redirect } = init;
      sent.push({ host, body: String(init.body), headers: new Headers(init.headers), redirect });
      return answer(host, sent.filter((one) => one.host === host).length);
    },
    sleep: async (ms) => void slept.push(ms),
    nowMs: () => 1_764_000_000_000,
    random: () => 0,
    signal: controller.signal,
    attemptsMax: 3,
    timeoutMs: 1_000,
  };
  const onDelivered = async (one: Delivery) => void deliveries.push(one);
  await notifyAll(config, { summary, made, isWanted, onDelivered }, means, env);
  return { sent, slept, deliveries, controller };
}

describe('telling of a night', () => {
  it('calls nobody with --no-notify, and says so', async () => {
    const { sent, deliveries } = await notify(badNight(), undefined, { isWanted: false });
    expect(sent).toEqual([]);
    expect(deliveries.map(({ status, reason }) => [status, reason])).toEqual([
      ['not wanted', '--no-notify'],
      ['not wanted', '--no-notify'],
    ]);
  });

  it('sends a clean pass only to those who want to hear always', async () => {
    const { sent, deliveries } = await notify(sampleNight());
    expect(sent.map(({ host }) => host)).toEqual(['other.test']);
    expect(deliveries.map(({ name, status }) => [name, status])).toEqual([
      ['chat', 'not wanted'],
      ['other', 'sent'],
    ]);
  });

  it('follows no redirect, and signs what is to be signed over a versioned body with an id', async () => {
    const { sent } = await notify(badNight());
    expect(sent.map(({ redirect }) => redirect)).toEqual(['manual', 'manual']);
    const [slack, generic] = sent;
    expect(slack?.headers.has('webhook-signature')).toBe(false);
    expect(generic?.headers.get('webhook-signature')).toMatch(/^v1,/);
    const body = genericPayloadSchema.parse(JSON.parse(generic?.body ?? ''));
    expect([body.id, generic?.headers.get('webhook-id')]).toEqual(Array(2).fill(messageId(badNight(), 'other')));
    expect(body.data.verdict).toBe('fail');
  });

  it('tries again what failed for the moment, as slowly as it is asked to', async () => {
    const answer: Answer = (_host, attempt) =>
      attempt === 1
        ? new Response('', { status: 429, headers: { 'retry-after': '9' } })
        : attempt === 2
          ? new Response('', { status: 503 })
          : new Response('ok');
    const { slept, deliveries } = await notify(badNight(), answer);
    expect(slept).toEqual([9_000, 1_000, 9_000, 1_000]);
    expect(deliveries.map(({ status, attempts }) => [status, attempts])).toEqual(Array(2).fill(['sent', 3]));
  });

  it.each([
    ['a refusal', () => new Response('invalid_blocks', { status: 400 }), 1, 'answered 400 (invalid_blocks)'],
    [
      'a redirect',
      () => new Response('', { status: 302, headers: { location: 'https://x.test' } }),
      1,
      'answered 302: redirects are not followed',
    ],
    ['broken receivers', () => new Response('<html>', { status: 500 }), 3, 'answered 500'],
    ['an echo of the address', () => new Response(URL_SECRET, { status: 404 }), 1, 'answered 404'],
    ['an echo of a word of it', () => new Response('hooks', { status: 404 }), 1, 'answered 404'],
    [
      'receivers that want hours',
      () => new Response('', { status: 429, headers: { 'retry-after': '7200' } }),
      1,
      'answered 429 and asks for more time than is waited',
    ],
    [
      'no network',
      () => Promise.reject(new TypeError(`failed: ${URL_SECRET}`, { cause: { code: 'ECONNREFUSED' } })),
      3,
      'not reached (ECONNREFUSED)',
    ],
    ['an error without a code', () => Promise.reject(new TypeError(URL_SECRET)), 3, 'not reached'],
  ] as [string, Answer, number, string][])(
    'survives %s and says it without the address',
    async (_what, answer, attempts, reason) => {
      const { deliveries } = await notify(badNight(), answer);
      expect(deliveries[0]).toMatchObject({ name: 'chat', status: 'failed', attempts, reason });
      expect(JSON.stringify(deliveries)).not.toMatch(/CANARY|s3cr3t/);
    },
  );

  it('goes on with the others when one destination cannot be called', async () => {
    const { deliveries } = await notify(
      badNight(),
      (host) => new Response('', { status: host === 'other.test' ? 200 : 404 }),
    );
    expect(deliveries.map(({ status }) => status)).toEqual(['failed', 'sent']);
  });

  it('sends nothing twice that an earlier start of the job sent', async () => {
    const first = await notify(badNight());
    const again = await notify(badNight(), undefined, { made: first.deliveries.slice(0, 1) });
    expect(again.sent.map(({ host }) => host)).toEqual(['other.test']);
    expect(again.sent[0]?.headers.get('webhook-id')).toBe(first.sent[1]?.headers.get('webhook-id'));
    expect((await notify(badNight(), undefined, { made: first.deliveries })).sent).toEqual([]);
  });

  it('keeps address and key out of every body', async () => {
    const { sent } = await notify(badNight());
    expect(sent.map(({ body }) => body).join()).not.toMatch(/CANARY|s3cr3t/);
  });
});

it('takes for a problem whatever is no clean pass', () => {
  const night = badNight();
  if ('status' in night.trend) throw new Error('the sample has changed');
  const finding = { kind: 'change' as const, cause: 'machine' as const, direction: 'regressed' as const };
  const trendOf = (direction: 'regressed' | 'improved') => ({
    sentence: '',
    findings: [{ ...finding, direction, sentence: '', changes: [] }],
  });
  expect(isProblem(sampleNight())).toBe(false);
  expect(isProblem(sampleNight({ trend: trendOf('improved') }))).toBe(false);
  expect(isProblem(sampleNight({ trend: trendOf('regressed') }))).toBe(true);
  expect(isProblem(sampleNight({ verdict: 'inconclusive' }))).toBe(true);
  expect(isProblem(sampleNight({ failures: night.failures }))).toBe(true);
});
