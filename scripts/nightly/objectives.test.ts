import { describe, expect, it } from 'vitest';
import type { Summary } from '../../contract/summary.ts';
import { sampleModel } from '../../reports/html/support/sample-model.ts';
import { objectivesOf } from './objectives.ts';

const { summary } = sampleModel('pass');

/** A run whose first objective says so. */
function runOf(id: string, verdict: Summary['slos'][number]['verdict'], more: Partial<Summary> = {}): Summary {
  const slos = summary.slos.map((slo, at) => (at === 0 ? { ...slo, verdict, judged: true } : slo));
  return { ...summary, run: { ...summary.run, id }, slos, ...more };
}

const invalid = { validity: { status: 'invalid' as const, reasons: [] } };
const first = (...runs: Summary[]) => objectivesOf(runs)[0];

describe('an objective over the runs of a night', () => {
  it('is none without runs', () => {
    expect(objectivesOf([])).toEqual([]);
  });

  it('is missed when one valid run missed it, and what an invalid one says is not believed', () => {
    expect(first(runOf('a', 'fail'), runOf('b', 'pass'))).toMatchObject({ verdict: 'fail', runId: 'a' });
    expect(first(runOf('a', 'fail', invalid), runOf('b', 'pass'))).toMatchObject({ verdict: 'pass', runId: 'b' });
    expect(first(runOf('a', 'pass', invalid))).toMatchObject({ verdict: 'invalid' });
  });

  it('is told by the run that could tell, the latest of them', () => {
    expect(first(runOf('a', 'pass'), runOf('b', 'inconclusive'))).toMatchObject({ verdict: 'pass', runId: 'a' });
    expect(first(runOf('a', 'pass'), runOf('b', 'pass'))).toMatchObject({ runId: 'b' });
  });

  it('includes the share of failed starts, and leaves out what the deployment lacks', () => {
    const error_share = { limitShare: 0.01, actualShare: 0.02, verdict: 'fail' as const };
    const rows = objectivesOf([runOf('a', 'pass', { error_share })]);
    expect(rows.at(-1)).toMatchObject({
      id: 'error_share',
      unit: 'share',
      actual: 0.02,
      verdict: 'fail',
      judged: true,
    });
    const slos = summary.slos.map((slo) => ({ ...slo, verdict: 'unavailable' as const, judged: false }));
    expect(objectivesOf([{ ...summary, slos }]).map(({ id }) => id)).toEqual(['error_share']);
  });
});
