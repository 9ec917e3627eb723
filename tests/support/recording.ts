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

/** A run with a request of health a second and, beside it, a browser or none. */
export interface SmallRun {
  baseUrl: string;
  hasBrowser: boolean;
  /** The allow-list. */
  allow: string[];
  phases: Plan['phases'];
  /** Added to the environment that the command would have. */
  env?: NodeJS.ProcessEnv;
  /** The command's clock, Unix milliseconds. */
  nowMs?: () => number;
}

/** Records it; resolves with the record's folder and its summary. */
export async function recordSmallRun(
  workshop: Workshop,
  { baseUrl, hasBrowser, allow, phases, env = {}, nowMs = Date.now }: SmallRun,
): Promise<{ folder: string; summary: Summary }> {
  const config = parseConfig(
    { target: { baseUrl, allow, localIps: null }, limiter: null, runsDir: workshop.runsDir },
    'test',
  );
  const environment = { ...workshop.env, ...env };
  const target = externalTarget(config, baseUrl, environment);
  const fence = await checkFence(allow, hostsOf(target));
  const plan = planOf(baseUrl, phases, hasBrowser);
  const k6 = await buildK6({ log: () => {} });
  const recording = await recordRun({
    root: ROOT,
    config,
    plan,
    target,
    k6Binary: k6.path,
    chromium: plan.browser === null ? null : findChromium(process.env),
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

function planOf(baseUrl: string, phases: Plan['phases'], hasBrowser: boolean): Plan {
  const smoke = resolvePlan(parseConfig({ limiter: null }, 'test'), { workload: 'smoke', profile: 'after', baseUrl });
  return {
    ...smoke,
    phases,
    journeys: smoke.journeys.filter(({ name }) => name === 'health').map((health) => ({ ...health, rateRps: 1 })),
    slos: smoke.slos.filter(({ journey }) => journey === 'health'),
    browser: hasBrowser
      ? { users: 1, visitEveryMs: { min: 10_000, max: 10_000 }, firstUser: 1, requestTimeoutMs: 5_000 }
      : null,
    executor: { ...smoke.executor, localIps: null },
  };
}
