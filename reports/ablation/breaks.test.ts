import { describe, expect, it } from 'vitest';
import { describeBreaks } from './breaks.ts';
import type { AblatedRun } from './figures.ts';
import { INTENDED, type MadeUpRun, madeUpRun } from './support/made-up-runs.ts';

function breaksOf(given: Omit<MadeUpRun, 'id'>, change: (run: AblatedRun) => AblatedRun = (run) => run) {
  const run = change(madeUpRun({ id: 'run', ...given }));
  const slo = run.summary.slos[0];
  if (slo === undefined) throw new Error('there is no benchmark');
  return describeBreaks(run, slo);
}

describe('a journey breaks', () => {
  it('not when it is slow, nor when a few of its starts failed', () => {
    expect(breaksOf({})).toBeNull();
    expect(breaksOf({ journeys: { dashboard: { p50: 9_000, p95: 20_000 } } })).toBeNull();
    expect(breaksOf({ journeys: { dashboard: { p50: 60, p95: 180, failed: 0.05 * INTENDED } } })).toBeNull();
  });

  it('when more starts were never answered than leave a p95, and says which and why', () => {
    const dashboard = { p50: 4_000, p95: 9_000, unfinished: 0.2 * INTENDED, dropped: 0.18 * INTENDED };
    expect(breaksOf({ journeys: { dashboard }, figures: { exhausted: 412 } })).toEqual({
      kind: 'breaks',
      words: '38 % of starts unanswered, pool exhausted 412 times',
    });
  });

  it('by errors, with the most frequent kind', () => {
    const dashboard = { p50: 60, p95: 180, failed: 0.3 * INTENDED };
    expect(breaksOf({ journeys: { dashboard }, errorKind: 'HTTP 503' })?.words).toBe(
      '30 % failed, most errors: HTTP 503',
    );
  });

  it('not when its run is invalid: that says nothing of the system, whatever its figures', () => {
    const invalid = 'the generator could not keep its schedule';
    expect(breaksOf({ invalid })).toEqual({ kind: 'invalid', words: invalid });
    const dashboard = { p50: 60, p95: 180, dropped: 0.3 * INTENDED };
    expect(breaksOf({ invalid, journeys: { dashboard } })).toEqual({
      kind: 'invalid',
      words: `30 % of starts unanswered, ${invalid}`,
    });
  });

  it('when the run was ended early and it says so, or nothing was measured', () => {
    const dashboard = { p50: 60, p95: 180, failed: 0.6 * INTENDED };
    const stoppedEarly = { atMs: 1, cause: 'errors' as const, reason: '60 % of starts failed' };
    const stopped = breaksOf({ journeys: { dashboard } }, (run) => ({
      ...run,
      summary: { ...run.summary, run: { ...run.summary.run, stoppedEarly } },
    }));
    expect(stopped?.words).toBe('60 % failed, ended early: 60 % of starts failed');
    const none = breaksOf({}, (run) => ({
      ...run,
      summary: { ...run.summary, slos: run.summary.slos.map((slo) => ({ ...slo, intended: 0 })) },
    }));
    expect(none).toEqual({ kind: 'invalid', words: 'no start in the measured phase' });
  });
});
