/** A night's runs held against the pinned baseline: page and tables in the night's folder, the gate for its summary. */
import { basename, join } from 'node:path';
import type { Config } from '../../contract/config.ts';
import { type ComparisonModel, compareRecords, pastRunsLike, writeComparison } from '../../reports/comparison/index.ts';
import { rowChange, rowInterval, rowName, valueText } from '../../reports/comparison/row-texts.ts';
import { readPinnedSet } from '../records/pinned-sets.ts';
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
  /** Whether nothing regressed and a row could not be told that more runs may tell. */
  isUntold: boolean;
  warnings: string[];
}

/** Sentences of why that a summary shows; the page has all. */
const CAUSES_MAX = 5;

/** The comparison. Throws what `readPinnedSet` and `compareRecords` throw, and HR_RECORD_UNWRITABLE. */
export async function compareNight({ runsDir, folder, baseline, runs, gate }: NightToCompare): Promise<ComparedNight> {
  const sides = {
    before: readPinnedSet(runsDir, baseline).runs.map((id) => join(runsDir, id)),
    after: runs.map((id) => join(runsDir, id)),
  };
  const history = await pastRunsLike([...sides.before, ...sides.after], runsDir);
  const model = await compareRecords({ ...sides, history, gate, levels: await knownLevels(runsDir) });
  await writeComparison(folder, model);
  return { summary: summaryOf(model, baseline), isUntold: isUntold(model), warnings: warningsOf(model) };
}

/** A row without evidence lacks requests in each run, which further runs of the same length do not bring. */
function isUntold({ rows }: ComparisonModel): boolean {
  const gate = rows.filter(({ family }) => family === 'gate');
  const mayBeTold = gate.some(({ verdict, evidence }) => verdict === 'inconclusive' && evidence.status === 'ok');
  return mayBeTold && !gate.some(({ verdict }) => verdict === 'regressed');
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
