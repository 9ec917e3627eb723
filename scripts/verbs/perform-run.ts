/**
 * `headroom run`: lock, target, fence, probe, load, report, exit code. Stops what it started, whatever happens.
 */
import { randomBytes } from 'node:crypto';
import os from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../contract/config.ts';
import { EXIT, HeadroomError } from '../../contract/errors.ts';
import type { Plan } from '../../contract/plan.ts';
import type { Summary } from '../../contract/summary.ts';
import { buildK6 } from '../../extensions/build.ts';
import { stopDeployment } from '../../fixtures/deployment/index.ts';
import { exitCodeOf, writeReport } from '../../reports/index.ts';
import { DEPLOYMENTS } from '../../scenarios/deployments/index.ts';
import type { Context } from '../context.ts';
import { type Profile, parseProfile } from '../plan/profile.ts';
import { resolvePlan } from '../plan/resolve-plan.ts';
import { compressRecord } from '../run/compress-record.ts';
import { describeProgress } from '../run/describe-progress.ts';
import { checkFence, type Fence } from '../run/fence.ts';
import { guardLookups } from '../run/guard-lookups.ts';
import { type Interruption, listenForInterruption } from '../run/interruption.ts';
import type { K6Process } from '../run/k6-process.ts';
import { readMachine } from '../run/machine-facts.ts';
import { takeMachineLock } from '../run/machine-lock.ts';
import { probeTarget } from '../run/probe-target.ts';
import { writeReconciliation } from '../run/reconcile-run.ts';
import { type Recording, recordRun } from '../run/record-run.ts';
import { externalTarget, hostsOf, type ReadyTarget } from '../run/target-sources.ts';
import { readGit, readVersions } from '../run/versions.ts';
import { findChromium } from '../setup/prerequisites.ts';
import {
  embeddedAsTarget,
  ensureEmbedded,
  explainEmbedded,
  listMigrations,
  resetEmbedded,
  stateFolder,
} from '../target/embedded-target.ts';
import { showVerdict } from './show-verdict.ts';

/** The options of `headroom run`. */
export interface RunOptions {
  workload: string;
  measureMs?: number | undefined;
  allowInconclusive: boolean;
  wait: boolean;
  /** A profile's name; default `after`. Others need the embedded deployment. */
  profile?: string | undefined;
  /** Toggles that differ from the profile, such as `indexes=off`. */
  sets?: readonly string[] | undefined;
  /** False: without the browser journey. */
  browser: boolean;
  /** False: no SLO is judged, so that a run may be too short for one. Default true. */
  judge?: boolean | undefined;
  /** A second k6 output, and request ids as tags: for the truth test. */
  pairRequests?: string | undefined;
  onStarted?: (k6: K6Process, folder: string) => void;
}

/** What a run came to. */
export interface RunOutcome {
  exitCode: number;
  folder: string;
  summary: Summary;
  reportPath: string;
}

/** Stands for the target's address while it is not started yet; planning needs none. */
const PLANNING_URL = 'http://127.0.0.1';

/** Performs one run from plan to report. */
export async function performRun(context: Context, config: Config, options: RunOptions): Promise<RunOutcome> {
  const { terminal } = context;
  const profile = profileOf(config, options);
  const planned = resolvePlan(config, {
    workload: options.workload,
    profile: profile.name,
    baseUrl: config.target.baseUrl ?? PLANNING_URL,
    measureMs: options.measureMs,
    judge: options.judge,
    tagRequestId: options.pairRequests !== undefined,
  });
  const plan = withClaimedBuild(withoutMissingBrowser(planned, options.browser, findChromium(context.env)), config);
  if (isBuildClaimed(config)) terminal.print(`  ${plan.warnings.at(-1)}`);
  const interruption = listenForInterruption(context.signals, () => context.exitNow(EXIT.interrupted));
  try {
    const release = await takeLock(context, plan, options, interruption);
    try {
      const recording = await withTarget(context, config, { plan, profile }, interruption, (target) =>
        insideFence(config, target, (fence) =>
          record(context, config, forTarget(plan, target), { target, fence }, options, interruption),
        ),
      );
      const report = await terminal.step('Writing the report', () => writeReport(recording.folder));
      showVerdict(terminal, report.summary, report.reportPath);
      const exitCode = interruption.signal.aborted
        ? EXIT.interrupted
        : exitCodeOf(report.summary, { allowInconclusive: options.allowInconclusive });
      return { exitCode, folder: recording.folder, summary: report.summary, reportPath: report.reportPath };
    } finally {
      release();
    }
  } finally {
    interruption.dispose();
  }
}

/** The profile asked for; HR_PROFILE_UNKNOWN where the suite cannot switch the target's systems. */
function profileOf(config: Config, { profile, sets = [] }: RunOptions): Profile {
  if (config.target.baseUrl !== undefined && (profile !== undefined || sets.length > 0)) {
    throw new HeadroomError(
      'HR_PROFILE_UNKNOWN',
      `the systems of ${config.target.baseUrl} cannot be switched from here`,
      {
        hint: 'Leave --profile and --set out, or leave --base-url out to load the embedded deployment.',
      },
    );
  }
  return parseProfile(profile, sets);
}

/** The plan without its browser journey when that is not wanted, or when there is no Chromium, which is then said. */
function withoutMissingBrowser(plan: Plan, isWanted: boolean, chromium: string | null): Plan {
  if (plan.browser === null || (isWanted && chromium !== null)) return plan;
  const reason = isWanted ? 'no Chromium was found (`npm run setup -- --browser` installs it)' : '--no-browser';
  return {
    ...plan,
    browser: null,
    leftOut: [...plan.leftOut, 'browser'],
    warnings: [...plan.warnings, `browser left out: ${reason}`],
  };
}

/** Whether a build was named although the suite starts the target itself and knows what it is. */
function isBuildClaimed({ target }: Config): boolean {
  return target.build !== undefined && target.baseUrl === undefined;
}

/** The plan that says so: the embedded deployment is this work tree's, whatever it is called. */
function withClaimedBuild(plan: Plan, config: Config): Plan {
  if (!isBuildClaimed(config)) return plan;
  const warning = `recorded as build ${config.target.build}, as was asked; the embedded deployment is this work tree’s, whose revision is recorded too`;
  return { ...plan, warnings: [...plan.warnings, warning] };
}

/** The plan with the target's address, and without payment events where there is no key to sign them with. */
function forTarget(plan: Plan, target: ReadyTarget): Plan {
  const isWebhook = ({ name, exec }: Plan['journeys'][number]) => (exec ?? name) === 'webhook';
  const unsigned = target.secrets.HEADROOM_WEBHOOK_SECRET === undefined ? plan.journeys.filter(isWebhook) : [];
  return {
    ...plan,
    baseUrl: target.baseUrl,
    journeys: plan.journeys.filter((journey) => !unsigned.includes(journey)),
    leftOut: [...plan.leftOut, ...unsigned.map((journey) => journey.name)],
    warnings: [...plan.warnings, ...unsigned.map(({ name }) => `${name} left out: HEADROOM_WEBHOOK_SECRET is not set`)],
  };
}

async function takeLock(context: Context, plan: Plan, options: RunOptions, interruption: Interruption) {
  const path = context.env.HEADROOM_LOCK ?? join(os.tmpdir(), 'headroom-run.lock');
  const request = { path, what: `headroom run ${plan.workload}`, nowMs: context.nowMs() };
  if (!options.wait) return takeMachineLock(request);
  return context.terminal.step('Waiting for the machine', (report) =>
    takeMachineLock({
      ...request,
      wait: {
        signal: interruption.signal,
        onWait: (holder) => report(`'${holder.what}' (process ${holder.pid}) holds it`),
      },
    }),
  );
}

/** Brings the target up (or names it), runs `work` on it, and stops what was started here. */
async function withTarget<T>(
  context: Context,
  config: Config,
  { plan, profile }: { plan: Plan; profile: Profile },
  interruption: Interruption,
  work: (target: ReadyTarget) => Promise<T>,
): Promise<T> {
  if (config.target.baseUrl !== undefined) {
    const target = externalTarget(config, config.target.baseUrl, context.env);
    return work(target);
  }
  const stateDir = stateFolder(context.root, context.env);
  const model = Object.fromEntries(
    Object.entries(plan.model).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
  const { terminal } = context;
  const request = { stateDir, owner: 'run' as const, config, model, toggles: profile.toggles, env: context.env };
  let startedHere = true;
  interruption.onSecond(() => {
    // The process ends before this settles; what is left is found by its pid file and stopped by the next command.
    if (startedHere) void stopDeployment(stateDir, { env: context.env });
  });
  try {
    const started = await terminal.step('Starting the reference deployment', (report) =>
      ensureEmbedded({ ...request, onProgress: report }),
    );
    startedHere = started.startedHere;
    refuseWhenInterrupted(interruption);
    const plans = await terminal.step('Trying its indexes', (report) =>
      explainEmbedded({ ...request, onProgress: report }),
    );
    refuseWhenInterrupted(interruption);
    const state = await terminal.step('Resetting it', (report) => resetEmbedded({ ...request, onProgress: report }));
    const documents = { 'plans.json': plans, 'migrations.json': await listMigrations(stateDir) };
    return await work(embeddedAsTarget(state, stateDir, documents));
  } finally {
    if (startedHere)
      await terminal.step('Stopping the reference deployment', () => stopDeployment(stateDir, { env: context.env }));
  }
}

/** Checks every host of the run before anything is sent, and keeps this process to the allowed ones during `work`. */
async function insideFence<T>(config: Config, target: ReadyTarget, work: (fence: Fence) => Promise<T>): Promise<T> {
  const fence = await checkFence(config.target.allow, hostsOf(target));
  const release = guardLookups(fence.addresses);
  try {
    return await work(fence);
  } finally {
    release();
  }
}

async function record(
  context: Context,
  config: Config,
  plan: Plan,
  { target, fence }: { target: ReadyTarget; fence: Fence },
  options: RunOptions,
  interruption: Interruption,
): Promise<Recording> {
  const { terminal, root, env } = context;
  const k6 = await terminal.step('Preparing k6', (report) => buildK6({ log: report }));
  const deployment = DEPLOYMENTS[plan.deployment];
  if (deployment !== undefined) await probeTarget(plan.baseUrl, deployment);
  refuseWhenInterrupted(interruption);
  const facts = {
    git: await readGit(root),
    versions: await readVersions(root, k6.path),
    machine: readMachine(target.isLocal),
    command: context.command,
  };
  const recording = await terminal.step(`Running ${plan.workload}`, (report) =>
    recordRun({
      root,
      config,
      plan,
      target,
      k6Binary: k6.path,
      chromium: plan.browser === null ? null : findChromium(env),
      fence,
      facts,
      interruption,
      onProgress: (live, elapsedMs) => report(describeProgress(plan, live, elapsedMs)),
      ...(options.onStarted === undefined ? {} : { onStarted: options.onStarted }),
      ...(options.pairRequests === undefined ? {} : { extraArguments: ['--out', `json=${options.pairRequests}`] }),
      env,
      nowMs: context.nowMs,
      processId: context.processId,
      suffix: randomBytes(2).toString('hex'),
    }),
  );
  await terminal.step('Reconciling', () => writeReconciliation(recording.folder, target, recording.run.startedAtMs));
  await compressRecord(recording.folder);
  return recording;
}

function refuseWhenInterrupted(interruption: Interruption): void {
  if (interruption.signal.aborted) {
    throw new HeadroomError('HR_INTERRUPTED', 'ended before the load began; nothing was recorded', {
      hint: 'Start again whenever you like; what was started has been stopped.',
    });
  }
}
