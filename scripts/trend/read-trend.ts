/**
 * From a folder of nights to the trend model: reads the nights, what was told, and the pinned release. Writes nothing, so
 * that the nightly job and a look by hand see the same.
 */
import { HeadroomError } from '../../contract/errors.ts';
import type { ToldChanges } from '../../contract/night.ts';
import {
  localDate,
  type NightHistory,
  NOTHING_TOLD,
  type ReadNights,
  readNights,
  type TrendModel,
  trendModelOf,
} from '../../reports/nights/index.ts';
import { readChanges } from './changes-file.ts';
import { readPinnedRelease } from './pinned-release.ts';

/** Where the nights are and what of them is asked. */
export interface TrendRequest {
  nightsFolder: string;
  /** Where the records of the pinned set are. */
  runsDir: string;
  /** `nightly.baseline`. */
  baseline: string | null;
  /** `nightly.effectMin`. */
  effectMin: number;
  nowMs: number;
  /** The beginning of a history's id; absent: the history of the latest night. */
  environment?: string | undefined;
}

/**
 * The model. HR_RECORD_UNREADABLE when no night can be read, HR_USAGE for an environment that no night is of. What was told
 * and cannot be read is a warning here: whoever writes it must not go on.
 */
export async function readTrend(request: TrendRequest): Promise<TrendModel> {
  const read = await readNights(request.nightsFolder);
  const history = chooseHistory(read, request);
  const { told, warnings } = toldOrWarning(request.nightsFolder);
  return trendModelOf({
    ...read,
    history,
    told,
    warnings,
    pinned: await readPinnedRelease(request.runsDir, request.baseline),
    today: localDate(request.nowMs),
    effectMin: request.effectMin,
  });
}

/** The history that was asked for: the latest whose id begins so. Throws like `readTrend`. */
export function chooseHistory(
  { histories, unreadable }: ReadNights,
  { nightsFolder, environment = '' }: Pick<TrendRequest, 'nightsFolder' | 'environment'>,
): NightHistory {
  if (histories.length === 0) {
    const named = unreadable.map(({ name, reason }) => `${name}: ${reason}`);
    throw new HeadroomError(
      'HR_RECORD_UNREADABLE',
      `${nightsFolder} has no readable night${named.length === 0 ? '' : ` (${named.slice(0, 3).join('; ')})`}`,
      { hint: 'Nights are made by `npm run nightly`.' },
    );
  }
  const found = histories.find(({ id }) => id.startsWith(environment));
  if (found !== undefined) return found;
  const known = histories.map(({ id, workload, nights }) => `${id} (${workload}, ${nights.length} nights)`);
  throw new HeadroomError('HR_USAGE', `no night is of the environment '${environment}'`, { problems: known });
}

function toldOrWarning(nightsFolder: string): { told: ToldChanges; warnings: string[] } {
  try {
    return { told: readChanges(nightsFolder), warnings: [] };
  } catch (error) {
    if (!(error instanceof HeadroomError)) throw error;
    return { told: NOTHING_TOLD, warnings: [`What was told and acknowledged is not known: ${error.message}`] };
  }
}
