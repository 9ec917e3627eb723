/** One run of a night: an ordinary `headroom run`, shown as one step with the time left. */
import { basename } from 'node:path';
import type { Config } from '../../contract/config.ts';
import type { Context } from '../context.ts';
import type { PerformRun } from '../series/perform-series.ts';
import { createQuietTerminal } from '../series/quiet-terminal.ts';
import { describeTimeLeft } from '../series/time-left.ts';
import type { Job, MadeRun, Purpose } from './job.ts';

/** A run to make. */
export interface RunToMake {
  job: Job;
  purpose: Purpose;
  /** Told of the record's id as soon as the load begins. */
  onBegun(id: string): Promise<void>;
  performRun: PerformRun;
  /** Ramp, warm-up and measured phase, milliseconds. */
  loadMs: number;
  /** Wait for another run on this machine instead of refusing. */
  wait: boolean;
}

/** Makes it; what ends it is thrown. Without browsers, as every run that is made to be compared. */
export function makeRun(context: Context, config: Config, run: RunToMake): Promise<MadeRun> {
  const { job, purpose, performRun, loadMs, wait } = run;
  const { workload, measureMs } = job.options;
  const number = job.runs.length + job.failures.length + 1;
  return context.terminal.step(`Run ${number} of the night of ${job.night} (${purpose})`, async (report) => {
    const startedAtMs = context.nowMs();
    const pace = { loadMs, tookMs: job.runs.map(({ tookMs }) => tookMs) };
    const progress = (text: string) => report(`${describeTimeLeft(pace, 1, context.nowMs() - startedAtMs)} · ${text}`);
    const command = `npm run headroom -- run ${workload} --measure ${measureMs / 1_000} --no-browser`;
    const begun: Promise<unknown>[] = [];
    const { summary } = await performRun({ ...context, command, terminal: createQuietTerminal(progress) }, config, {
      ...{ workload, measureMs, wait, browser: false, allowInconclusive: true },
      // What goes wrong here is kept until the run has ended: nobody awaits it before.
      onStarted: (_k6, folder) => void begun.push(run.onBegun(basename(folder)).then(nothing, (error) => error)),
    });
    const [failure] = (await Promise.all(begun)).filter((one) => one !== undefined);
    if (failure !== undefined) throw failure;
    const { verdict, because } = summary;
    return { id: summary.run.id, purpose, verdict, because, startedAtMs, tookMs: context.nowMs() - startedAtMs };
  });
}

function nothing(): undefined {
  return undefined;
}
