/**
 * Records a plan of the test's own making as `headroom run` records a workload's: fence, k6, browser, collectors,
 * report. For what no workload does in a few seconds, such as a real browser beside almost no load.
 */
import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { parseConfig } from '../../contract/config.ts';
import type { Plan } from '../../contract/plan.ts';
import type { Summary } from '../../contract/summary.ts';
import { buildK6 } from '../../extensions/build.ts';
import { writeReport } from '../../reports/index.ts';
import { resolvePlan } from '../../scripts/plan/resolve-plan.ts';
import { checkFence } from '../../scripts/run/fence.ts';
import { listenForInterruption } from '../../scripts/run/interruption.ts';
import { readMachine } from '../../scripts/run/machine-facts.ts';
import { recordRun } from '../../scripts/run/record-run.ts';
import { externalTarget, hostsOf } from '../../scripts/run/target-sources.ts';
import { findChromium } from '../../scripts/setup/prerequisites.ts';
import { ROOT, type Workshop } from './command.ts';

/** A run with one browser and a request of health a second. */
export interface BrowserRun {
  baseUrl: string;
  /** The allow-list. */
  allow: string[];
  phases: Plan['phases'];
  /** Added to the environment that the command would have. */
  env?: NodeJS.ProcessEnv;
  nowMs?: () => number;
}

/** Records it; resolves with the record's folder and its summary. */
export async function recordBrowserRun(
  workshop: Workshop,
  { baseUrl, allow, phases, env = {}, nowMs = Date.now }: BrowserRun,
): Promise<{ folder: string; summary: Summary }> {
  const config = parseConfig(
    { target: { baseUrl, allow, localIps: null }, limiter: null, runsDir: workshop.runsDir },
    'test',
  );
  const environment = { ...workshop.env, ...env };
  const target = externalTarget(config, baseUrl, environment);
  const fence = await checkFence(allow, hostsOf(target));
  const k6 = await buildK6({ log: () => {} });
  const recording = await recordRun({
    root: ROOT,
    config,
    plan: planOf(baseUrl, phases),
    target,
    k6Binary: k6.path,
    chromium: findChromium(process.env),
    fence,
    facts: { git: null, versions: {}, machine: readMachine(true), command: 'a test' },
    interruption: listenForInterruption(new EventEmitter(), () => {}),
    onProgress: () => {},
    env: environment,
    processId: process.pid,
    nowMs,
    suffix: randomBytes(2).toString('hex'),
  });
  const { summary } = await writeReport(recording.folder);
  return { folder: recording.folder, summary };
}

function planOf(baseUrl: string, phases: Plan['phases']): Plan {
  const smoke = resolvePlan(parseConfig({ limiter: null }, 'test'), { workload: 'smoke', profile: 'after', baseUrl });
  return {
    ...smoke,
    phases,
    journeys: smoke.journeys.filter(({ name }) => name === 'health').map((health) => ({ ...health, rateRps: 1 })),
    slos: smoke.slos.filter(({ journey }) => journey === 'health'),
    browser: { users: 1, visitEveryMs: { min: 10_000, max: 10_000 }, firstUser: 1, requestTimeoutMs: 5_000 },
    executor: { ...smoke.executor, localIps: null },
  };
}
