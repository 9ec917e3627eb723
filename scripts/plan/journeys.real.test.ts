/** The journeys in our k6 against a shop that can be made to do wrong. */
import { beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../contract/config.ts';
import type { Plan } from '../../contract/plan.ts';
import { resolvePlan } from './resolve-plan.ts';
import { type JourneyFigures, runJourneys } from './support/run-journeys.ts';
import { type SeenRequest, STUB_SECRET, startStubShop, type Wrongs } from './support/stub-shop.ts';

/** Some journeys of a workload, for seconds. */
async function run(
  wrongs: Wrongs,
  { workload, names, measureMs }: { workload: string; names: string[]; measureMs: number },
): Promise<JourneyFigures & { seen: SeenRequest[] }> {
  const shop = await startStubShop(wrongs);
  const whole = resolvePlan(parseConfig({}, 'test'), { workload, profile: 'after', baseUrl: shop.baseUrl });
  const plan: Plan = {
    ...whole,
    phases: { rampMs: 0, warmupMs: 0, measureMs },
    journeys: whole.journeys.filter((journey) => names.includes(journey.name)),
  };
  const secrets = { HEADROOM_TARGET_PASSPHRASE: 'p', HEADROOM_WEBHOOK_SECRET: STUB_SECRET };
  try {
    return { ...(await runJourneys(plan, secrets)), seen: shop.seen };
  } finally {
    await shop.close();
  }
}

const countRoute = (seen: readonly SeenRequest[], route: string) => seen.filter((one) => one.route === route).length;

describe('the checkout journey', () => {
  const checkout = { workload: 'smoke', names: ['checkout'], measureMs: 6_000 };

  describe('of a shop that does right', () => {
    let bought: Awaited<ReturnType<typeof run>>;
    beforeAll(async () => {
      bought = await run({}, checkout);
    });

    it('buys, polls until the order is completed, finds it on the dashboard, and writes it down', () => {
      const { count, minMs, ledger, seen, log } = bought;
      const started = count('journey_started');
      expect(started).toBeGreaterThanOrEqual(5);
      expect(count('journey_finished', { outcome: 'ok' }), log).toBe(started);
      expect(count('checkout_e2e')).toBe(started);
      expect(minMs('checkout_e2e')).toBeGreaterThanOrEqual(400);
      expect(minMs('checkout_provider_delay')).toBe(400);
      expect(count('start_band')).toBe(started);
      // A start's parts are cut to what the start took as k6 saw it: on a busy machine some milliseconds less.
      expect(count('start_part_ms', { part: 'provider' }) / started).toBeGreaterThan(380);
      expect(count('start_part_ms', { part: 'provider' }) / started).toBeLessThan(400.5);
      expect(ledger.checkouts).toHaveLength(started);
      expect(new Set(ledger.checkouts.map(({ reference }) => reference)).size).toBe(started);
      expect(ledger.checkouts[0]).toMatchObject({ orderId: 'order-0', amountCents: 500 });
      expect(countRoute(seen, 'GET /api/dashboard/orders')).toBe(started);
    });

    it('gives every buyer an address of its own, and signs in once', () => {
      const addresses = new Set(bought.seen.map(({ address }) => address));
      expect(addresses.size).toBeGreaterThanOrEqual(5);
      expect(countRoute(bought.seen, 'POST /api/session')).toBe(addresses.size);
    });
  });

  it('fails, and says why, when the dashboard does not show the order', async () => {
    const { count } = await run({ isStale: true }, checkout);
    expect(count('stale_read')).toBe(count('journey_started'));
    expect(count('journey_finished', { outcome: 'failed' })).toBe(count('journey_started'));
    expect(count('journey_error', { kind: 'stale', detail: 'the new order is missing' })).toBeGreaterThan(0);
    expect(count('checkout_e2e')).toBe(0);
  });

  it('gives up an order that stays pending, within ten limited requests of its address', async () => {
    const { count, seen } = await run({ neverCompletes: true }, { ...checkout, measureMs: 2_000 });
    expect(count('journey_error', { kind: 'timeout' })).toBe(count('journey_started'));
    expect(countRoute(seen, 'GET /api/orders/:id')).toBe(6 * count('journey_started'));
    expect(countRoute(seen, 'GET /api/dashboard/orders')).toBe(0);
    for (const address of new Set(seen.map((one) => one.address)))
      expect(seen.filter((one) => one.address === address).length).toBeLessThanOrEqual(10);
  });
});

describe('the copilot journey', () => {
  it('writes a turn down when its answer came to its last event, and takes one without it for no answer', async () => {
    const { count, ledger, log } = await run(
      { breaksOff: true },
      { workload: 'smoke', names: ['copilot'], measureMs: 13_500 },
    );
    const answered = count('journey_finished', { outcome: 'ok' });
    const brokenOff = count('journey_error', { kind: 'stream', detail: 'ended without its last event' });
    expect(answered, log).toBeGreaterThan(2);
    expect(brokenOff).toBeGreaterThan(2);
    expect(count('journey_finished', { outcome: 'failed' })).toBe(brokenOff);
    expect(ledger.turns).toHaveLength(answered);
  });
});

describe('the webhook journey', () => {
  const webhook = { workload: 'webhook-stress', names: ['webhook'], measureMs: 5_000 };

  it('sends every kind of event, signed as they must be, and finds each treated rightly', async () => {
    const { count, ledger, log } = await run({}, webhook);
    expect(count('journey_finished', { outcome: 'ok' }), log).toBe(count('journey_started'));
    for (const kind of ['new', 'duplicate', 'older', 'forged', 'stale'])
      expect(count('webhook_event', { kind }), kind).toBeGreaterThan(0);
    expect(ledger.events).toHaveLength(count('journey_started'));
    const applied = ledger.events.filter(({ result }) => result === 'applied');
    expect(applied).toHaveLength(count('webhook_event', { kind: 'new' }));
    expect(new Set(applied.map(({ eventId }) => eventId)).size).toBe(applied.length);
  });

  it('fails at each event that should not have been applied', async () => {
    const { count } = await run({ believesEverything: true }, webhook);
    expect(count('journey_finished', { outcome: 'failed' })).toBe(
      count('journey_started') - count('webhook_event', { kind: 'new' }),
    );
    expect(count('journey_error', { detail: 'applied, not rejected' })).toBeGreaterThan(0);
  });
});

describe('the limits journey', () => {
  const limits = { workload: 'limits', names: ['normal', 'abuser'], measureMs: 13_000 };

  it('fails for a normal user who is refused, and not for an abuser', async () => {
    const { count } = await run({ refuses: true }, limits);
    expect(count('journey_finished', { journey: 'normal', outcome: 'failed' })).toBe(
      count('journey_started', { journey: 'normal' }),
    );
    expect(count('journey_started', { journey: 'normal' })).toBeGreaterThan(10);
    expect(count('journey_finished', { journey: 'abuser', outcome: 'ok' })).toBe(
      count('journey_started', { journey: 'abuser' }),
    );
    expect(count('limiter_answer', { kind: 'abuser', result: 'limited' })).toBeGreaterThan(50);
  });
});
