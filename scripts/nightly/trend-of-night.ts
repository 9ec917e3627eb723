/**
 * What the history of nights says in this night: pages in its folder, changes to tell, and whether to run it again.
 *
 * Only the nightly job tells. What it tells is kept in its own state before the store of told changes is written, so
 * that a job killed in between neither loses an alarm nor raises it twice.
 */
import type { Config } from '../../contract/config.ts';
import { HeadroomError } from '../../contract/errors.ts';
import type { NightRecord } from '../../contract/night.ts';
import {
  historyId,
  type ModelFinding,
  needsRerun,
  newFindings,
  readNights,
  type TrendModel,
  tellChanges,
  trendModelOf,
  writeTrend,
} from '../../reports/nights/index.ts';
import { readChanges, saveChanges } from '../trend/changes-file.ts';
import { readPinnedRelease } from '../trend/pinned-release.ts';
import { nightsFolder } from './job-file.ts';
import type { NightlySummary, TrendFinding } from './summary.ts';

/** What is asked. */
export interface NightInHistory {
  runsDir: string;
  night: NightRecord;
  /** The pinned set that creeping is measured from; null: none. */
  baseline: string | null;
  config: Pick<Config, 'nightly'>;
}

/** The trend in which the night is the last one. Throws HR_RECORD_UNREADABLE when what was told cannot be read. */
export async function trendOfNight({ runsDir, night, baseline, config }: NightInHistory): Promise<TrendModel> {
  const nights = nightsFolder(runsDir);
  const read = await readNights(nights);
  const history = read.histories.find(({ id }) => id === historyId(night));
  if (history === undefined) throw new HeadroomError('HR_INTERNAL', `the night of ${night.night} is in no history`);
  return trendModelOf({
    ...read,
    // An older night that is made up for is judged by what was known then.
    history: { ...history, nights: history.nights.filter((one) => one.night <= night.night) },
    today: night.night,
    told: readChanges(nights),
    pinned: await readPinnedRelease(runsDir, baseline),
    effectMin: config.nightly.effectMin,
  });
}

/** Whether the night stands so far out that it should be run again before anyone is told. */
export function wantsRerun(model: TrendModel, night: string): boolean {
  return needsRerun(model).some((wish) => wish.night === night);
}

/** Writes the pages and says what is told in this night for the first time. */
export async function summariseTrend(folder: string, model: TrendModel): Promise<NightlySummary['trend']> {
  await writeTrend(folder, model);
  const findings = [...newFindings(model).map(changeFinding), ...creepFindings(model)];
  // Without ten nights nothing can be told, and nothing was found to be well.
  if (model.status === 'collecting' && findings.length === 0) return { status: 'unavailable', reason: model.sentence };
  return { sentence: model.sentence, findings };
}

/** Stores that the model's new changes were told; after that they are new no more, so that a second time changes nothing. */
export function storeTold(runsDir: string, model: TrendModel, toldAtMs: number): void {
  const nights = nightsFolder(runsDir);
  const told = readChanges(nights);
  const after = tellChanges(told, model, toldAtMs);
  if (JSON.stringify(after) !== JSON.stringify(told)) saveChanges(nights, after);
}

function changeFinding({ cause, sentence, changes }: ModelFinding): TrendFinding {
  const news = changes.filter(({ state }) => state === 'new');
  const directions = new Set(news.map(({ direction }) => direction));
  const [direction = 'mixed'] = directions;
  return {
    kind: 'change',
    cause,
    direction: directions.size > 1 ? 'mixed' : direction,
    sentence,
    changes: news.map((change) => change.sentence),
  };
}

/** All that crept away is one finding: the guard looks once a week, and one release is to be looked at. */
function creepFindings({ creep, series }: TrendModel): TrendFinding[] {
  if (creep.status !== 'ok' || !creep.isDue || creep.creeps.length === 0) return [];
  const isControl = (endpoint: string): boolean => series.some((one) => one.isControl && one.endpoint === endpoint);
  const hasControl = series.some((one) => one.isControl);
  const others = creep.creeps.length - 1;
  const more = others === 0 ? '' : ` ${others} further figure${others === 1 ? '' : 's'} with it.`;
  return [
    {
      kind: 'creep',
      cause: creep.creeps.some(({ endpoint }) => isControl(endpoint))
        ? 'machine'
        : hasControl
          ? 'application'
          : 'unknown',
      direction: 'regressed',
      sentence: `${creep.creeps[0]?.sentence ?? ''}${more}`,
      changes: creep.creeps.map(({ sentence }) => sentence),
    },
  ];
}
