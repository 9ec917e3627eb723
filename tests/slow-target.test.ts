/** A target that is too slow for the users it was promised: what could not be started is missed, and the run fails. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ConfigInput } from '../contract/config.ts';
import {
  createWorkshop,
  measureOnQuietMachine,
  newestRecord,
  readSummary,
  runCommand,
  withConfig,
} from './support/command.ts';
import { configFor, type MinimalTarget, startMinimalTarget } from './support/minimal-target.ts';

const RATE_RPS = 30;
const LIMIT_MS = 500;
/** Each virtual user is held this long: the planned ones can then make half of the starts. */
const ANSWER_MS = 4_000;

const workshop = createWorkshop();
let target: MinimalTarget;

beforeAll(async () => {
  target = await startMinimalTarget((request, response) => {
    // The probe before the run is answered at once.
    if (request.url !== '/health' || request.headers['x-headroom-source'] === 'probe') return false;
    setTimeout(() => response.writeHead(200).end('ok'), ANSWER_MS);
    return true;
  });
});
afterAll(() => {
  target.close();
  workshop.dispose();
});

it('counts the starts that had no user left as missed, blames the target and not the generator, and exits 1', async () => {
  const plain = configFor(target.baseUrl, { rampMs: 200, warmupMs: 800, measureMs: 7_000 });
  const config: ConfigInput = {
    ...plain,
    slos: { health_check: LIMIT_MS },
    // As many virtual users as a target within its limit needs by DESIGN.md section 6: 1.5 × rate × (limit + 1 s).
    workloads: { smoke: { ...plain.workloads.smoke, journeys: { health: { rateRps: RATE_RPS } } } },
  };
  const args = [...withConfig(workshop, config), 'run', 'smoke'];
  const { code } = await measureOnQuietMachine(workshop, () => runCommand(workshop, args));
  const summary = readSummary(newestRecord(workshop));
  const health = summary.slos.find(({ id }) => id === 'health_check');
  expect(health).toMatchObject({ good: 0, verdict: 'fail' });
  expect(health?.dropped).toBeGreaterThan(RATE_RPS);
  expect(health?.late).toBeGreaterThan(RATE_RPS);
  const { intended = 0, late = 0, failed = 0, dropped = 0, unfinished = 0 } = health ?? {};
  expect(late + failed + dropped + unfinished).toBe(intended);
  expect(Number(summary.error_share.actualShare)).toBeGreaterThan(0.1);
  expect(summary.validity.reasons.filter(({ severity }) => severity === 'invalid')).toEqual([]);
  expect(summary.verdict).toBe('fail');
  expect(code).toBe(1);
});
