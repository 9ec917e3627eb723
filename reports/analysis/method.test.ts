import { describe, expect, it } from 'vitest';
import { modelOf } from './support/analyse-example.ts';
import { type ExampleOptions, examplePlan, exampleRun } from './support/example-run.ts';

async function lineOf(label: string, options: ExampleOptions = {}): Promise<string | undefined> {
  return (await modelOf(options)).method.find((line) => line.label === label)?.value;
}

describe('the method', () => {
  it('says how the starts of an open journey are spaced', async () => {
    expect(await lineOf('Journey health')).toContain('45 starts a second, evenly spaced');
    const journeys = examplePlan().journeys.map((one) => ({ ...one, arrivals: 'poisson' as const }));
    expect(await lineOf('Journey health', { plan: { journeys } })).toContain('at random (Poisson;');
  });

  it('says whether the run would have been stopped early', async () => {
    expect(await lineOf('Stops early')).toMatch(/^never/);
    expect(await lineOf('Stops early', { plan: { stopEarly: { errorShare: 0.5, afterStarts: 200 } } })).toBe(
      'once more than 50 % of at least 200 recent starts failed',
    );
  });

  it('says when generator and target share the machine', async () => {
    expect(await lineOf('Machine')).toContain('generator and target share it');
    const machine = { ...exampleRun().machine, sharedWithTarget: false };
    expect(await lineOf('Machine', { run: { machine } })).not.toContain('share');
  });

  it('names the build where somebody said it, and then calls the revision the suite’s own', async () => {
    expect(await lineOf('Build', { run: { build: 'v1.4' } })).toContain('v1.4');
    expect(await lineOf('Revision of the suite', { run: { build: 'v1.4' } })).toBe('0123456789abcdef');
    expect(await lineOf('Build')).toBeUndefined();
    expect(await lineOf('Revision')).toBe('0123456789abcdef');
  });

  it('names the steps of the load', async () => {
    const steps = [
      { number: 1, atMs: 0, durationMs: 10_000, share: 0.5 },
      { number: 2, atMs: 10_000, durationMs: 5000, share: 1 },
    ];
    expect(await lineOf('Steps', { plan: { steps } })).toBe(
      'of every journey’s load: 50 % for 10 s, 100 % for 5,000 ms',
    );
    expect(await lineOf('Steps')).toBeUndefined();
  });
});
