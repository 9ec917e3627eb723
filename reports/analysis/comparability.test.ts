import { describe, expect, it } from 'vitest';
import { modelOf } from './support/analyse-example.ts';
import { type ExampleOptions, exampleRun } from './support/example-run.ts';

/** Long enough to be compared. */
const LONG: ExampleOptions = { measuredSeconds: 120 };
const OWN_HOST = { machine: { ...exampleRun().machine, sharedWithTarget: false } };

async function reasonsOf(options: ExampleOptions): Promise<string[]> {
  const { comparability, validity, verdict } = (await modelOf(options)).summary;
  if (comparability === undefined) throw new Error('a summary always judges comparability');
  expect(comparability.status).toBe(comparability.reasons.length === 0 ? 'comparable' : 'not comparable');
  // Stricter than validity: nothing here takes a verdict away.
  if (validity.status !== 'invalid') expect(['pass', 'fail', 'inconclusive']).toContain(verdict);
  return comparability.reasons.map((reason) => `${reason.code}: ${reason.message}`);
}

describe('a run is comparable', () => {
  it('when it is long, steady and kept its rate', async () => {
    expect(await reasonsOf(LONG)).toEqual([]);
  });

  it('although the generator used all of a machine that it shares with the target', async () => {
    expect(await reasonsOf({ ...LONG, cpuShareAt: () => 0.97 })).toEqual([]);
  });

  it('although its generator had a single busy second', async () => {
    expect(await reasonsOf({ ...LONG, run: OWN_HOST, cpuShareAt: (at) => (at === 30 ? 1 : 0.3) })).toEqual([]);
  });

  it('although single seconds stalled, in whichever part of it', async () => {
    for (const stall of [10, 40, 70, 110])
      expect(await reasonsOf({ ...LONG, slownessAt: (at) => (at === stall ? 30 : 1 + (at % 3) / 10) })).toEqual([]);
  });

  it('although its first 20 seconds were slow: they can be cut', async () => {
    expect(await reasonsOf({ ...LONG, slownessAt: (at) => (at < 20 ? 6 : 1) })).toEqual([]);
  });
});

describe('a run is valid and not comparable', () => {
  const provoked: Record<string, [RegExp, ExampleOptions]> = {
    'when it measured less than two minutes': [/^too_short: Only 60 s were measured/, { measuredSeconds: 60 }],
    'when more than 0.5 % of its starts were dropped': [
      /^dropped: 120 of 16200 intended starts were dropped \(0.74 %/,
      { ...LONG, droppedPerSecond: 1, preallocatedVus: 200 },
    ],
    'when an open journey made less than 98 % of its planned starts': [
      /^achieved: health: 5280 of 5400 planned starts were made \(98 %|^achieved: health/,
      { ...LONG, droppedPerSecond: 2, preallocatedVus: 200 },
    ],
    'when its generator used more than 85 % of a host of its own': [
      /^generator_cpu: The generator local used 91 % of its own CPU limit/,
      { ...LONG, run: OWN_HOST, cpuShareAt: () => 0.91 },
    ],
    'when its latency rose to the end': [
      /^unsteady: Latency became steady only after \d+ of 120 s/,
      { ...LONG, slownessAt: (at) => Math.exp(at / 30) },
    ],
    'when it became steady only after a third of its time': [
      /^unsteady: Latency became steady only after 40 of 120 s/,
      { ...LONG, slownessAt: (at) => (at < 40 ? 6 : 1) },
    ],
  };
  for (const [what, [reason, options]] of Object.entries(provoked)) {
    it(what, async () => {
      const reasons = await reasonsOf(options);
      expect(reasons.filter((text) => reason.test(text))).toHaveLength(1);
      expect((await modelOf(options)).summary.validity.status).toBe('valid');
    });
  }
});

describe('a run that is invalid', () => {
  it('is not comparable either, and says by which rules', async () => {
    expect(await reasonsOf({ ...LONG, timerLagMs: 40, restartAt: 3 })).toEqual([
      'invalid: The run is invalid: timer_lag, target_restarted.',
    ]);
  });

  it('names missing seconds', async () => {
    expect(await reasonsOf({ ...LONG, missingSeconds: [20, 50, 80] })).toEqual([
      'invalid: The run is invalid: missing_seconds.',
    ]);
  });
});

describe('steps', () => {
  it('lower what an open journey was to make', async () => {
    const steps = [
      { number: 1, atMs: 0, durationMs: 65_000, share: 0.5 },
      { number: 2, atMs: 65_000, durationMs: 60_000, share: 1 },
    ];
    // 60 s at half and 60 s at all of 60 starts a second: 5,400 starts, as the example makes.
    const { journeys } = (await modelOf(LONG)).plan;
    const plan = { steps, journeys: journeys.map((one) => (one.name === 'health' ? { ...one, rateRps: 60 } : one)) };
    expect(await reasonsOf({ ...LONG, plan })).toEqual([]);
    expect(await reasonsOf({ ...LONG, plan: { ...plan, steps: [] } })).toEqual([
      'achieved: health: 5400 of 7200 planned starts were made (75 %; at least 98 %).',
    ]);
  });
});
