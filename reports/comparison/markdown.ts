/**
 * The comparison as Markdown, as the terminal prints it and a ticket takes it: verdict, gate, why, what was left out.
 */
import { showInvisible } from '../html/escape.ts';
import type { ComparisonModel, ModelRow } from './model.ts';
import { ROW_MARKS, rowChange, rowInterval, rowMde, rowName, valueText } from './row-texts.ts';
import { sideText } from './texts.ts';

/** Exploratory rows that are shown; the page has all. */
const EXPLORATORY_MAX = 8;
/** Causes that are shown. */
const CAUSES_MAX = 5;

/** The summary; ends with a line feed. */
export function writeMarkdown(model: ComparisonModel): string {
  const gate = model.rows.filter(({ family }) => family === 'gate');
  const shown = model.rows.filter(({ family, verdict }) => family !== 'gate' && isShownToDiffer(verdict));
  const { before, after } = model.runs;
  return `${[
    `**${model.verdict.toUpperCase()}** ${cell(model.sentence)}`,
    '',
    cell(
      `${sideText('before', before)}; ${sideText('after', after)}; order ${model.order.pattern || 'none'}; first ${model.cutSeconds} s cut.${model.gate === 'configured' ? ' The gate is configured.' : ''}`,
    ),
    ...section('', gate.length === 0 ? [] : table(gate)),
    ...section(
      'Cannot be told',
      gate
        .filter(({ verdict, evidence }) => verdict === 'inconclusive' && evidence.status === 'ok')
        .map((row) => `- ${cell(row.sentence)}`),
    ),
    ...section(
      'Why',
      model.why.slice(0, CAUSES_MAX).map(({ sentence }) => `- ${cell(sentence)}`),
    ),
    ...section(
      'Also changed (exploratory, moves no verdict)',
      shown.slice(0, EXPLORATORY_MAX).map((row) => `- ${cell(row.sentence)}`),
    ),
    ...section('Left out', [
      ...model.excluded.map(
        ({ side, runId, reasons }) =>
          `- ${side} ${cell(runId)}: ${cell(reasons.map(({ message }) => message).join(' '))}`,
      ),
      ...model.unreadable.map(({ side, folder, reason }) => `- ${side} ${cell(folder)}: ${cell(reason)}`),
    ]),
    ...section(
      'Mind',
      model.warnings.map((warning) => `- ${cell(warning)}`),
    ),
    ...section(
      '',
      model.environment.differences.map((one) => `- different environments: ${cell(one)}`),
    ),
  ].join('\n')}\n`;
}

function table(rows: readonly ModelRow[]): string[] {
  return [
    '| gate | before | after | change | 95 % interval | seen from | verdict |',
    '|---|---:|---:|---:|---|---:|---|',
    ...rows.map((row) => {
      const { mark, word } = ROW_MARKS[row.verdict];
      const values = [valueText(row, row.before.value), valueText(row, row.after.value), rowChange(row)];
      return `| ${[rowName(row), ...values, rowInterval(row), rowMde(row), `${mark} ${word}`].map(cell).join(' | ')} |`;
    }),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return title === '' ? ['', ...lines] : ['', `${title}:`, ...lines];
}

function isShownToDiffer(verdict: ModelRow['verdict']): boolean {
  return verdict === 'regressed' || verdict === 'improved';
}

/** Text that cannot end its cell or line, or speak to the terminal. */
function cell(text: string): string {
  return showInvisible(text)
    .replace(/[\r\n\t]+/g, ' ')
    .replaceAll('|', '\\|');
}
