import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../../contract/evidence.ts';
import { unavailable } from '../../../contract/measured.ts';
import { FROM_MS, noEvidence, slowStatement, slowWatch } from '../support/evidence-example.ts';
import { groupSlowStatements, SLOW_ROWS_MAX } from './slow-statements.ts';

const group = (evidence: Partial<Evidence>) => groupSlowStatements({ ...noEvidence(), ...evidence });

function found(evidence: Partial<Evidence>) {
  const result = group({ slowWatch: slowWatch(), ...evidence });
  if (result.status === 'unavailable') throw new Error(result.reason);
  return result.value;
}

describe('slow statements', () => {
  it('are not collected without a watch, however empty the list', () => {
    expect(group({})).toEqual({ status: 'unavailable', reason: 'not collected' });
    const blind = slowWatch({ log: unavailable('no log'), activity: unavailable('no right') });
    expect(group({ slowWatch: blind })).toMatchObject({ reason: 'nobody could watch: no log; no right' });
  });

  it('of which none was seen by a watch are a finding: an empty list with the watch’s own figures', () => {
    expect(found({ slowWatch: slowWatch({ log: unavailable('no log'), kept: 0 }) })).toMatchObject({
      limitMs: 250,
      logLines: { status: 'unavailable', reason: 'no log' },
      activitySamples: 50,
      activityIntervalMs: 200,
      kept: 0,
      groups: [],
      further: 0,
    });
  });

  it('are grouped by statement with count, longest, first, last, waits and plans', () => {
    const { groups } = found({
      slowStatements: [
        slowStatement({ atMs: FROM_MS + 3000, durationMs: 900, planHash: 'b', plan: 'Seq Scan' }),
        slowStatement({ waits: [{ event: 'Lock: tuple', samples: 1 }], planHash: 'a' }),
        slowStatement({
          waits: [
            { event: 'IO: DataFileRead', samples: 4 },
            { event: 'Lock: tuple', samples: 2 },
          ],
        }),
        slowStatement({ id: null, text: 'SELECT other', durationMs: 260 }),
      ],
    });
    expect(groups).toHaveLength(2);
    expect(groups[0]).toEqual({
      id: '7',
      text: 'SELECT slow',
      count: 3,
      longestMs: 900,
      totalMs: 1500,
      firstMs: FROM_MS + 1000,
      lastMs: FROM_MS + 3000,
      isExact: true,
      waits: [
        { event: 'IO: DataFileRead', samples: 4 },
        { event: 'Lock: tuple', samples: 3 },
      ],
      planHashes: ['a', 'b'],
      plan: 'Seq Scan',
    });
    expect(groups[1]).toMatchObject({ id: null, count: 1 });
  });

  it('without an id join the id under which the same text was seen', () => {
    const { groups } = found({ slowStatements: [slowStatement({ id: null }), slowStatement()] });
    expect(groups).toEqual([expect.objectContaining({ id: '7', count: 2, isExact: true })]);
  });

  it('of which one was only seen among the running statements have lower bounds', () => {
    const { groups } = found({ slowStatements: [slowStatement({ source: 'activity' }), slowStatement()] });
    expect(groups[0]).toMatchObject({ count: 2, isExact: false, longestMs: 300 });
  });

  it('beyond the first twenty are counted', () => {
    const many = Array.from({ length: 24 }, (_, at) => slowStatement({ id: String(at), durationMs: 300 + at }));
    const { groups, further } = found({ slowStatements: many });
    expect(groups).toHaveLength(SLOW_ROWS_MAX);
    expect(groups[0]?.id).toBe('23');
    expect(further).toBe(4);
  });
});
