/**
 * Every reason for which a run is not believed, or not compared, has a record that provokes it: the codes are read from
 * the rules' own source, so that a rule without such a record fails here.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { modelOf } from './support/analyse-example.ts';
import {
  type ExampleOptions,
  examplePlan,
  exampleRun,
  MEASURE_SECOND,
  MEASURED_SECONDS,
} from './support/example-run.ts';

/** Long enough to be compared. */
const LONG: ExampleOptions = { measuredSeconds: 120 };
const STOPPED = { atMs: (MEASURE_SECOND + 9) * 1000, cause: 'budget' as const, reason: '40 requests reached 40' };
const ALL_SECONDS = Array.from({ length: MEASURED_SECONDS + 6 }, (_, at) => at - 5);

/** Of a reason and its severity, a record for which it is given. */
const PROVOKED: Record<string, ExampleOptions> = {
  'invalid partial': { end: null },
  'invalid interrupted': { run: { status: 'interrupted' } },
  'invalid timer_lag': { timerLagMs: 30 },
  'degraded timer_lag': { missingSeconds: ALL_SECONDS },
  'invalid schedule': { droppedPerSecond: 1, preallocatedVus: 1 },
  'invalid missing_seconds': { missingSeconds: [4] },
  'degraded missing_seconds': { ...LONG, missingSeconds: [20] },
  'invalid clock': { run: { endedAtMs: 1 } },
  'invalid contradiction': { end: { started: 1 } },
  'invalid target_restarted': { restartAt: 4 },
  'degraded target_restarted': { restartAt: 4, failedPerSecond: 6 },
  'degraded series_cap': { end: { seriesDropped: 12 } },
  'degraded unnamed': { end: { unnamed: 3 } },
  'degraded stopped_early': { run: { stoppedEarly: STOPPED } },
  'degraded collector': { run: { collectors: ['redis'] } },
  'degraded reconciliation': { plan: { journeys: withCheckout() } },
  'not comparable invalid': { end: null },
  'not comparable stopped_early': { run: { stoppedEarly: STOPPED } },
  'not comparable target_restarted': { restartAt: 4, failedPerSecond: 6 },
  'not comparable too_short': {},
  'not comparable dropped': { droppedPerSecond: 5, preallocatedVus: 200 },
  'not comparable achieved': { droppedPerSecond: 5, preallocatedVus: 200 },
  'not comparable generator_cpu': {
    cpuShareAt: () => 0.95,
    run: { machine: { ...exampleRun().machine, sharedWithTarget: false } },
  },
  'not comparable unsteady': { ...LONG, slownessAt: (at) => Math.exp(at / 30) },
};

it.each(Object.entries(PROVOKED))('%s is provoked by a record', async (reason, options) => {
  const { validity, comparability } = (await modelOf(options)).summary;
  expect([
    ...validity.reasons.map(({ severity, code }) => `${severity} ${code}`),
    ...(comparability?.reasons ?? []).map(({ code }) => `not comparable ${code}`),
  ]).toContain(reason);
});

it('every code in the rules has such a record, and every record a rule', () => {
  expect(codesInRules()).toEqual(Object.keys(PROVOKED).sort());
});

/** The reasons as the sources of this folder give them, each once, sorted. */
function codesInRules(): string[] {
  const sources = readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => ({ name, text: readFileSync(join(import.meta.dirname, name), 'utf8') }));
  const judged = sources.flatMap(({ text }) =>
    [...text.matchAll(/\b(invalid|degraded)\(\s*'(\w+)'/g)].map(([, severity, code]) => `${severity} ${code}`),
  );
  const compared = sources
    .filter(({ name }) => name === 'comparability.ts')
    .flatMap(({ text }) => [...text.matchAll(/\bcode: '(\w+)'/g)].map(([, code]) => `not comparable ${code}`));
  return [...new Set([...judged, ...compared])].sort();
}

function withCheckout() {
  const { journeys } = examplePlan();
  return [...journeys, ...journeys.slice(0, 1).map((journey) => ({ ...journey, name: 'checkout' }))];
}
