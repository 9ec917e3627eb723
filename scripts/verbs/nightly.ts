/**
 * `headroom nightly`: one night from its first run to its last message; the same command goes on with a night that was
 * broken off, and shows one that has ended.
 *
 * Exit codes of DESIGN.md section 6: 1 an objective missed, a row of the gate regressed, or a change of level told for the
 * first time; 2 usage, or a baseline of another environment; 3 nothing that counts; 4 the suite failed; 130 interrupted.
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Config } from '../../contract/config.ts';
import { EXIT, HeadroomError } from '../../contract/errors.ts';
import { parseGate } from '../../reports/comparison/index.ts';
import type { Context } from '../context.ts';
import { chooseNight, refuseOtherOptions, type TypedOptions } from '../nightly/choose-night.ts';
import { describeDryRun } from '../nightly/dry-run.ts';
import { type Job, newJob } from '../nightly/job.ts';
import { nightsFolder, readJob, unfinishedJobs } from '../nightly/job-file.ts';
import { createNightSteps } from '../nightly/night-steps.ts';
import { performNight } from '../nightly/perform-night.ts';
import { setAside } from '../nightly/set-aside.ts';
import { showNight } from '../nightly/show-night.ts';
import { readNightSummary } from '../nightly/write-outputs.ts';
import { resolvePlan } from '../plan/resolve-plan.ts';
import { readPinnedSet } from '../records/pinned-sets.ts';
import type { Interruption } from '../run/interruption.ts';
import { takeMachineLock } from '../run/machine-lock.ts';
import { readGit } from '../run/versions.ts';
import { whileInterruptible } from '../series/interruptible.ts';
import type { PerformRun } from '../series/perform-series.ts';

/** The options of `headroom nightly`. */
export interface NightlyOptions {
  /** ISO date; absent: today's, or one that was broken off within the last hours. */
  night: string | undefined;
  wait: boolean;
  dryRun: boolean;
  /** What the configuration says otherwise, as far as it was typed. */
  typed: TypedOptions;
}

interface NightlyRequest {
  options: NightlyOptions;
  performRun: PerformRun;
}

/** Stands for the embedded deployment's address, which planning does not need. */
const PLANNING_URL = 'http://127.0.0.1';

/** Brings the night to its end and shows it; the exit code. */
export async function performNightlyVerb(context: Context, config: Config, request: NightlyRequest): Promise<number> {
  const runsDir = resolve(context.root, config.runsDir);
  refuseDoubledNames(config);
  if (request.options.dryRun) return showDryRun(context, config, { runsDir, options: request.options });
  return whileInterruptible(context, async (interruption) => {
    const release = await takeJobLock(context, runsDir, { options: request.options, interruption });
    try {
      const { job } = await findOrBegin(context, config, { runsDir, options: request.options });
      if (job.finishedAtMs === null) {
        const { phases } = planOf(config, job);
        const steps = createNightSteps(context, config, {
          ...{ runsDir, performRun: request.performRun, wait: request.options.wait, signal: interruption.signal },
          loadMs: phases.rampMs + phases.warmupMs + phases.measureMs,
          messages: { fetch, sleep, random: Math.random },
        });
        await performNight(job, steps);
      }
      const summary = readNightSummary(join(nightsFolder(runsDir), job.night));
      await showNight(context, runsDir, summary);
      return summary.exitCode;
    } finally {
      release();
    }
  });
}

/** One job a runs folder: two would tell the same changes twice. */
function takeJobLock(
  { terminal, nowMs }: Context,
  runsDir: string,
  { options, interruption }: { options: NightlyOptions; interruption: Interruption },
): Promise<() => void> {
  const nights = nightsFolder(runsDir);
  mkdirSync(nights, { recursive: true, mode: 0o700 });
  const request = { path: join(nights, 'job.lock'), what: 'headroom nightly', nowMs: nowMs() };
  if (!options.wait) return takeMachineLock(request);
  return terminal.step('Waiting for the nightly job', (report) =>
    takeMachineLock({
      ...request,
      wait: {
        signal: interruption.signal,
        onWait: ({ pid }) => report(`process ${pid} is at it`),
      },
    }),
  );
}

/** The job that was begun, or a new one that can work: what cannot is refused before anything is run. */
async function findOrBegin(
  context: Context,
  config: Config,
  { runsDir, options }: { runsDir: string; options: NightlyOptions },
): Promise<{ job: Job; isBegun: boolean }> {
  const nights = nightsFolder(runsDir);
  const nowMs = context.nowMs();
  const unfinished = unfinishedJobs(nights);
  const night = chooseNight({ given: options.night, nowMs, unfinished });
  for (const other of unfinished.filter((one) => one.night !== night)) {
    context.terminal.print(`the night of ${other.night} never ended; \`--night ${other.night}\` goes on with it`);
  }
  const build = await buildOf(context, config);
  const begun = readJob(nights, night);
  if (begun !== null) {
    refuseOtherOptions(begun, options.typed);
    return { job: setAside(begun, build), isBegun: true };
  }
  const { workload, measureMs, baseline } = config.nightly;
  const { typed } = options;
  const job = newJob({
    night,
    startedAtMs: nowMs,
    build,
    options: {
      workload: typed.workload ?? workload,
      measureMs: typed.measureMs ?? measureMs,
      baseline,
      isStrict: typed.isStrict ?? false,
      notifies: typed.notifies ?? true,
    },
  });
  planOf(config, job);
  if (baseline !== null) readPinnedSet(runsDir, baseline);
  if (config.comparison.gate !== null) parseGate(config.comparison.gate);
  return { job, isBegun: false };
}

async function showDryRun(
  context: Context,
  config: Config,
  { runsDir, options }: { runsDir: string; options: NightlyOptions },
): Promise<number> {
  const { job, isBegun } = await findOrBegin(context, config, { runsDir, options });
  const { rampMs, warmupMs, measureMs } = planOf(config, job).phases;
  const loadMs = rampMs + warmupMs + measureMs;
  const lines = await describeDryRun({ job, isBegun, runsDir, loadMs, config, env: context.env });
  for (const line of lines) context.terminal.print(line);
  context.terminal.json({ night: job.night, isBegun, options: job.options, plan: lines });
  return EXIT.ok;
}

function planOf(config: Config, { options }: Job) {
  const { workload, measureMs } = options;
  return resolvePlan(config, {
    workload,
    profile: 'after',
    baseUrl: config.target.baseUrl ?? PLANNING_URL,
    measureMs,
  });
}

async function buildOf({ root }: Context, { target }: Config): Promise<string> {
  if (target.build !== undefined) return target.build;
  const git = await readGit(root);
  return git === null ? 'unknown' : `${git.revision}${git.dirty ? '-dirty' : ''}`;
}

/** A webhook is known by its name: of two with one name the second would never be told. */
function refuseDoubledNames({ notify }: Config): void {
  const names = notify.webhooks.map(({ name }) => name);
  const doubled = names.filter((name, at) => names.indexOf(name) !== at);
  if (doubled.length === 0) return;
  const problems = doubled.map((name) => `notify.webhooks: '${name}' stands there twice`);
  throw new HeadroomError('HR_CONFIG_INVALID', `notify has ${doubled.length} problem(s)`, { problems });
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((wake) => {
    const timer = setTimeout(end, ms);
    function end(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      wake();
    }
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });
}
