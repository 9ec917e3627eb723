import { describe, expect, it } from 'vitest';
import { DEPLOYMENTS } from './index.ts';
import type { Answer, RequestSpec } from './types.ts';

const nothing: Answer = { status: 0, headers: {}, body: '' };
const serverError: Answer = { status: 500, headers: {}, body: 'oops' };
const user = { headers: {}, userId: 'u', conversations: [] };

/** What every deployment must hold to; a new one is tested by being in the list. */
describe.each(Object.values(DEPLOYMENTS))('deployment $name', (deployment) => {
  const specs: RequestSpec[] = [
    deployment.signIn?.({ number: 1 }, {}),
    deployment.dashboardPage?.(user),
    ...(deployment.dashboardAssets?.() ?? []),
    ...(deployment.dashboardCalls?.(user) ?? []),
    deployment.health?.(),
  ].filter((spec) => spec !== undefined);
  const stream = deployment.copilotRequest?.({ id: null }, { message: 'hello' });

  it('can do at least one thing', () => {
    expect(specs.length + (stream === undefined ? 0 : 1)).toBeGreaterThan(0);
  });

  it('names every request by method and route, without host and without ids', () => {
    for (const spec of [...specs, ...(stream === undefined ? [] : [{ ...stream, method: 'POST' }])]) {
      expect(spec.name).toMatch(/^(GET|POST) \/[A-Za-z/:.-]*$/);
      expect(spec.name.startsWith(spec.method)).toBe(true);
      expect(spec.path).toMatch(/^\//);
    }
  });

  it('finds fault with a refused connection and with a server error', () => {
    for (const spec of [...specs, ...(stream === undefined ? [] : [stream])]) {
      expect(spec.verify(nothing)).not.toBeNull();
      expect(spec.verify(serverError)).not.toBeNull();
    }
  });

  it('says how many limited requests each of its journeys makes', () => {
    if (deployment.dashboardCalls !== undefined)
      expect(deployment.limitedRequests.dashboard).toBe(
        specs.filter((spec) => spec.path.startsWith('/api/dashboard')).length,
      );
    if (stream !== undefined) expect(deployment.limitedRequests.copilot).toBeGreaterThanOrEqual(0);
  });
});

describe('the reference deployment', () => {
  const { reference } = DEPLOYMENTS;
  const call = (name: string) => reference?.dashboardCalls?.(user).find((spec) => spec.name.endsWith(name));
  const answer = (body: unknown): Answer => ({ status: 200, headers: {}, body: JSON.stringify(body) });

  it('finds fault with rows of another user, with a missing list, and with more than ten recent orders', () => {
    expect(call('orders')?.verify(answer({ userId: 'u', items: [] }))).toBeNull();
    expect(call('orders')?.verify(answer({ userId: 'other', items: [] }))).toMatch(/another user/);
    expect(call('orders')?.verify(answer({ userId: 'u' }))).toMatch(/no items/);
    expect(call('orders')?.verify(answer({ userId: 'u', items: Array.from({ length: 11 }) }))).toMatch(/more orders/);
  });

  it('finds fault with statistics without a count', () => {
    expect(call('stats')?.verify(answer({ userId: 'u', stats: { total_orders: 3 } }))).toBeNull();
    expect(call('stats')?.verify(answer({ userId: 'u', stats: {} }))).toMatch(/total_orders/);
  });
});
