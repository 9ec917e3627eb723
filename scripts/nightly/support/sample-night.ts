/** A made-up night for tests: a pass with a baseline, and what a test changes of it. Its figures are invented. */
import type { NightlySummary } from '../summary.ts';

/** 25 November 2026, 02:30 UTC. */
export const NIGHT_STARTED_MS = Date.UTC(2026, 10, 25, 2, 30);

/** A night of one run in which all was well. */
export function sampleNight(changes: Partial<NightlySummary> = {}): NightlySummary {
  return {
    schema: 'headroom.nightly/1',
    night: '2026-11-25',
    build: '0123456',
    workload: 'baseline',
    deployment: 'reference',
    startedAtMs: NIGHT_STARTED_MS,
    endedAtMs: NIGHT_STARTED_MS + 260_000,
    verdict: 'pass',
    sentence: 'All objectives were met.',
    exitCode: 0,
    runs: [
      {
        id: '20261125-023001-baseline-aaaa',
        startedAtMs: NIGHT_STARTED_MS,
        verdict: 'pass',
        because: 'All objectives were met.',
        purpose: 'first',
        reasons: [],
      },
    ],
    failures: [],
    abandoned: [],
    objectives: [
      {
        id: 'dashboard_load',
        quantile: 0.95,
        unit: 'ms',
        limit: 2_000,
        actual: 612,
        verdict: 'pass',
        judged: true,
        runId: '20261125-023001-baseline-aaaa',
        reason: 'p95 612 ms is within 2000 ms',
      },
      {
        id: 'error_share',
        quantile: null,
        unit: 'share',
        limit: 0.01,
        actual: 0,
        verdict: 'pass',
        judged: true,
        runId: '20261125-023001-baseline-aaaa',
        reason: 'no start failed',
      },
    ],
    comparison: {
      baseline: 'release',
      verdict: 'unchanged',
      sentence: 'Nothing in the gate changed.',
      gate: [
        {
          name: 'dashboard p95',
          verdict: 'unchanged',
          before: '600 ms',
          after: '612 ms',
          change: '+2 %',
          interval: '−1 to +5 %',
          sentence: 'dashboard p95 is the same within 10 %.',
        },
      ],
      why: [],
    },
    trend: { sentence: 'No level changed in 40 nights.', findings: [] },
    problems: [],
    warnings: [],
    links: [{ title: 'Report', path: '../../20261125-023001-baseline-aaaa/report.html' }],
    deliveries: [],
    ...changes,
  };
}

/** The same night with a regressed gate row, a missed objective, a told change and everything else that can go wrong. */
export function badNight(text = 'x'): NightlySummary {
  const night = sampleNight();
  const [objective] = night.objectives;
  if (objective === undefined || 'status' in night.comparison) throw new Error('the sample has changed');
  return {
    ...night,
    verdict: 'fail',
    exitCode: 1,
    sentence: `It got worse: ${text}`,
    build: text,
    runs: night.runs.map((run) => ({ ...run, verdict: 'fail', because: text })),
    objectives: [{ ...objective, verdict: 'fail', actual: 2_400, reason: text }],
    comparison: {
      ...night.comparison,
      verdict: 'regressed',
      sentence: text,
      gate: night.comparison.gate.map((row) => ({ ...row, name: text, verdict: 'regressed', sentence: text })),
      why: [text],
    },
    trend: {
      sentence: text,
      findings: [{ kind: 'change', cause: 'application', direction: 'regressed', sentence: text, changes: [text] }],
    },
    failures: [{ purpose: 'repeat', code: 'HR_K6_FAILED', message: text, exitCode: 4 }],
    problems: [{ step: 'retention', code: 'HR_RECORD_UNWRITABLE', message: text, exitCode: 4 }],
    abandoned: [{ id: 'run-1', reason: text }],
    warnings: [text],
  };
}
