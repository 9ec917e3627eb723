/** What a job that is started again may not go on with: runs of another build are no runs of this night. Pure. */
import type { Job } from './job.ts';

/** The job as it goes on with a build: as it is, or begun anew with its runs named, when they loaded another one. */
export function setAside(job: Job, build: string): Job {
  if (job.build === build || job.judged !== null) return job;
  const reason = `it loaded build ${job.build}, and the night goes on with ${build}`;
  const underway = job.underway?.id ?? null;
  return {
    ...job,
    build,
    runs: [],
    failures: [],
    underway: null,
    abandoned: [
      ...job.abandoned,
      ...job.runs.map(({ id }) => ({ id, reason })),
      ...(underway === null ? [] : [{ id: underway, reason }]),
    ],
  };
}
