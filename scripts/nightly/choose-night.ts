/**
 * Which night a command means: the one that it names, one that was broken off within the last hours, or today's.
 *
 * A job that began at 23:50 and is started again at 00:10 is still that evening's. Pure.
 */
import { HeadroomError } from '../../contract/errors.ts';
import { localDate } from '../../reports/nights/index.ts';
import type { Job, NightOptions } from './job.ts';

/** How long a job that was broken off is gone on with unasked, milliseconds: until the next evening is another night. */
const RESUME_MS_MAX = 12 * 3_600_000;

/** What is chosen from. */
export interface NightChoice {
  /** ISO date, as typed. */
  given: string | undefined;
  nowMs: number;
  /** The latest start first. */
  unfinished: readonly Job[];
  /** An IANA time zone; default: this process's. */
  timeZone?: string;
}

/** The night's ISO date; HR_USAGE for what is none, or has not come yet. */
export function chooseNight({ given, nowMs, unfinished, timeZone }: NightChoice): string {
  const today = localDate(nowMs, timeZone);
  if (given === undefined) {
    const recent = unfinished.find(({ startedAtMs }) => nowMs - startedAtMs <= RESUME_MS_MAX);
    return recent?.night ?? today;
  }
  if (!isDate(given)) throw new HeadroomError('HR_USAGE', `--night takes a date such as ${today}, got '${given}'`);
  if (given > today) {
    throw new HeadroomError('HR_USAGE', `the night of ${given} has not come yet: here it is ${today}`);
  }
  return given;
}

/** Options as far as they were typed. */
export type TypedOptions = { [Key in Exclude<keyof NightOptions, 'baseline'>]?: NightOptions[Key] | undefined };

/** HR_USAGE, naming them, for options that differ from those that the night was begun with. */
export function refuseOtherOptions({ night, options }: Pick<Job, 'night' | 'options'>, typed: TypedOptions): void {
  const names = {
    workload: '--workload',
    measureMs: '--measure',
    isStrict: '--strict',
    notifies: '--no-notify',
  } as const;
  const problems = Object.entries(names).flatMap(([key, flag]) => {
    if (!isOption(key) || typed[key] === undefined || typed[key] === options[key]) return [];
    return [`${flag}: it was begun with ${String(options[key])}`];
  });
  if (problems.length === 0) return;
  throw new HeadroomError('HR_USAGE', `the night of ${night} was begun with other options, and is finished as begun`, {
    problems,
    hint: `Leave them out, or remove nights/${night}/job.json in the runs folder to make the night anew.`,
  });
}

function isOption(key: string): key is keyof TypedOptions {
  return ['workload', 'measureMs', 'isStrict', 'notifies'].includes(key);
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;
}
