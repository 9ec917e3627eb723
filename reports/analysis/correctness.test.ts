import { describe, expect, it } from 'vitest';
import { buildModel } from './build-model.ts';
import { readRecord } from './read-record.ts';
import { modelOf, withRecord } from './support/analyse-example.ts';
import { type ExampleOptions, examplePlan, exampleRecord, MEASURE_SECOND } from './support/example-run.ts';

const CLEAN = {
  checked: { checkouts: 400, events: 410, turns: 448 },
  differences: [],
  lockWaitsOverOneSecond: [],
  connectionsAboveIdle: 0,
};

async function told(reconciliation: unknown, more: ExampleOptions = {}): Promise<string> {
  const { summary } = await modelOf({ reconciliation, ...more });
  return `${summary.verdict}: ${summary.because}`;
}

describe('the reconciliation', () => {
  it('that found nothing leaves the verdict alone', async () => {
    const { summary, correctness } = await modelOf({ reconciliation: CLEAN });
    expect(summary.verdict).toBe('pass');
    expect(summary.correctness).toMatchObject({
      reconciliation: { differences: 0, connectionsAboveIdle: 0 },
      duplicatedPayments: 0,
    });
    expect(correctness).toEqual({ differences: [], lockWaits: [], failures: [] });
  });

  it('that found a difference fails a run that was quick, and says so first', async () => {
    const differences = [{ kind: 'checkout_missing', detail: 'order 1 was acknowledged and is not stored' }];
    expect(await told({ ...CLEAN, differences })).toBe(
      'fail: 1 acknowledged fact differs from the database (checkout_missing).',
    );
    expect(await told({ ...CLEAN, differences }, { modelMs: 1500 })).toMatch(
      /^fail: 1 acknowledged fact differs .*; Copilot first token: 450 of 450/,
    );
  });

  it('that found a payment applied twice calls it that', async () => {
    const again = { kind: 'event_applied_again', detail: 'event 1' };
    expect(await told({ ...CLEAN, differences: [again] })).toBe('fail: 1 payment was taken or applied more than once.');
    const turn = { kind: 'turn_doubled', detail: 'turn 1' };
    expect(await told({ ...CLEAN, differences: [again, turn] })).toBe(
      'fail: 1 payment was taken or applied more than once; 1 acknowledged fact differs from the database (turn_doubled).',
    );
  });

  it('that found connections left open fails the run; one that could not look does not', async () => {
    const listed = { kind: 'connections_above_idle', detail: '3 connections above the idle level of 2' };
    for (const differences of [[], [listed]]) {
      expect(await told({ ...CLEAN, connectionsAboveIdle: 3, differences })).toBe(
        'fail: 3 connections above the idle level stayed open after the run.',
      );
    }
    expect(await told({ ...CLEAN, connectionsAboveIdle: null })).toMatch(/^pass/);
  });

  it('lists lock waits without failing the run', async () => {
    const wait = { waitedMs: 1412, statement: "update orders set status = 'paid'" };
    const { summary, correctness } = await modelOf({ reconciliation: { ...CLEAN, lockWaitsOverOneSecond: [wait] } });
    expect(summary.verdict).toBe('pass');
    expect(correctness.lockWaits).toEqual(['waitedMs 1412, statement update orders set status = ?']);
  });

  it('says what it could not look at instead of counting none', async () => {
    const told = [
      'lock waits: the log of an external PostgreSQL is not ours to read',
      'connections: the server is gone',
    ];
    const { summary } = await modelOf({ reconciliation: { ...CLEAN, connectionsAboveIdle: null, unavailable: told } });
    expect(summary.correctness?.reconciliation).toMatchObject({
      lockWaitsOverOneSecond: { status: 'unavailable', reason: told[0] },
      connectionsAboveIdle: { status: 'unavailable', reason: told[1] },
    });
  });

  it('is said even of an invalid run: what is lost is lost', async () => {
    const differences = [{ kind: 'turn_missing', detail: 'turn 1' }];
    expect(await told({ ...CLEAN, differences }, { timerLagMs: 40 })).toMatch(
      /^invalid: The generator's timers fired 42 ms late .*\. 1 acknowledged fact differs from the database/,
    );
  });

  it('that is missing, broken or could not be made is unavailable with its reason, never clean', async () => {
    const reasonOf = async (reconciliation: unknown): Promise<unknown> =>
      (await modelOf({ reconciliation })).summary.correctness?.reconciliation;
    expect(await reasonOf(undefined)).toEqual({
      status: 'unavailable',
      reason: 'nothing was reconciled after the run',
    });
    expect(await reasonOf({ status: 'unavailable', reason: 'the database is gone' })).toEqual({
      status: 'unavailable',
      reason: 'the database is gone',
    });
    expect(await reasonOf({ checked: { checkouts: -1 } })).toMatchObject({
      status: 'unavailable',
      reason: expect.stringContaining('is not what it claims'),
    });
    const texts = { ...exampleRecord(), evidence: { 'reconciliation.json': '{"checked":' } };
    const { summary } = buildModel(await withRecord(texts, readRecord));
    expect(summary.correctness?.reconciliation).toMatchObject({ reason: 'evidence/reconciliation.json is no JSON' });
  });
});

describe('a stale read', () => {
  it('fails the run in whatever phase it happens, and one is enough', async () => {
    const { summary } = await modelOf({
      reconciliation: CLEAN,
      touch: (file) => file.scalar('stale_read', { journey: 'checkout', phase: 'warmup' }, MEASURE_SECOND - 2, 1),
    });
    expect(summary.correctness?.staleReads).toBe(1);
    expect(summary.because).toBe('1 read was stale: what had been acknowledged was missing.');
  });

  it('is none where checkouts looked and found none, and unknown where nobody looked', async () => {
    expect((await modelOf()).summary.correctness?.staleReads).toMatchObject({ status: 'unavailable' });
    const { journeys } = examplePlan();
    const { summary } = await modelOf({
      plan: {
        journeys: journeys.flatMap((one) => (one.name === 'copilot' ? [one, { ...one, name: 'checkout' }] : [one])),
      },
      touch: (file) => file.scalar('journey_started', { journey: 'checkout', phase: 'ramp' }, MEASURE_SECOND - 4, 1),
    });
    expect(summary.correctness?.staleReads).toBe(0);
  });
});
