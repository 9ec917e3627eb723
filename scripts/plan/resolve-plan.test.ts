import { describe, expect, it } from 'vitest';
import { type ConfigInput, parseConfig } from '../../contract/config.ts';
import { HeadroomError } from '../../contract/errors.ts';
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
  it('gives the baseline 100 + 100 sessions and 428, 705 and 480 starts', () => {
    const plan = resolve();
    expect(plan.journeys.map((journey) => journey.sessions)).toEqual([100, 100, 0]);
    expect(Object.fromEntries(plan.slos.map((slo) => [slo.id, slo.expectedStarts]))).toEqual({
      dashboard_load: 428,
      copilot_first_token: 705,
      health_check: 480,
    });
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
    expect(plan.leftOut).toEqual(['dashboard']);
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
    expect(figures.sessions).toEqual({ copilot: 100, dashboard: 100 });
    expect(figures.streamsInFlightMean).toBeGreaterThan(20);
    expect(figures.streamsInFlightMean).toBeLessThan(40);
    expect(figures.requestsPerSecond['127.0.0.1:8080']).toBeGreaterThan(50);
  });
});
