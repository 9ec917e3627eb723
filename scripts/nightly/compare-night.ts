/** A night's runs held against the pinned baseline: page and tables in the night's folder, the gate for its summary. */
import { basename, join } from 'node:path';
import type { Config } from '../../contract/config.ts';
import {
  type ComparisonModel,
  compareRecords,
  pastRunsLike,
  rowChange,
  rowInterval,
  rowName,
  valueText,
  writeComparison,
} from '../../reports/comparison/index.ts';
import { readPinnedSet } from '../records/pinned-sets.ts';
import { foldersOfSet } from '../records/resolve-runs.ts';
import { knownLevels } from '../trend/known-levels.ts';
import type { GateRow, NightlySummary } from './summary.ts';

/** What is compared. */
export interface NightToCompare {
  runsDir: string;
  /** The night's folder, which gets comparison.html, .json and .csv. */
  folder: string;
  /** The pinned set's name. */
  baseline: string;
  /** Ids of the night's runs. */
  runs: readonly string[];
  gate: Config['comparison']['gate'];
}

/** What came of it. */
export interface ComparedNight {
  summary: Extract<NightlySummary['comparison'], { baseline: string }>;
  /** Whether a row could not be told that more runs may tell. */
  isUntold: boolean;
  /** Whether a row is called regressed. */
  hasAlarm: boolean;
  warnings: string[];
}

/** Sentences of why that a summary shows; the page has all. */
const CAUSES_MAX = 5;

/** The comparison. Throws what `readPinnedSet`, `foldersOfSet` and `compareRecords` throw, and HR_RECORD_UNWRITABLE. */
export async function compareNight({ runsDir, folder, baseline, runs, gate }: NightToCompare): Promise<ComparedNight> {
  const sides = {
    before: foldersOfSet(runsDir, readPinnedSet(runsDir, baseline)),
    after: runs.map((id) => join(runsDir, id)),
  };
  const levels = await knownLevels(runsDir);
  const history = await pastRunsLike([...sides.before, ...sides.after], runsDir, levels);
  const model = await compareRecords({ ...sides, history, gate, levels });
  await writeComparison(folder, model);
  return { summary: summaryOf(model, baseline), ...stateOf(model), warnings: warningsOf(model) };
}

/** A row without evidence lacks requests in each run, which further runs of the same length do not bring. */
function stateOf({ rows }: ComparisonModel): Pick<ComparedNight, 'isUntold' | 'hasAlarm'> {
  const gate = rows.filter(({ family }) => family === 'gate');
  return {
    isUntold: gate.some(({ verdict, evidence }) => verdict === 'inconclusive' && evidence.status === 'ok'),
    hasAlarm: gate.some(({ verdict }) => verdict === 'regressed'),
  };
}

function summaryOf({ verdict, sentence, rows, why }: ComparisonModel, baseline: string): ComparedNight['summary'] {
  return {
    baseline,
    verdict,
    sentence,
    gate: rows.filter(({ family }) => family === 'gate').map(gateRow),
    why: why.slice(0, CAUSES_MAX).map((cause) => cause.sentence),
  };
}

function gateRow(row: ComparisonModel['rows'][number]): GateRow {
  return {
    name: rowName(row),
    verdict: row.verdict,
    before: valueText(row, row.before.value),
    after: valueText(row, row.after.value),
    change: rowChange(row),
    interval: rowInterval(row),
    sentence: row.sentence,
  };
}

/** Of the baseline's side: what was left out of the night's own stands with its runs. */
function warningsOf({ warnings, excluded, unreadable }: ComparisonModel): string[] {
  return [
    ...warnings,
    ...excluded
      .filter(({ side }) => side === 'before')
      .map(
        ({ runId, reasons }) => `${runId} of the baseline was left out: ${reasons.map((one) => one.message).join(' ')}`,
      ),
    ...unreadable.map(({ folder, reason }) => `${basename(folder)} could not be read: ${reason}`),
  ];
}
