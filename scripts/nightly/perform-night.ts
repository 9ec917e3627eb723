/**
 * A night from its first run to its last message, saved before and after every step.
 *
 * Killed at any moment and started again it goes on: the run that went on is made anew unless its record is whole, what
 * was judged is not judged again, and a message that is known to be sent is not sent again. Only a message that went out
 * in the very moment of the end is sent twice, under one id.
 *
 * It knows the order of the steps and nothing of how they are done: `NightSteps` is the real thing or a test's.
 */
import { EXIT, HeadroomError, toHeadroomError } from '../../contract/errors.ts';
import type { Delivery } from '../notify/delivery.ts';
import { type Job, type JudgedNight, type MadeRun, type Purpose, summaryOf } from './job.ts';
import type { NextRun } from './next-run.ts';
import type { NightlySummary } from './summary.ts';

/** How the steps of a night are done. */
export interface NightSteps {
  nowMs(): number;
  /** Keeps the job; a step begins only when that is done. */
  save(job: Job): Promise<void>;
  /** Makes one run; `onBegun` is told of its record as soon as there is one. Throws what ended it. */
  run(purpose: Purpose, job: Job, onBegun: (id: string) => Promise<void>): Promise<MadeRun>;
  /** The run of a record that was begun by a process that ended since, when all of it is there; else null. */
  takeUp(underway: NonNullable<Job['underway']>): Promise<MadeRun | null>;
  /** What the runs so far ask for. */
  next(job: Job): Promise<NextRun>;
  /** Night record, comparison, trend and pages, and what they come to. The same for the same job. */
  judge(job: Job, warnings: readonly string[]): Promise<JudgedNight>;
  /** Stores that changes of level were told; again for the same job changes nothing. */
  tell(job: Job): Promise<void>;
  /** Writes the night's files. */
  write(summary: NightlySummary, job: Job): Promise<void>;
  /** Sends what the job does not know to be sent. */
  notify(summary: NightlySummary, job: Job, onDelivered: (one: Delivery) => Promise<void>): Promise<void>;
  /** Whether the user asked to end. */
  isInterrupted(): boolean;
}

/** Goes on with a job until it is finished. Throws HR_INTERRUPTED, and what concerns every run; the job can go on. */
export async function performNight(begun: Job, steps: NightSteps): Promise<Job> {
  const save = async (job: Job): Promise<Job> => {
    await steps.save(job);
    return job;
  };
  let job = begun;
  if (job.judged === null) {
    job = await takeUpRun(job, steps, save);
    const warnings: string[] = [];
    for (;;) {
      refuseWhenInterrupted(job, steps);
      const next = await steps.next(job);
      if (next.purpose === null) {
        if (next.warning !== null) warnings.push(next.warning);
        break;
      }
      job = await makeRun(job, next.purpose, { steps, save });
    }
    job = await save({ ...job, judged: await steps.judge(job, warnings) });
  }
  const { judged } = job;
  if (judged === null) throw new HeadroomError('HR_INTERNAL', `the night of ${job.night} was not judged`);
  if (!job.isTold) {
    await steps.tell(job);
    job = await save({ ...job, isTold: true });
  }
  await steps.write(summaryOf(judged, job), job);
  refuseWhenInterrupted(job, steps);
  await steps.notify(summaryOf(judged, job), job, async (delivery) => {
    job = await save({ ...job, deliveries: [...job.deliveries, delivery] });
  });
  refuseWhenInterrupted(job, steps);
  await steps.write(summaryOf(judged, job), job);
  return save({ ...job, finishedAtMs: steps.nowMs() });
}

type Save = (job: Job) => Promise<Job>;

/** What an earlier process left: a run that is whole counts, any other is named and made anew. */
async function takeUpRun(job: Job, steps: NightSteps, save: Save): Promise<Job> {
  const { underway } = job;
  if (underway === null) return job;
  const made = underway.id === null ? null : await steps.takeUp(underway);
  if (made !== null) return save({ ...job, underway: null, runs: [...job.runs, made] });
  const left = underway.id === null ? [] : [{ id: underway.id, reason: 'its job ended while it ran' }];
  return save({ ...job, underway: null, abandoned: [...job.abandoned, ...left] });
}

async function makeRun(job: Job, purpose: Purpose, { steps, save }: { steps: NightSteps; save: Save }): Promise<Job> {
  const startedAtMs = steps.nowMs();
  let current = await save({ ...job, underway: { purpose, startedAtMs, id: null } });
  try {
    const made = await steps.run(purpose, current, async (id) => {
      current = await save({ ...current, underway: { purpose, startedAtMs, id } });
    });
    refuseWhenInterrupted(current, steps); // its record is partial: it is made anew
    return await save({ ...current, underway: null, runs: [...current.runs, made] });
  } catch (error) {
    const { code, message, exitCode } = toHeadroomError(error);
    refuseWhenInterrupted(current, steps);
    // What concerns every run ends the job, and is not told as a failed night.
    if (exitCode === EXIT.usage || exitCode === EXIT.interrupted) throw error;
    const id = current.underway?.id ?? null;
    return save({
      ...current,
      underway: null,
      failures: [...current.failures, { purpose, code, message, exitCode }],
      abandoned: id === null ? current.abandoned : [...current.abandoned, { id, reason: `it ended with ${code}` }],
    });
  }
}

function refuseWhenInterrupted({ night, runs }: Job, steps: NightSteps): void {
  if (!steps.isInterrupted()) return;
  const made = runs.length === 1 ? 'one run is' : `${runs.length} runs are`;
  throw new HeadroomError('HR_INTERRUPTED', `the night of ${night} was broken off; ${made} kept`, {
    hint: 'The same command goes on with it.',
  });
}
