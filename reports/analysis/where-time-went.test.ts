import { describe, expect, it } from 'vitest';
import type { TimeShare } from '../model.ts';
import { modelOf } from './support/analyse-example.ts';
import { type ExampleOptions, MEASURE_SECOND } from './support/example-run.ts';

async function shareOf(title: string, options: ExampleOptions = {}): Promise<TimeShare & { status: 'ok' }> {
  const share = (await modelOf(options)).whereTimeWent.find((one) => one.title === title);
  if (share?.status !== 'ok') throw new Error(`there is no row ${title}`);
  return share;
}

const msOf = (share: TimeShare & { status: 'ok' }, part: string): number | undefined =>
  share.parts.find((one) => one.id === part)?.ms;

describe('where the time went', () => {
  it('names the model when the model is slow', async () => {
    const share = await shareOf('POST /api/copilot: first token', { modelMs: 1500 });
    expect(share.largest).toBe('model');
    expect(share.sentence).toBe('The model takes 99 % of the first token.');
  });

  it('has parts that add up to the whole, with what nobody explains among them', async () => {
    for (const title of ['POST /api/copilot: first token', 'GET /api/dashboard/orders', 'GET /api/health']) {
      const share = await shareOf(title);
      expect(share.parts.reduce((sum, part) => sum + part.ms, 0)).toBeCloseTo(share.totalMs, 1);
      expect(share.parts.reduce((sum, part) => sum + part.share, 0)).toBeCloseTo(1, 2);
      expect(msOf(share, 'unexplained')).toBeGreaterThan(0);
    }
  });

  it('shows the payment provider’s own delay apart in a whole checkout', async () => {
    const tags = { journey: 'checkout', phase: 'measure' };
    const share = await shareOf('Checkout end to end', {
      touch: (file) => {
        file.trend('checkout_e2e', { ...tags, outcome: 'ok' }, MEASURE_SECOND + 10, [900, 1100]);
        file.trend('checkout_provider_delay', tags, MEASURE_SECOND + 10, [500, 700]);
        const request = { ...tags, name: 'POST /api/checkout' };
        file.trend('http_req_duration', { ...request, expected_response: 'true' }, MEASURE_SECOND + 10, [20, 20]);
        file.trend('server_timing', { ...request, part: 'db' }, MEASURE_SECOND + 10, [8, 8]);
        file.trend('server_timing', { ...request, part: 'total' }, MEASURE_SECOND + 10, [14, 14]);
      },
    });
    expect(share.totalMs).toBe(1000);
    expect(share.parts.map(({ id, ms }) => [id, ms])).toEqual([
      ['db', 8],
      ['provider', 600],
      ['app', 6],
      ['unexplained', 386],
    ]);
    expect(share.sentence).toBe('The payment provider’s own delay takes 60 % of a checkout.');
  });

  it('says of a checkout whose provider told no delay that there is no split', async () => {
    const { whereTimeWent } = await modelOf({
      touch: (file) =>
        file.trend('checkout_e2e', { journey: 'checkout', phase: 'measure' }, MEASURE_SECOND + 10, [900]),
    });
    expect(whereTimeWent[0]).toEqual({
      id: 'checkout-e2e',
      title: 'Checkout end to end',
      status: 'unavailable',
      reason: 'the provider’s delay was not told',
    });
  });

  it('takes connecting out of the time a request was blocked, which holds it', async () => {
    const tags = { name: 'GET /slow-connect', method: 'GET', journey: 'health', phase: 'measure' };
    const share = await shareOf('GET /slow-connect', {
      touch: (file) => {
        file.trend('http_req_duration', tags, MEASURE_SECOND, [10]);
        file.trend('http_req_blocked', tags, MEASURE_SECOND, [90]);
        file.trend('http_req_connecting', tags, MEASURE_SECOND, [30]);
        file.trend('http_req_tls_handshaking', tags, MEASURE_SECOND, [50]);
      },
    });
    expect(share.totalMs).toBe(100);
    expect([msOf(share, 'blocked'), msOf(share, 'connect'), msOf(share, 'tls')]).toEqual([10, 30, 50]);
  });

  it('calls everything unexplained where the application tells nothing', async () => {
    const tags = { name: 'GET /mute', method: 'GET', journey: 'health', phase: 'measure' };
    const share = await shareOf('GET /mute', {
      touch: (file) => {
        file.trend('http_req_duration', tags, MEASURE_SECOND, [10]);
        file.trend('http_req_waiting', tags, MEASURE_SECOND, [10]);
      },
    });
    expect(share.sentence).toBe(
      '100 % of the request is unexplained: the network, or the application outside what it measures.',
    );
  });

  it('never has a negative part, even when the application claims more than there was', async () => {
    const tags = { name: 'GET /boast', method: 'GET', journey: 'health', phase: 'measure' };
    const share = await shareOf('GET /boast', {
      touch: (file) => {
        file.trend('http_req_duration', tags, MEASURE_SECOND, [10]);
        file.trend('server_timing', { ...tags, part: 'db' }, MEASURE_SECOND, [40]);
        file.trend('server_timing', { ...tags, part: 'total' }, MEASURE_SECOND, [20]);
      },
    });
    expect(share.parts).toEqual([{ id: 'db', title: 'database', ms: 40, share: 1 }]);
  });

  it('finds the application’s own part although the total of a stream ends before the model’s token', async () => {
    const tags = { name: 'POST /early', method: 'POST', journey: 'copilot', phase: 'measure' };
    const share = await shareOf('POST /early: first token', {
      touch: (file) => {
        file.trend('sse_first_token', { ...tags, outcome: 'ok' }, MEASURE_SECOND, [600]);
        for (const [part, ms] of Object.entries({ pool: 1, db: 5, model: 570, total: 20 })) {
          file.trend('server_timing', { ...tags, part }, MEASURE_SECOND, [ms]);
        }
      },
    });
    expect([msOf(share, 'app'), msOf(share, 'unexplained')]).toEqual([14, 10]);
  });

  it('leaves failed requests and other phases out', async () => {
    const share = await shareOf('GET /api/dashboard/orders', { failedPerSecond: 20 });
    expect(share.count).toBe(250);
    expect(share.totalMs).toBeCloseTo(60, 0);
  });
});
