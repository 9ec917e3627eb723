import { describe, expect, it } from 'vitest';
import { buildModel } from './build-model.ts';
import { readRecord } from './read-record.ts';
import { modelOf, withRecord } from './support/analyse-example.ts';
import {
  type ExampleOptions,
  examplePlan,
  exampleRecord,
  MEASURE_SECOND,
  TEST_START_MS,
} from './support/example-run.ts';
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

  it('although starts were dropped and failed, when the target was to blame: they are missed, and the run fails', async () => {
    const slow: ExampleOptions = { droppedPerSecond: 5, failedPerSecond: 20, preallocatedVus: 149 };
    expect(await reasonsOf(slow)).toEqual([]);
    expect((await modelOf(slow)).summary.verdict).toBe('fail');
  });

  it('without the file of a browser that was planned: it is advisory', async () => {
    expect(await reasonsOf({ run: { instances: ['local', 'browser-0'] } })).toEqual([]);
  });

  it('although a browser’s own timers lagged and its file is torn', async () => {
    const file = createLoadFile('browser-0', TEST_START_MS);
    for (let at = 0; at < 10; at += 1) file.trend('generator_timer_lag', {}, MEASURE_SECOND + at, [400]);
    const furtherLoad = { 'browser-0.ndjson': `${file.text(null)}{"s":1,` };
    expect(await reasonsOf({ run: { instances: ['local', 'browser-0'] }, furtherLoad })).toEqual([]);
  });

  it('when the suite stopped it because the target failed: that is a fail, and says when it was', async () => {
    const stoppedEarly = {
      atMs: (MEASURE_SECOND + 5) * 1000,
      cause: 'errors' as const,
      reason: '80 % of the last 200 starts failed, more than stopEarly.errorShare 50 %',
    };
    const { summary, method } = await modelOf({
      failedPerSecond: 40,
      run: { stoppedEarly, status: 'interrupted', k6Exit: { code: 105, signal: null } },
    });
    expect(summary.validity.reasons).toEqual([]);
    expect(summary.verdict).toBe('fail');
    expect(summary.because).toMatch(/^The run was stopped early: 80 % of the last 200 starts failed/);
    expect(summary.run.stoppedEarly).toEqual(stoppedEarly);
    expect(method).toContainEqual({ label: 'Stopped early', value: stoppedEarly.reason });
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
    'a run that ended before it began': ['invalid clock', { run: { endedAtMs: TEST_START_MS - 60_000 } }],
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

  it('one load file of three missing, which it names', async () => {
    const other = createLoadFile('b', TEST_START_MS);
    for (let second = TEST_START_MS / 1000; second < MEASURE_SECOND + 11; second += 1) {
      other.trend('generator_timer_lag', {}, second, [0.4]);
    }
    const { summary } = await modelOf({
      run: { instances: ['local', 'b', 'c'] },
      furtherLoad: { 'b.ndjson': other.text() },
    });
    expect(summary.validity.reasons.map((reason) => reason.message)).toEqual([
      'The generator c (one of 3) left no load file.',
    ]);
  });

  it('scrapes that go back in time', async () => {
    const texts = exampleRecord();
    const model = (texts.samples['model.ndjson'] ?? '') + scrapeLine('model', MEASURE_SECOND * 1000, []);
    const samples = { ...texts.samples, 'model.ndjson': model };
    const { summary } = buildModel(await withRecord({ ...texts, samples }, readRecord));
    expect(summary.validity.reasons.map((reason) => reason.message)).toEqual([
      'The collector model: the clock went back 10 s between two scrapes.',
    ]);
  });

  it('but not lines of missed scrapes, which are written after the scrape that they waited for', async () => {
    const texts = exampleRecord();
    const missed = { atMs: MEASURE_SECOND * 1000, collector: 'model', ok: false, tookMs: 0, reason: 'held up' };
    const model = `${texts.samples['model.ndjson'] ?? ''}${JSON.stringify(missed)}\n`;
    const { summary } = buildModel(
      await withRecord({ ...texts, samples: { ...texts.samples, 'model.ndjson': model } }, readRecord),
    );
    expect(summary.validity.reasons.filter(({ code }) => code === 'clock')).toEqual([]);
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

it('a target that crashes and takes its users’ answers with it fails the run, and does not make it invalid', async () => {
  const { summary } = await modelOf({ restartAt: 4, failedPerSecond: 6 });
  expect(summary.validity.reasons.map((one) => `${one.severity} ${one.code}`)).toEqual(['degraded target_restarted']);
  expect(summary.verdict).toBe('fail');
});

describe('a run is degraded, and keeps its verdict, with', () => {
  const provoked: Record<string, [string, ExampleOptions]> = {
    'at most 1 % of seconds missing': ['degraded missing_seconds', longReport([20])],
    'the cap of series reached': ['degraded series_cap', { end: { seriesDropped: 12 } }],
    'requests without a name': ['degraded unnamed', { end: { unnamed: 3 } }],
    'a budget that ended it early': ['degraded stopped_early', stoppedByBudget()],
    'payments that nobody held against the database': ['degraded reconciliation', withCheckout()],
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
    const failing = `${lines.slice(0, 10).join('\n')}\n${scrapeLine('model', MEASURE_SECOND * 1000 + 5000, 'connection refused')}`;
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

/** Ended in the last second: enough starts for every SLO are left. */
function stoppedByBudget(): ExampleOptions {
  const reason = '9000 requests reached budget.requestsMax 9000';
  return { run: { stoppedEarly: { atMs: (MEASURE_SECOND + 9) * 1000, cause: 'budget', reason } } };
}

function withCheckout(): ExampleOptions {
  const { journeys } = examplePlan();
  const checkout = journeys.find((journey) => journey.name === 'health');
  return {
    plan: { journeys: checkout === undefined ? [] : [...journeys, { ...checkout, name: 'checkout', rateRps: 0 }] },
  };
}

function lowRatePlan(): NonNullable<ExampleOptions['plan']> {
  const journey = { ...exampleRecord({ preallocatedVus: 10 }).plan.journeys.find((one) => one.name === 'health') };
  return {
    journeys: exampleRecord().plan.journeys.map((one) =>
      one.name === 'health' ? { ...one, ...journey, rateRps: 90 } : one,
    ),
  };
}
