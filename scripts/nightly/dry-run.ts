/** `headroom nightly --dry-run`: what the command would do, without doing any of it. Writes and sends nothing. */
import type { Config } from '../../contract/config.ts';
import { findDestination } from '../notify/destination.ts';
import { readPinnedSet } from '../records/pinned-sets.ts';
import { expectedRunMs } from '../series/time-left.ts';
import { attempt } from './attempt.ts';
import type { Job } from './job.ts';
import { planPruning } from './prune-nights.ts';

/** What is asked. */
export interface DryRun {
  job: Job;
  /** Whether the job was begun before. */
  isBegun: boolean;
  runsDir: string;
  loadMs: number;
  config: Pick<Config, 'nightly' | 'notify'>;
  env: NodeJS.ProcessEnv;
}

/** What would be done, a line each. */
export async function describeDryRun(asked: DryRun): Promise<string[]> {
  const { job, isBegun, runsDir, config, env } = asked;
  const { keepNights } = config.nightly;
  const pruning = await attempt('retention', async () => planPruning(runsDir, { keepNights, current: job.night }));
  const { allow, webhooks } = config.notify;
  return [
    `night of ${job.night}: ${stateOf(job, isBegun)}`,
    runsLine(asked),
    baselineLine(job, runsDir),
    pruning.status === 'failed'
      ? `retention: ${pruning.problem.message}`
      : `retention: ${pruning.value.records.length} records of nights before the latest ${keepNights} would be deleted${listed(pruning.value.records)}`,
    ...(webhooks.length === 0 ? ['messages: nobody is configured to be told'] : []),
    ...webhooks.map((webhook) => {
      const found = findDestination(webhook, { allow, env });
      const state = found.status === 'ok' ? `would be told (${webhook.when})` : `cannot be told: ${found.reason}`;
      return `message to ${webhook.name}: ${job.options.notifies ? state : 'not wanted (--no-notify)'}`;
    }),
  ];
}

function stateOf({ finishedAtMs, runs, judged }: Job, isBegun: boolean): string {
  if (finishedAtMs !== null) return 'it has ended; its result would be shown again';
  if (!isBegun) return 'it would be begun';
  return `it would be gone on with, ${judged === null ? `${runs.length} runs made` : 'judged already'}`;
}

function runsLine({ job, loadMs, config }: DryRun): string {
  const { workload, measureMs } = job.options;
  const { repeatsMax, budgetMs } = config.nightly;
  const minutes = (ms: number): string => `${Number((ms / 60_000).toPrecision(2))} min`;
  const each = minutes(expectedRunMs({ loadMs, tookMs: job.runs.map(({ tookMs }) => tookMs) }));
  return `runs: ${workload}, ${measureMs / 1_000} s measured, about ${each} each; at most ${repeatsMax} repeats and one rerun, none that would end after ${minutes(budgetMs)}`;
}

function baselineLine({ options }: Job, runsDir: string): string {
  if (options.baseline === null) return 'baseline: none is pinned, so that the night would only be judged and kept';
  const { runs, builds } = readPinnedSet(runsDir, options.baseline);
  return `baseline: ${options.baseline}, ${runs.length} runs of ${builds.join(', ')}`;
}

function listed(ids: readonly string[]): string {
  return ids.length === 0 ? '' : `: ${ids.join(', ')}`;
}
