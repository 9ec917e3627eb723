import { describe, expect, it } from 'vitest';
import { buildModel } from './build-model.ts';
import { readRecord } from './read-record.ts';
import { modelOf, withRecord } from './support/analyse-example.ts';
import { type ExampleOptions, exampleRecord, MEASURE_SECOND } from './support/example-run.ts';

async function sessionsOf(touch: NonNullable<ExampleOptions['touch']>) {
  return (await modelOf({ touch })).summary.sessions;
}

describe('sessions', () => {
  it('that opened before the measured phase are open in it', async () => {
    expect(await sessionsOf(() => undefined)).toMatchObject({ copilotMin: 100, copilotMax: 100 });
  });

  it('are counted down and up within the measured phase', async () => {
    const sessions = await sessionsOf((file) => {
      file.scalar('session_closed', { journey: 'copilot' }, MEASURE_SECOND + 2, 7);
      file.scalar('session_opened', { journey: 'copilot' }, MEASURE_SECOND + 4, 9);
    });
    expect(sessions).toMatchObject({ copilotMin: 93, copilotMax: 102, dashboardMin: 100 });
  });

  it('that close and open within one second leave the number as it was', async () => {
    const sessions = await sessionsOf((file) => {
      file.scalar('session_closed', { journey: 'copilot' }, MEASURE_SECOND + 2, 7);
      file.scalar('session_opened', { journey: 'copilot' }, MEASURE_SECOND + 2, 7);
    });
    expect(sessions).toMatchObject({ copilotMin: 100, copilotMax: 100 });
  });

  it('that close after the measured phase do not lower its minimum', async () => {
    const sessions = await sessionsOf((file) =>
      file.scalar('session_closed', { journey: 'copilot' }, MEASURE_SECOND + 10, 100),
    );
    expect(sessions).toMatchObject({ copilotMin: 100 });
  });

  it('of a journey that was not run, or that reported none, are unavailable with the reason', async () => {
    const texts = exampleRecord();
    const plan = { ...texts.plan, journeys: texts.plan.journeys.filter((journey) => journey.name !== 'dashboard') };
    const { summary } = buildModel(await withRecord({ ...texts, plan, load: {} }, readRecord));
    expect(summary.sessions).toMatchObject({
      copilotMin: { status: 'unavailable', reason: 'the journey copilot reported no sessions' },
      dashboardMax: { status: 'unavailable', reason: 'the journey dashboard was not part of this run' },
    });
    expect(summary.sessions.streamsInFlightMax).toMatchObject({ status: 'unavailable' });
  });

  it('are not the streams in flight, which the generator reports itself', async () => {
    expect(await sessionsOf(() => undefined)).toMatchObject({ streamsInFlightMean: 28.5, streamsInFlightMax: 34 });
  });
});
