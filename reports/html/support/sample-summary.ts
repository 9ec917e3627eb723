/** The made-up summary of the sample report: its verdict, its SLO rows and the figures that stand beside them. */
import type { SloId } from '../../../contract/slos.ts';
import type { SloResult, Summary } from '../../../contract/summary.ts';
import { sampleSummaryParts } from './sample-correctness.ts';
import { round } from './sample-noise.ts';
import { BUCKETS, ORIGIN_MS, type SampleKind } from './sample-time.ts';

/** The summary of a run that went as `kind` says. */
export function sampleSummary(kind: SampleKind): Summary {
  const isSlow = kind === 'fail';
  const verdict = kind;
  const because = {
    pass: 'All three limits were held: copilot first token p95 637 ms of 1,000 ms, dashboard load 161 ms of 2,000 ms, health check 4.9 ms of 100 ms; 0 % of starts failed.',
    fail: 'Copilot first token missed its limit: p95 1,312 ms of 1,000 ms; 68.4 % of 718 starts were in time and 95 % were wanted. The model takes 88 % of the first token.',
    invalid:
      'The load generator could not keep its schedule: its timers fired 58 ms late at p99, and 20 ms are allowed.',
    inconclusive:
      'Only 212 copilot starts were measured; 400 are needed to say that the p95 limit of 1,000 ms is held.',
  }[kind];
  const slo = (id: SloId, limitMs: number, actualMs: number, intended: number, late = 0): SloResult => ({
    id,
    metric: id,
    quantile: 0.95,
    limitMs,
    actualMs,
    goodShare: round((intended - late) / intended, 4),
    intended,
    good: intended - late - (isSlow && late > 0 ? 6 : 0),
    late,
    failed: isSlow && late > 0 ? 6 : 0,
    dropped: 0,
    unfinished: 0,
    aborted: 0,
    judged: true,
    verdict:
      kind === 'invalid'
        ? 'invalid'
        : actualMs > limitMs
          ? 'fail'
          : kind === 'inconclusive' && id === 'copilot_first_token'
            ? 'inconclusive'
            : 'pass',
    reason: `${intended} starts, 400 needed.`,
  });
  const notRun = (id: SloId, limitMs: number): SloResult => ({
    ...slo(id, limitMs, 0, 1),
    intended: 0,
    good: 0,
    judged: false,
    actualMs: { status: 'unavailable', reason: 'journey not run' },
    goodShare: { status: 'unavailable', reason: 'journey not run' },
    verdict: 'unavailable',
    reason: 'journey not run',
  });
  return {
    schema: 'headroom.summary/1',
    run: {
      id: '2026-11-22T22-00-00Z-baseline-7f3a',
      workload: 'baseline',
      profile: 'after',
      startedAtMs: ORIGIN_MS,
      endedAtMs: ORIGIN_MS + BUCKETS * 1000,
      status: kind === 'invalid' ? 'partial' : 'complete',
    },
    verdict,
    because,
    validity:
      kind === 'invalid'
        ? {
            status: 'invalid',
            reasons: [
              {
                code: 'timer_lag',
                severity: 'invalid',
                message: 'Timer lag p99 was 58.2 ms in the measured phase; at most 20 ms are allowed.',
              },
              { code: 'collector', severity: 'degraded', message: 'The redis collector had 3 of 60 scrapes.' },
            ],
          }
        : kind === 'inconclusive'
          ? {
              status: 'degraded',
              reasons: [
                { code: 'collector', severity: 'degraded', message: 'The redis collector had 51 of 60 scrapes.' },
              ],
            }
          : { status: 'valid', reasons: [] },
    ...sampleSummaryParts(kind),
    slos: [
      slo('dashboard_load', 2000, 161, 486),
      slo('copilot_first_token', 1000, isSlow ? 1312 : 637, kind === 'inconclusive' ? 212 : 718, isSlow ? 221 : 0),
      notRun('product_load', 1000),
      notRun('checkout_e2e', 3000),
      slo('health_check', 100, 4.9, 600),
    ],
    error_share: { limitShare: 0.01, actualShare: isSlow ? 0.0033 : 0, verdict: 'pass' },
    series: [
      {
        metric: 'dashboard_load',
        unit: 'ms',
        tags: { journey: 'dashboard' },
        count: 486,
        failed: 0,
        mean: 99.1,
        min: 61.2,
        p50: 92.4,
        p90: 142,
        p95: 161,
        p99: 183,
        max: 188,
      },
    ],
    sessions: {
      copilotMin: 100,
      copilotMax: 100,
      dashboardMin: 100,
      dashboardMax: 100,
      streamsInFlightMean: 29.6,
      streamsInFlightMax: 43,
    },
    server: {
      pool: { max: 20, inUseMax: 6, waitingMax: 0, waitMsP95: 0.12 },
      cache: { hits: 2210, misses: 190, hitRate: 0.921, entriesMax: 402 },
      postgres: {},
      redis: { status: 'unavailable', reason: 'connection refused' },
      model: { firstTokenMsP95: 601, queueMsP95: 0 },
      rateLimited: 0,
    },
    generator: {
      cpuShareMax: 0.26,
      timerLagMsP99: kind === 'invalid' ? 58.2 : 1.31,
      rssBytesMax: 147_849_216,
      dropped: 0,
    },
    collectors: [{ name: 'postgres', scrapes: 100, failures: 0 }],
  };
}
