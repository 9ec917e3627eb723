import { describe, expect, it } from 'vitest';
import { type ConfigInput, parseConfig } from '../../contract/config.ts';
import { HeadroomError } from '../../contract/errors.ts';
import { planSchema } from '../../contract/plan.ts';
import { WORKLOADS } from '../../scenarios/workloads/index.ts';
import { explainPlan, planFigures } from './explain-plan.ts';
import { type PlanRequest, resolvePlan } from './resolve-plan.ts';

const resolve = (request: Partial<PlanRequest> = {}, config: ConfigInput = {}) =>
  resolvePlan(parseConfig(config, 'test'), {
    workload: 'baseline',
    profile: 'after',
    baseUrl: 'http://127.0.0.1:8080',
    ...request,
  });

function failureOf(act: () => unknown): HeadroomError {
  try {
    act();
  } catch (error) {
    if (error instanceof HeadroomError) return error;
  }
  throw new Error('nothing was refused');
}

describe.each(Object.keys(WORKLOADS))('workload %s', (workload) => {
  it('can be planned with the default configuration, and its SLOs reach their samples', () => {
    const plan = resolve({ workload });
    for (const slo of plan.slos.filter((row) => row.judged))
      expect(slo.expectedStarts).toBeGreaterThanOrEqual(slo.minimumStarts);
    expect(plan.warnings).toEqual([]);
    expect(plan.leftOut).toEqual([]);
  });

  it('gives every journey a graceful stop longer than its time-outs', () => {
    for (const journey of resolve({ workload }).journeys)
      expect(journey.gracefulStopMs).toBeGreaterThan(journey.requestTimeoutMs);
  });
});

describe('planning', () => {
  it('gives the baseline 100 + 100 sessions, and every SLO its starts', () => {
    const plan = resolve();
    expect(Object.fromEntries(plan.journeys.map((journey) => [journey.name, journey.sessions]))).toEqual({
      copilot: 100,
      dashboard: 100,
      product: 0,
      checkout: 0,
      admin: 2,
      health: 0,
      control: 0,
    });
    expect(Object.fromEntries(plan.slos.map((slo) => [slo.id, slo.expectedStarts]))).toEqual({
      dashboard_load: 428,
      copilot_first_token: 705,
      product_load: 480,
      checkout_e2e: 480,
      health_check: 480,
    });
    expect(plan.browser).toMatchObject({ users: 2, visitEveryMs: { min: 10_000, max: 15_000 } });
  });

  it('keeps 40 visitors and 100 buyers ready, more than 1.5 × rate × (limit + 1 s)', () => {
    const { journeys } = resolve();
    const ready = (name: string) => journeys.find((journey) => journey.name === name)?.preallocatedVus;
    expect(ready('product')).toBe(40);
    expect(ready('checkout')).toBe(100);
    expect(1.5 * 8 * 4).toBeLessThan(100);
  });

  it('keeps enough VUs ready for the open model: 1.5 × rate × (limit + 1 s)', () => {
    const health = resolve().journeys.find((journey) => journey.name === 'health');
    expect(health?.preallocatedVus).toBeGreaterThanOrEqual(1.5 * 8 * 1.1);
  });

  it('refuses a measured phase that is too short for a judged SLO, and says how long it must be', () => {
    const failure = failureOf(() => resolve({ measureMs: 20_000 }));
    expect(failure).toMatchObject({ code: 'HR_PLAN_SAMPLES', exitCode: 2 });
    expect(failure.problems.join('\n')).toMatch(
      /dashboard_load: 142 starts expected in 20 s, p95 needs 400; measure at least 57 s/,
    );
  });

  it('allows any length where nothing is to be judged', () => {
    const plan = resolve({ measureMs: 5_000, judge: false });
    expect(plan.phases.measureMs).toBe(5_000);
    expect(plan.slos).toHaveLength(5);
    expect(plan.slos.some((slo) => slo.judged)).toBe(false);
  });

  it('refuses users who would trip the limiter by address', () => {
    const journeys = { dashboard: { thinkMs: { min: 4_000, max: 16_000 } } };
    const failure = failureOf(() => resolve({}, { workloads: { baseline: { journeys } } }));
    expect(failure).toMatchObject({ code: 'HR_PLAN_TRIPS_LIMITER', exitCode: 2 });
    expect(failure.problems[0]).toMatch(/dashboard: a user makes up to 15 limited requests in 10 s, 10 are allowed/);
  });

  it('refuses copilot users who would take more than twenty turns a minute', () => {
    const journeys = { copilot: { thinkMs: { min: 1_500, max: 8_000 } } };
    const failure = failureOf(() => resolve({}, { workloads: { baseline: { journeys } } }));
    expect(failure.problems.join('\n')).toMatch(/copilot: a user takes up to 27 turns a minute, 20 are allowed/);
  });

  it('refuses buyers who would be back within the window of nine requests', () => {
    const journeys = { checkout: { preallocatedVus: 60 } };
    const failure = failureOf(() => resolve({}, { workloads: { baseline: { journeys } } }));
    expect(failure.problems).toEqual([
      'checkout: a user makes up to 19 limited requests in 10 s, 10 are allowed; 60 virtual users take 8 starts/s in turn',
    ]);
  });

  it('refuses visitors of whom there are too few for their rate', () => {
    const journeys = { product: { rateRps: 50 } };
    const failure = failureOf(() => resolve({}, { workloads: { baseline: { journeys } } }));
    expect(failure.problems[0]).toMatch(/product: a user makes up to 13 limited requests in 10 s/);
  });

  it('refuses normal users of the limits workload who would be limited, and lets abusers be', () => {
    const abuser = resolve({ workload: 'limits' }).journeys.find((journey) => journey.name === 'abuser');
    expect(10_000 / (abuser?.thinkMs.max ?? 0)).toBe(50);
    const journeys = { normal: { thinkMs: { min: 900, max: 2_000 } } };
    const failure = failureOf(() => resolve({ workload: 'limits' }, { workloads: { limits: { journeys } } }));
    expect(failure.problems).toHaveLength(1);
    expect(failure.problems[0]).toMatch(/^normal: a user makes up to 12/);
  });

  it('refuses users who all speak from one address', () => {
    const failure = failureOf(() => resolve({}, { target: { localIps: null } }));
    expect(failure.problems.join('\n')).toMatch(/share one address/);
  });

  it('asks nothing of a deployment without limiter', () => {
    expect(resolve({}, { limiter: null, target: { localIps: null } }).executor.localIps).toBeNull();
  });

  it('names the nearest workload for a misspelt one', () => {
    expect(failureOf(() => resolve({ workload: 'basline' }))).toMatchObject({
      code: 'HR_WORKLOAD_UNKNOWN',
      hint: "Did you mean 'baseline'?",
    });
  });

  it('refuses changes to a workload or journey that does not exist', () => {
    const failure = failureOf(() =>
      resolve({}, { workloads: { nope: {}, baseline: { journeys: { checkot: { sessions: 3 } } } } }),
    );
    expect(failure.problems).toHaveLength(2);
  });

  it('leaves out journeys that a deployment lacks, and says so', () => {
    const plan = resolve({ workload: 'smoke' }, { target: { deployment: 'minimal' } });
    expect(plan.leftOut).toEqual(['dashboard', 'product', 'checkout', 'webhook', 'admin']);
    expect(plan.browser).toBeNull();
    expect(explainPlan(plan).join('\n')).toMatch(/left out {4}dashboard/);
  });

  it('warns when the end of the run may interrupt starts', () => {
    const journeys = { health: { gracefulStopMs: 100 } };
    expect(resolve({}, { workloads: { baseline: { journeys } } }).warnings[0]).toMatch(
      /health: gracefulStop of 100 ms/,
    );
  });

  it('tells sessions and streams in flight apart: 100 sessions are about 30 streams', () => {
    const figures = planFigures(resolve());
    expect(figures.sessions).toEqual({ copilot: 100, dashboard: 100, admin: 2 });
    expect(figures.streamsInFlightMean).toBeGreaterThan(20);
    expect(figures.streamsInFlightMean).toBeLessThan(40);
    expect(figures.requestsPerSecond['127.0.0.1:8080']).toBeGreaterThan(50);
  });

  it('lays the steps of a workload one after the other over the measured phase, whatever its length', () => {
    const { steps, phases } = resolve({ workload: 'stress', measureMs: 80_000 });
    expect(steps.map((step) => step.atMs)).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((at) => 20_000 + at * 10_000));
    expect(steps.at(-1)).toMatchObject({ number: 8, share: 1, durationMs: 10_000 });
    expect(phases.measureMs).toBe(80_000);
  });

  it('counts the starts of a stepped workload by the mean of its shares', () => {
    const plan = resolve({ workload: 'spike' });
    expect(plan.slos.find((slo) => slo.id === 'health_check')?.expectedStarts).toBe((12 * 180 * 5) / 9);
    expect(explainPlan(plan).join('\n')).toMatch(/step 2 {6}100 % of the load for 60 s/);
  });

  it('keeps the power users to their cohort, and gives each journey under another name its function', () => {
    const dashboard = resolve({ workload: 'power-users' }).journeys.find((journey) => journey.name === 'dashboard');
    expect(dashboard).toMatchObject({ users: { first: 9901, last: 9910 }, sessions: 100 });
    const limits = resolve({ workload: 'limits' });
    expect(limits.journeys.map(({ name, exec }) => [name, exec])).toEqual([
      ['normal', 'limits'],
      ['power', 'limits'],
      ['abuser', 'limits'],
    ]);
  });

  it('says how arrivals are spaced and when the run ends early', () => {
    const plan = resolve({ workload: 'stress' });
    expect(explainPlan(plan).join('\n')).toMatch(/product {5}open model: 24 starts\/s, Poisson arrivals/);
    expect(plan.stopEarly).toEqual({ errorShare: 0.5, afterStarts: 50 });
    expect(resolve({}, { stopEarly: null }).stopEarly).toBeNull();
  });

  it('still reads a plan that was written before there were steps, cohorts and browsers', () => {
    const { steps: _steps, browser: _browser, stopEarly: _stopEarly, journeys, ...rest } = resolve();
    const old = journeys.map(({ users: _users, arrivals: _arrivals, ...journey }) => journey);
    const plan = planSchema.parse({ ...rest, journeys: old });
    expect(plan).toMatchObject({ steps: [], browser: null, stopEarly: null });
    expect(plan.journeys[0]).toMatchObject({ users: null, arrivals: 'even' });
  });
});
