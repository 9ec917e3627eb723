/** A target, or a model, that is too slow for what was promised: the run fails, and the report says what was slow. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConfigInput } from '../contract/config.ts';
import { startDeployment, stopDeployment } from '../fixtures/deployment/index.ts';
import {
  createWorkshop,
  measureOnQuietMachine,
  newestRecord,
  readSummary,
  runCommand,
  runOnQuietMachine,
  TEST_ORDERS,
  wasTooBusy,
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

describe('a slow target', () => {
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
});

describe('a slow model', () => {
  afterAll(async () => {
    await stopDeployment(workshop.stateDir, { env: workshop.env });
  });

  it('misses the SLO with exit 1, and "where the time went" names the model', async () => {
    const limitMs = 500;
    const model = { baseDelayMs: 1_500, slots: 128, answerTokens: 200 };
    await startDeployment({ stateDir: workshop.stateDir, orders: TEST_ORDERS, model, env: workshop.env });
    const config = withConfig(workshop, {
      slos: { copilot_first_token: limitMs },
      // As long as the 400 turns take that a p95 needs, if each were answered at the limit.
      workloads: { 'streams-100': { phases: { rampMs: 2_000, warmupMs: 3_000, measureMs: 18_000 } } },
    });
    const { code } = await runOnQuietMachine(workshop, [...config, 'run', 'streams-100']);
    const folder = newestRecord(workshop);
    const summary = readSummary(folder);
    const slo = summary.slos.find(({ id }) => id === 'copilot_first_token');
    expect(slo).toMatchObject({ good: 0, judged: true });
    expect(slo?.late).toBeGreaterThan(100);
    expect(slo?.actualMs).toBeGreaterThan(3 * limitMs);
    // A machine too busy for a verdict says so, three times over, and is not what this is about.
    const [verdict, exit] = wasTooBusy(summary) ? ['invalid', 3] : ['fail', 1];
    expect([summary.verdict, code]).toEqual([verdict, exit]);
    const html = readFileSync(join(folder, 'report.html'), 'utf8');
    const section = html.slice(html.indexOf('id="where-time-went"'));
    expect(section.slice(0, 4_000)).toMatch(/[Mm]odel/);
  });
});
