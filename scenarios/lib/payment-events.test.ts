import { describe, expect, it } from 'vitest';
import { type PaidOrder, type PlannedEvent, planEvent } from './payment-events.ts';
import { createRandom } from './random.ts';

const NOW_MS = 1_763_870_400_000;

/** Sends many events of one order to a receiver that takes everything. */
function sendMany(count: number): PlannedEvent[] {
  const random = createRandom(11, 4);
  const order: PaidOrder = { id: 'o', amountCents: 100, sequence: 1_000, newest: null };
  return Array.from({ length: count }, (_, at) => {
    const planned = planEvent(order, random, { id: `e${at}`, nowMs: NOW_MS });
    if (planned.kind === 'new') {
      order.sequence = planned.event.sequence;
      order.newest = planned.event;
    }
    return planned;
  });
}

describe('payment events', () => {
  const events = sendMany(4_000);
  const of = (kind: PlannedEvent['kind']) => events.filter((planned) => planned.kind === kind);

  it('are two thirds new; a third are duplicates, late, forged or stale', () => {
    const shares = (['new', 'duplicate', 'older', 'forged', 'stale'] as const).map((kind) => of(kind).length / 4_000);
    for (const [at, wanted] of [0.65, 0.15, 0.1, 0.05, 0.05].entries())
      expect(Math.abs((shares[at] ?? 0) - wanted)).toBeLessThan(0.03);
  });

  it('begin with a new one: before it there is nothing to repeat or to be late for', () => {
    const order: PaidOrder = { id: 'o', amountCents: 100, sequence: 0, newest: null };
    for (const draw of [0.01, 0.2]) expect(planEvent(order, () => draw, { id: 'e', nowMs: NOW_MS }).kind).toBe('new');
  });

  it('that are new have rising sequences and are to be applied', () => {
    const sequences = of('new').map(({ event }) => event.sequence);
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
    expect(new Set(sequences).size).toBe(sequences.length);
    expect(new Set(of('new').map(({ expected }) => expected))).toEqual(new Set(['applied']));
  });

  it('that are duplicates are the newest one once more, id and content', () => {
    for (const [at, planned] of events.entries()) {
      if (planned.kind !== 'duplicate') continue;
      const newest = events.slice(0, at).findLast(({ kind }) => kind === 'new');
      expect(planned).toMatchObject({ event: newest?.event, expected: 'duplicate' });
    }
  });

  it('that are late have an id of their own, a sequence below the newest, and would change the order', () => {
    for (const [at, { event, kind, expected }] of events.entries()) {
      if (kind !== 'older') continue;
      const newest = events.slice(0, at).findLast((earlier) => earlier.kind === 'new')?.event;
      expect(event.sequence).toBeLessThan(newest?.sequence ?? 0);
      expect([event.type, expected, event.id]).toEqual(['payment.failed', 'ignored', `e${at}`]);
    }
  });

  it('that are forged or stale are to be refused; stale ones are older than the 300 s that receivers tolerate', () => {
    for (const { expected } of [...of('forged'), ...of('stale')]) expect(expected).toBe('rejected');
    expect(Math.min(...of('stale').map(({ ageSeconds }) => ageSeconds))).toBeGreaterThan(300);
    expect(Math.max(...of('forged').map(({ ageSeconds }) => ageSeconds))).toBe(0);
  });
});
