import { describe, expect, it } from 'vitest';
import { findWindow } from './phases.ts';
import { readRecord } from './read-record.ts';
import { findSteadiness } from './steadiness.ts';
import { withRecord } from './support/analyse-example.ts';
import { type ExampleOptions, exampleRecord } from './support/example-run.ts';

async function steadinessOf(options: ExampleOptions) {
  const record = await withRecord(exampleRecord(options), readRecord);
  return findSteadiness(record, findWindow(record));
}

describe('the steadiness of a run', () => {
  it('is not known of a run that is too short for four batches', async () => {
    expect(await steadinessOf({ measuredSeconds: 19 })).toBeUndefined();
    expect(await steadinessOf({ measuredSeconds: 20 })).toBeDefined();
  });

  it('is there from the first second when nothing changes', async () => {
    expect(await steadinessOf({ measuredSeconds: 120 })).toEqual({ cutSeconds: 0, isUnsteady: false });
  });

  it('begins after a warm-up of up to a fifth, in whole batches', async () => {
    const warm = await steadinessOf({ measuredSeconds: 120, slownessAt: (at) => (at < 13 ? 5 : 1 + (at % 4) / 20) });
    expect(warm).toEqual({ cutSeconds: 15, isUnsteady: false });
  });

  it('comes too late after more than a fifth, and when latency only ever rises', async () => {
    expect(await steadinessOf({ measuredSeconds: 120, slownessAt: (at) => (at < 40 ? 6 : 1) })).toEqual({
      cutSeconds: 40,
      isUnsteady: true,
    });
    expect(await steadinessOf({ measuredSeconds: 120, slownessAt: (at) => Math.exp(at / 30) })).toMatchObject({
      isUnsteady: true,
    });
  });
});
