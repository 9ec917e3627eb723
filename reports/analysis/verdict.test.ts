import { describe, expect, it } from 'vitest';
import { modelOf } from './support/analyse-example.ts';
import { type ExampleOptions, examplePlan, MEASURE_SECOND } from './support/example-run.ts';
import { exitCodeOf } from './verdict.ts';

const STRICT = { allowInconclusive: false };
const smoke: ExampleOptions = { plan: { slos: examplePlan().slos.map((slo) => ({ ...slo, judged: false })) } };

async function verdictOf(options: ExampleOptions): Promise<string> {
  const { summary } = await modelOf(options);
  return `${summary.verdict}: ${summary.because}`;
}

describe('the verdict', () => {
  it('is pass and names every judged SLO with its figure and limit, the tightest first', async () => {
    expect(await verdictOf({})).toMatch(
      /^pass: Copilot first token p95 28\d ms, limit 1,000 ms; Dashboard load p95 189 ms, limit 2,000 ms; Health check/,
    );
  });

  it('is fail when a judged SLO is missed, and names it', async () => {
    expect(await verdictOf({ modelMs: 1500 })).toMatch(/^fail: Copilot first token: 450 of 450 starts/);
  });

  it('is fail when too many starts bring no answer although every SLO is held', async () => {
    expect(await verdictOf({ failedPerSecond: 2 })).toMatch(/^inconclusive: 20 of 1350 starts brought no answer/);
    expect(await verdictOf({ droppedPerSecond: 2, failedPerSecond: 2 })).toMatch(/^fail: Too many errors: 40 of 1350/);
  });

  it('is inconclusive when a judged SLO has too few starts', async () => {
    const slos = examplePlan().slos.map((slo) => ({ ...slo, minimumStarts: 2000 }));
    expect(await verdictOf({ plan: { slos } })).toMatch(
      /^inconclusive: Copilot first token: 450 starts are too few; p95 needs 2000/,
    );
  });

  it('is not moved by an SLO that the workload does not judge', async () => {
    expect(await verdictOf({ ...smoke, modelMs: 1500 })).toMatch(/^pass: All checks held; 0 of 1350 starts/);
  });

  it('of a workload that judges no SLO is fail when a check fails more often than the error limit', async () => {
    const check = { check: 'orders are the user’s own', journey: 'dashboard', phase: 'measure' };
    const failing = {
      ...smoke,
      touch: (file: Parameters<NonNullable<ExampleOptions['touch']>>[0]) =>
        file.rate('checks', check, MEASURE_SECOND, 50, 45),
    };
    expect(await verdictOf(failing)).toBe('fail: The check orders are the user’s own failed in 5 of 50 cases.');
  });

  it('is inconclusive without any start', async () => {
    const model = await modelOf({ ...smoke, plan: { ...smoke.plan, journeys: [] } });
    expect(model.summary).toMatchObject({ verdict: 'inconclusive', because: 'No start in the measured phase.' });
  });
});

describe('the exit code', () => {
  it('says the same as the verdict', () => {
    expect(exitCodeOf({ verdict: 'pass' }, STRICT)).toBe(0);
    expect(exitCodeOf({ verdict: 'fail' }, STRICT)).toBe(1);
    expect(exitCodeOf({ verdict: 'fail' }, { allowInconclusive: true })).toBe(1);
    expect(exitCodeOf({ verdict: 'inconclusive' }, STRICT)).toBe(1);
    expect(exitCodeOf({ verdict: 'inconclusive' }, { allowInconclusive: true })).toBe(0);
    expect(exitCodeOf({ verdict: 'invalid' }, { allowInconclusive: true })).toBe(3);
  });
});
