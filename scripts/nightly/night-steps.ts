/** How the steps of a night are really done: runs by `performRun`; record, comparison, trend, files and messages. */
import { join } from 'node:path';
import type { Config } from '../../contract/config.ts';
import type { Context } from '../context.ts';
import type { Means } from '../notify/deliver.ts';
import { notifyAll } from '../notify/notify.ts';
import { concludeNight } from './conclude-night.ts';
import type { Job } from './job.ts';
import { nightsFolder, saveJob } from './job-file.ts';
import { lookAtNight, lookOf, type NightView } from './look-at-night.ts';
import { makeRun, type RunToMake } from './make-run.ts';
import { nextRun } from './next-run.ts';
import type { NightSteps } from './perform-night.ts';
import { takeUpRun } from './take-up-run.ts';
import { storeTold } from './trend-of-night.ts';
import { writeOutputs } from './write-outputs.ts';

/** What the steps are done with. */
export interface NightMeans extends Pick<RunToMake, 'performRun' | 'loadMs' | 'wait'> {
  runsDir: string;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
  messages: Pick<Means, 'fetch' | 'sleep' | 'random'>;
}

/** The real steps. */
export function createNightSteps(context: Context, config: Config, means: NightMeans): NightSteps {
  const { terminal, nowMs, env } = context;
  const { runsDir, signal, messages, performRun, loadMs, wait } = means;
  const nights = nightsFolder(runsDir);
  const look = remembered((job) =>
    terminal.step('Holding the night against the others', () => lookAtNight(job, { runsDir, config })),
  );
  return {
    nowMs,
    save: async (job) => saveJob(nights, job),
    run: (purpose, job, onBegun) => makeRun(context, config, { job, purpose, onBegun, performRun, loadMs, wait }),
    takeUp: async ({ id, purpose }) => (id === null ? null : takeUpRun(join(runsDir, id), purpose)),
    next: async (job) => {
      const limits = { ...config.nightly, loadMs };
      return nextRun(job, lookOf(await look(job)), { limits, nowMs: nowMs() });
    },
    judge: async (job, warnings) => concludeNight(job, await look(job), { runsDir, config, warnings, nowMs: nowMs() }),
    tell: async (job) => {
      const { trend } = await look(job);
      // A trend that could not be had is a problem of the night, and tells nobody of a change.
      if (trend?.status === 'ok') storeTold(runsDir, trend.value, job.judged?.endedAtMs ?? nowMs());
    },
    write: async (summary, { night, options }) => writeOutputs(join(nights, night), summary, options.isStrict),
    notify: async (summary, { deliveries, options }, onDelivered) => {
      if (config.notify.webhooks.length === 0) return;
      const told = { summary, made: deliveries, isWanted: options.notifies, onDelivered };
      const { attemptsMax, timeoutMs } = config.notify;
      await terminal.step('Telling', () =>
        notifyAll(config.notify, told, { ...messages, nowMs, signal, attemptsMax, timeoutMs }, env),
      );
    },
    isInterrupted: () => signal.aborted,
  };
}

/** The view of the latest runs is kept: telling needs the very one that was judged. Without a run there is none. */
function remembered(look: (job: Job) => Promise<NightView>): (job: Job) => Promise<NightView> {
  let known: { runs: number; view: NightView } | null = null;
  return async (job) => {
    const { length: runs } = job.runs;
    if (runs === 0) return { record: null, comparison: null, trend: null };
    if (known === null || known.runs !== runs) known = { runs, view: await look(job) };
    return known.view;
  };
}
