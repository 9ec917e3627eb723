import { describe, expect, it } from 'vitest';
import { buildModel } from './build-model.ts';
import { readRecord } from './read-record.ts';
import { modelOf, withRecord } from './support/analyse-example.ts';
import { type ExampleOptions, exampleRecord, MEASURE_SECOND } from './support/example-run.ts';
import { createLoadFile, scrapeLine } from './support/record-writer.ts';

async function reasonsOf(options: ExampleOptions): Promise<string[]> {
  const { summary } = await modelOf(options);
  return summary.validity.reasons.map((reason) => `${reason.severity} ${reason.code}`);
}

/** An example whose measured phase is long enough for a single missing second to be under 1 %. */
const LONG = { phases: { rampMs: 2000, warmupMs: 3000, measureMs: 120_000 } };

function longReport(missing: readonly number[]): ExampleOptions {
  return {
    plan: LONG,
    touch: (file) => {
      for (let at = 11; at < 121; at += 1) {
        if (!missing.includes(at)) file.trend('generator_timer_lag', {}, MEASURE_SECOND + at, [0.4]);
      }
    },
  };
}

describe('a run is valid', () => {
  it('when nothing speaks against it', async () => {
    const { summary } = await modelOf();
    expect(summary.validity).toEqual({ status: 'valid', reasons: [] });
  });

  it('although starts were dropped and failed, when the target was to blame', async () => {
    expect(await reasonsOf({ droppedPerSecond: 5, failedPerSecond: 20, preallocatedVus: 149 })).toEqual([]);
  });
});

describe('a run is invalid, and its verdict too, with', () => {
  const provoked: Record<string, [string, ExampleOptions]> = {
    'no last line': ['invalid partial', { end: null }],
    'a status that was never completed': ['invalid partial', { run: { status: 'running' } }],
    'k6 killed by a signal': ['invalid partial', { run: { k6Exit: { code: null, signal: 'SIGKILL' } } }],
    'k6 ended with an error': ['invalid partial', { run: { k6Exit: { code: 107, signal: null } } }],
    'a load file that is missing': ['invalid partial', { run: { instances: ['local', 'other'] } }],
    'failed writes': ['invalid partial', { end: { writeErrors: 1 } }],
    'an interruption': ['invalid interrupted', { run: { status: 'interrupted' } }],
    'late timers': ['invalid timer_lag', { timerLagMs: 30 }],
    'drops and too few virtual users': ['invalid schedule', { droppedPerSecond: 1, preallocatedVus: 74 }],
    'a low rate and too few virtual users': ['invalid schedule', { plan: lowRatePlan() }],
    'missing seconds': ['invalid missing_seconds', { missingSeconds: [4] }],
    'two missing seconds in a hundred and twenty': ['invalid missing_seconds', longReport([20, 40])],
    'a clock that goes back': [
      'invalid clock',
      { touch: (file) => file.scalar('generator_rss_bytes', {}, MEASURE_SECOND, 1) },
    ],
    'a clock that leaps forward': [
      'invalid clock',
      { touch: (file) => file.scalar('generator_rss_bytes', {}, MEASURE_SECOND + 60, 1) },
    ],
    'a generator that stood still': ['invalid clock', { missingSeconds: [3, 4, 5] }],
    'a target that restarted': ['invalid target_restarted', { restartAt: 4 }],
    'a last line that disagrees with the seconds': ['invalid contradiction', { end: { started: 1 } }],
    'answers without latencies': [
      'invalid contradiction',
      {
        touch: (file) => {
          file.scalar('journey_started', { journey: 'health', phase: 'measure' }, MEASURE_SECOND, 1);
          file.scalar('journey_finished', { journey: 'health', phase: 'measure', outcome: 'ok' }, MEASURE_SECOND, 1);
        },
      },
    ],
  };
  for (const [what, [reason, options]] of Object.entries(provoked)) {
    it(what, async () => {
      const { summary } = await modelOf(options);
      expect(summary.validity.reasons.map((one) => `${one.severity} ${one.code}`)).toContain(reason);
      expect(summary.verdict).toBe('invalid');
      expect(summary.slos.filter((slo) => slo.verdict === 'pass' || slo.verdict === 'fail')).toEqual([]);
    });
  }

  it('drops and late timers, named as both', async () => {
    expect(await reasonsOf({ droppedPerSecond: 1, timerLagMs: 30 })).toEqual(['invalid timer_lag', 'invalid schedule']);
  });

  it('late timers of one generator among several', async () => {
    const texts = exampleRecord();
    const slow = createLoadFile('slow', 1_763_870_400_000);
    for (let second = MEASURE_SECOND - 5; second < MEASURE_SECOND + 11; second += 1) {
      slow.trend('generator_timer_lag', {}, second, [40]);
    }
    const load = { ...texts.load, 'slow.ndjson': slow.text() };
    const { summary } = buildModel(await withRecord({ ...texts, load }, readRecord));
    expect(summary.validity.reasons.map((one) => one.code)).toEqual(['timer_lag']);
  });
});

describe('a run is degraded, and keeps its verdict, with', () => {
  const provoked: Record<string, [string, ExampleOptions]> = {
    'at most 1 % of seconds missing': ['degraded missing_seconds', longReport([20])],
    'the cap of series reached': ['degraded series_cap', { end: { seriesDropped: 12 } }],
    'requests without a name': ['degraded unnamed', { end: { unnamed: 3 } }],
    'a collector that left nothing': ['degraded collector', { run: { collectors: ['application', 'redis'] } }],
  };
  for (const [what, [reason, options]] of Object.entries(provoked)) {
    it(what, async () => {
      const { summary } = await modelOf(options);
      expect(summary.validity.reasons.map((one) => `${one.severity} ${one.code}`)).toEqual([reason]);
      expect(summary.validity.status).toBe('degraded');
      expect(summary.verdict).toBe('pass');
    });
  }

  it('a collector that failed too often, or always, with its own reason', async () => {
    const texts = exampleRecord();
    const lines = (texts.samples['model.ndjson'] ?? '').trimEnd().split('\n');
    const failing = `${lines.slice(0, 10).join('\n')}\n${scrapeLine('model', 1, 'connection refused')}`;
    const samples = {
      ...texts.samples,
      'model.ndjson': failing,
      'redis.ndjson': scrapeLine('redis', 1, 'not configured'),
    };
    const { summary, server } = buildModel(await withRecord({ ...texts, samples }, readRecord));
    expect(summary.validity.reasons.map((one) => one.message)).toEqual([
      'The collector model failed in 9.1 % of 11 scrapes, last: connection refused.',
      'The collector redis has nothing: not configured.',
    ]);
    expect(server.find((panel) => panel.id === 'redis-memory')).toMatchObject({
      status: 'unavailable',
      reason: expect.stringContaining('not configured'),
    });
  });
});

function lowRatePlan(): NonNullable<ExampleOptions['plan']> {
  const journey = { ...exampleRecord({ preallocatedVus: 10 }).plan.journeys.find((one) => one.name === 'health') };
  return {
    journeys: exampleRecord().plan.journeys.map((one) =>
      one.name === 'health' ? { ...one, ...journey, rateRps: 90 } : one,
    ),
  };
}
