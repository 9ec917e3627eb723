/**
 * Runs what is left of a series, one ordinary run after the other, and saves its record after each.
 *
 * A run that fails is noted and the others go on, because an arm may break whatever it runs on; a problem of usage or of
 * configuration, or of what prepares the runs, ends it all. The first Ctrl-C ends the run under way and then the series.
 */
import type { Config } from '../../contract/config.ts';
import { EXIT, HeadroomError, toHeadroomError } from '../../contract/errors.ts';
import type { MadeRun, ScheduledRun } from '../../contract/series.ts';
import type { Context } from '../context.ts';
import type { RunOptions, RunOutcome } from '../verbs/perform-run.ts';
import { createQuietTerminal } from './quiet-terminal.ts';
import { recordedRuns, remainingRuns, type SeriesRecord, withMadeRun } from './schedule.ts';
import { describeTimeLeft } from './time-left.ts';

/** How a run is performed; `performRun`, or a stand-in of a test. */
export type PerformRun = (context: Context, config: Config, options: RunOptions) => Promise<RunOutcome>;

/** One run of a series, as it is to be made. */
export interface SeriesRun {
  /** What the view calls it: the arm's name. */
  name: string;
  config: Config;
  options: Omit<RunOptions, 'allowInconclusive' | 'wait'>;
  /** What repeats the run by itself. */
  command: string;
  /** What must have been done before it, such as switching the target's version; a failure ends the series. */
  prepare?: (report: (progress: string) => void, signal: AbortSignal) => Promise<void>;
}

/** What a series is performed with. */
export interface SeriesWork<R extends SeriesRecord> {
  /** Ramp, warm-up and measured phase of one run, milliseconds. */
  loadMs: number;
  wait: boolean;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
  performRun: PerformRun;
  runOf(record: R, scheduled: ScheduledRun): SeriesRun;
  save(record: R): void;
  /** The npm script that goes on with it by `--resume <id>`. */
  script: string;
}

/**
 * The record when nothing is left to run. Throws HR_INTERRUPTED with how to go on, or the first failure that concerns
 * every run; the record is saved in any case.
 */
export async function performSeries<R extends SeriesRecord>(
  context: Context,
  record: R,
  work: SeriesWork<R>,
): Promise<R> {
  let current = record;
  const tookMs = record.made.filter(({ runId }) => runId !== null).map((made) => made.tookMs);
  const left = remainingRuns(record);
  for (const [index, scheduled] of left.entries()) {
    refuseWhenInterrupted(current, work);
    const run = work.runOf(current, scheduled);
    const title = `${current.schedule.indexOf(scheduled) + 1} of ${current.schedule.length}: ${run.name}`;
    const made = await context.terminal.step(title, async (report) => {
      const startedMs = context.nowMs();
      const progress = (text: string) => {
        const pace = { loadMs: work.loadMs, tookMs };
        report(`${describeTimeLeft(pace, left.length - index, context.nowMs() - startedMs)} · ${text}`);
      };
      const inner = { ...context, command: run.command, terminal: createQuietTerminal(progress) };
      const ended = await makeRun(inner, { run, scheduled, progress }, work);
      refuseWhenInterrupted(current, work); // its record is partial: it is made anew
      return ended;
    });
    if (made.runId !== null) tookMs.push(made.tookMs);
    current = withMadeRun(current, made);
    work.save(current);
  }
  return current;
}

interface OneRun {
  run: SeriesRun;
  scheduled: ScheduledRun;
  progress(text: string): void;
}

async function makeRun(
  context: Context,
  { run, scheduled, progress }: OneRun,
  { performRun, wait, signal }: Pick<SeriesWork<SeriesRecord>, 'performRun' | 'wait' | 'signal'>,
): Promise<MadeRun> {
  const startedMs = context.nowMs();
  const done = (runId: string | null): MadeRun => ({ ...scheduled, runId, tookMs: context.nowMs() - startedMs });
  await run.prepare?.(progress, signal);
  if (signal.aborted) return done(null);
  try {
    const outcome = await performRun(context, run.config, { ...run.options, allowInconclusive: true, wait });
    return done(outcome.summary.run.id);
  } catch (error) {
    const failure = toHeadroomError(error);
    if (signal.aborted) return done(null);
    if (failure.exitCode === EXIT.usage || failure.exitCode === EXIT.interrupted) throw failure;
    return { ...done(null), failure: { code: failure.code, message: failure.message } };
  }
}

function refuseWhenInterrupted(
  record: SeriesRecord,
  { signal, script }: Pick<SeriesWork<SeriesRecord>, 'signal' | 'script'>,
): void {
  if (!signal.aborted) return;
  const finished = recordedRuns(record).length;
  throw new HeadroomError(
    'HR_INTERRUPTED',
    `ended after ${finished} of ${record.schedule.length} runs; these are kept`,
    {
      hint: `Go on with \`npm run ${script} -- --resume ${record.id}\`.`,
    },
  );
}
