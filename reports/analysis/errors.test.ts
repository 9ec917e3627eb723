import { describe, expect, it } from 'vitest';
import { buildModel } from './build-model.ts';
import { readRecord } from './read-record.ts';
import { modelOf, withRecord } from './support/analyse-example.ts';
import { exampleRecord, MEASURE_SECOND } from './support/example-run.ts';

describe('the errors of a run', () => {
  it('are none, and the finding says so, when nothing failed', async () => {
    const { errors } = await modelOf();
    expect(errors.rows).toEqual([]);
    expect(errors.timeline).toMatchObject({ status: 'ok', finding: 'No error in the measured phase' });
  });

  it('stand with count, share of intended starts, time and endpoint; dropped and unfinished starts are among them', async () => {
    const { errors } = await modelOf({
      failedPerSecond: 3,
      droppedPerSecond: 1,
      touch: (file) => file.scalar('journey_started', { journey: 'copilot', phase: 'measure' }, MEASURE_SECOND, 2),
    });
    expect(errors.rows.map((row) => [row.kind, row.count])).toEqual([
      ['status', 30],
      ['dropped', 10],
      ['unfinished', 2],
    ]);
    expect(errors.rows[0]).toMatchObject({
      share: 0.02219,
      firstMs: MEASURE_SECOND * 1000,
      lastMs: (MEASURE_SECOND + 9) * 1000,
      endpoints: ['GET /api/dashboard/orders'],
      sample: 'status 500',
    });
  });

  it('of too many kinds are counted together, and none is lost', async () => {
    const { errors } = await modelOf({
      touch: (file) => {
        for (let n = 0; n < 80; n += 1) {
          const tags = {
            kind: 'check',
            journey: 'health',
            phase: 'measure',
            name: 'a',
            detail: `detail ${'x'.repeat(400)}${n}`,
          };
          file.scalar('journey_error', tags, MEASURE_SECOND, 1);
        }
      },
    });
    expect(errors.rows).toHaveLength(50);
    expect(errors.rows.reduce((total, row) => total + row.count, 0)).toBe(80);
    expect(errors.rows[0]?.sample.length).toBe(300);
  });
});

describe('the streams of a run', () => {
  it('are unavailable where none was opened', async () => {
    const { streams } = buildModel(await withRecord({ ...exampleRecord(), load: {} }, readRecord));
    expect(streams).toEqual({ status: 'unavailable', reason: 'no stream was opened in the measured phase' });
  });

  it('stand with how they ended, and how many tokens came a second', async () => {
    const { streams, facts } = await modelOf();
    expect(facts.streamsTotal).toBe(450);
    expect(streams).toMatchObject({
      status: 'ok',
      value: {
        outcomes: [
          { outcome: 'abort', count: 20 },
          { outcome: 'ok', count: 430 },
        ],
        tokensPerSecond: { status: 'ok', value: 105 },
      },
    });
  });
});
