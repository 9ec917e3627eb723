/**
 * Runs what is left of an ablation, one ordinary run after the other, and saves its record after each.
 *
 * A run that fails is noted and the others go on, because an arm may break whatever it runs on; a problem of usage or of
 * configuration ends it all. The first Ctrl-C ends the run under way and then the ablation.
 */
import { randomBytes } from 'node:crypto';
import type { Config } from '../../contract/config.ts';
import { EXIT, HeadroomError, toHeadroomError } from '../../contract/errors.ts';
import type { AblationRecord, Arm, MadeRun, ScheduledRun } from '../../reports/ablation/index.ts';
import type { Context } from '../context.ts';
import { createRunId } from '../run/record-folder.ts';
import type { RunOptions, RunOutcome } from '../verbs/perform-run.ts';
import { remainingRuns, saveAblation, withMadeRun } from './ablation-folder.ts';
import { createQuietTerminal } from './quiet-terminal.ts';
import { describeTimeLeft } from './time-left.ts';

/** How a run is performed; `performRun`, or a stand-in of a test. */
export type PerformRun = (context: Context, config: Config, options: RunOptions) => Promise<RunOutcome>;

/** What an ablation is performed with. */
export interface AblationWork {
  folder: string;
  /** Ramp, warm-up and measured phase of one run, milliseconds. */
  loadMs: number;
  wait: boolean;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
  performRun: PerformRun;
}

/** A new ablation's id: when, what, and four characters that keep two of the same second apart. */
export function createAblationId(nowMs: number, kind: AblationRecord['kind']): string {
  return createRunId(nowMs, kind, randomBytes(2).toString('hex'));
}

/**
 * The record when nothing is left to run. Throws HR_INTERRUPTED with how to go on, or the first failure that concerns
 * every run; the record is saved in any case.
 */
export async function performAblation(
  context: Context,
  config: Config,
  { record, work }: { record: AblationRecord; work: AblationWork },
): Promise<AblationRecord> {
  let current = record;
  const tookMs = record.made.filter(({ runId }) => runId !== null).map((made) => made.tookMs);
  const left = remainingRuns(record);
  for (const [index, scheduled] of left.entries()) {
    refuseWhenInterrupted(current, work.signal);
    const arm = requireArm(current, scheduled);
    const number = current.schedule.indexOf(scheduled) + 1;
    const title = `${number} of ${current.schedule.length}: ${arm.name}`;
    const made = await context.terminal.step(title, async (report) => {
      const startedMs = context.nowMs();
      const progress = (text: string) => {
        const pace = { loadMs: work.loadMs, tookMs };
        report(`${describeTimeLeft(pace, left.length - index, context.nowMs() - startedMs)} · ${text}`);
      };
      const command = commandOf(current, arm);
      const inner = { ...context, command, terminal: createQuietTerminal(progress) };
      const ended = await makeRun(inner, config, { record: current, arm, scheduled, work });
      refuseWhenInterrupted(current, work.signal); // its record is partial: it is made anew
      return ended;
    });
    if (made.runId !== null) tookMs.push(made.tookMs);
    current = withMadeRun(current, made);
    saveAblation(work.folder, current);
  }
  return current;
}

interface OneRun {
  record: AblationRecord;
  arm: Arm;
  scheduled: ScheduledRun;
  work: AblationWork;
}

async function makeRun(context: Context, config: Config, { record, arm, scheduled, work }: OneRun): Promise<MadeRun> {
  const startedMs = context.nowMs();
  const done = (runId: string | null): MadeRun => ({ ...scheduled, runId, tookMs: context.nowMs() - startedMs });
  try {
    const outcome = await work.performRun(context, configFor(config, arm), {
      workload: record.workload,
      profile: arm.profile,
      measureMs: record.measureMs ?? undefined,
      allowInconclusive: true,
      wait: work.wait,
      browser: false,
      judge: !record.isQuick,
    });
    return done(outcome.summary.run.id);
  } catch (error) {
    const failure = toHeadroomError(error);
    if (work.signal.aborted) return done(null);
    if (failure.exitCode === EXIT.usage || failure.exitCode === EXIT.interrupted) throw failure;
    return { ...done(null), failure: { code: failure.code, message: failure.message } };
  }
}

/** What repeats the run by itself; a quick one was not judged, which a run by itself always is. */
function commandOf({ workload, measureMs }: AblationRecord, { profile, orders }: Arm): string {
  const measure = measureMs === null ? '' : ` --measure ${measureMs / 1000}`;
  return `npm run headroom -- --orders ${orders} run ${workload} --profile ${profile}${measure} --no-browser`;
}

/** The arm's size; and no early end: a load that breaks the embedded deployment is what is to be seen. */
function configFor(config: Config, arm: Arm): Config {
  return { ...config, stopEarly: null, target: { ...config.target, orders: arm.orders } };
}

function requireArm({ arms }: AblationRecord, scheduled: ScheduledRun): Arm {
  const arm = arms.find(({ name }) => name === scheduled.arm);
  if (arm === undefined) throw new HeadroomError('HR_RECORD_UNREADABLE', `the ablation has no arm ${scheduled.arm}`);
  return arm;
}

function refuseWhenInterrupted({ id, schedule, made }: AblationRecord, signal: AbortSignal): void {
  if (!signal.aborted) return;
  const finished = made.filter(({ runId }) => runId !== null).length;
  throw new HeadroomError('HR_INTERRUPTED', `ended after ${finished} of ${schedule.length} runs; these are kept`, {
    hint: `Go on with \`npm run ablation -- --resume ${id}\`.`,
  });
}
