/** The comparison of what an ab has recorded, made and shown as `headroom compare` does it. */
import { join } from 'node:path';
import type { Config } from '../../contract/config.ts';
import { EXIT, HeadroomError } from '../../contract/errors.ts';
import type { Context } from '../context.ts';
import { describeFailures, recordedRuns } from '../series/schedule.ts';
import { compareRuns } from '../verbs/compare.ts';
import { AB, type AbRecord, type AbSide, SIDES } from './ab-record.ts';

/** What is compared, and how it is judged. */
export interface AbComparison {
  record: AbRecord;
  folder: string;
  strict: boolean;
  acrossEnvironments: boolean;
}

/**
 * Writes page, JSON and CSV into the folder, prints the table; the exit code is that of the comparison, but never 0 when
 * runs of the schedule have no record. HR_RECORD_UNREADABLE when a side has none at all.
 */
export async function compareAb(
  context: Context,
  config: Config,
  { record, folder, strict, acrossEnvironments }: AbComparison,
): Promise<number> {
  const { terminal } = context;
  const failures = describeFailures(record);
  const goOn = `\`npm run ${AB.script} -- --resume ${record.id}\``;
  const runsOf = (side: AbSide): string[] => recordedRuns(record, side);
  const empty = SIDES.filter((side) => runsOf(side).length === 0);
  if (empty.length > 0) {
    throw new HeadroomError('HR_RECORD_UNREADABLE', `there is no record of side ${empty.join(' and ')}`, {
      problems: failures,
      hint: `Mend the cause and make the failed runs again with ${goOn}.`,
    });
  }
  const results: object[] = [];
  const keep = (value: unknown) => {
    if (typeof value === 'object' && value !== null) results.push(value);
  };
  const compared = await compareRuns({ ...context, terminal: { ...terminal, json: keep } }, config, {
    before: runsOf('before'),
    options: { with: runsOf('after'), out: folder, strict, acrossEnvironments },
  });
  const exitCode = compared === EXIT.ok && failures.length > 0 ? EXIT.invalid : compared;
  for (const failure of failures) terminal.print(`  failed  ${failure}`);
  if (failures.length > 0) terminal.print(`  made again by ${goOn}`);
  terminal.print(`  record  ${join(folder, AB.file)}`);
  terminal.json(Object.assign({}, ...results, { exitCode, ab: { id: record.id, folder, failures } }));
  return exitCode;
}
