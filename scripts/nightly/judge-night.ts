/** All that is known of a night put together: what `summary.json` holds but for who was told. Pure. */
import type { NightRecord } from '../../contract/night.ts';
import type { Summary } from '../../contract/summary.ts';
import { redactUrls } from '../run/redact-urls.ts';
import type { Problem } from './attempt.ts';
import type { Job, JudgedNight } from './job.ts';
import { objectivesOf } from './objectives.ts';
import { judgeNight } from './verdict.ts';

/** The parts of a night. */
export interface NightParts {
  job: Job;
  /** Null where no run has a record that can be read. */
  record: NightRecord | null;
  /** Of the runs that can be read, in their order. */
  summaries: readonly Summary[];
  comparison: JudgedNight['comparison'];
  trend: JudgedNight['trend'];
  problems: readonly Problem[];
  warnings: readonly string[];
  links: JudgedNight['links'];
  deployment: string;
  endedAtMs: number;
}

/** The night's summary, without secrets of addresses that a message may have held. */
export function assembleNight(parts: NightParts): JudgedNight {
  const { job, record, summaries, comparison, trend, problems, warnings, links, deployment, endedAtMs } = parts;
  const { night, build, startedAtMs, options, failures, abandoned } = job;
  const told = {
    runs: job.runs.map((made) => runOf(made, record)),
    failures,
    comparison,
    trend,
    problems: [...problems],
  };
  return redactUrls({
    schema: 'headroom.nightly/1' as const,
    ...{ night, build: record?.build ?? build, workload: options.workload, deployment, startedAtMs, endedAtMs },
    ...judgeNight(told, { isStrict: options.isStrict, hasBaseline: options.baseline !== null }),
    ...told,
    abandoned,
    objectives: objectivesOf(summaries),
    warnings: [...warnings],
    links,
  });
}

function runOf({ id, purpose, verdict, because, startedAtMs }: Job['runs'][number], record: NightRecord | null) {
  const counted = record?.runs.find((one) => one.id === id);
  const reasons = counted === undefined ? ['Its record cannot be read.'] : counted.reasons;
  return { id, startedAtMs, verdict, because, purpose, reasons };
}
