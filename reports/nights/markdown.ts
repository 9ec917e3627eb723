/**
 * The trend as Markdown, as the terminal prints it and a ticket takes it: the word, what changed and by which builds, where
 * each figure stands, the last nights.
 */
import { showInvisible } from '../html/escape.ts';
import type { ModelChange, ModelSeries, TrendModel } from './model.ts';
import {
  buildsText,
  changeSize,
  figureName,
  figureValue,
  flipsText,
  noiseText,
  STATE_WORDS,
  streakText,
} from './texts.ts';

/** Findings, suspects and figures that are shown; the page has more, trend.json all. */
const FINDINGS_MAX = 8;
const SUSPECTS_MAX = 5;
const FIGURES_MAX = 40;
/** Nights in the last line: a week. */
const NIGHTS_SHOWN = 7;

/** The summary; ends with a line feed. */
export function writeTrendMarkdown(model: TrendModel): string {
  const { history, nights, creep, histories } = model;
  const suspects = model.series.flatMap(({ trend }) => (trend.status === 'ok' ? trend.suspects : []));
  const others = histories.filter(({ isShown }) => !isShown);
  return `${[
    `**${model.status.toUpperCase()}** ${cell(model.sentence)}`,
    '',
    cell(
      `${history.workload} on ${history.deployment}, history ${history.id}: ${nights.length} nights, ${nights[0]?.night ?? ''} to ${nights.at(-1)?.night ?? ''}.`,
    ),
    ...section('Changes of level', findingLines(model)),
    ...section(
      'Told before, and no longer seen in the nights',
      model.vanished.map((one) => `- ${cell(`${figureName(one)}, ${one.night}, ${one.status}`)}`),
    ),
    ...section(
      'Perhaps (never told)',
      latest(suspects)
        .slice(0, SUSPECTS_MAX)
        .map((one) => `- ${cell(`${figureName(one)} ${changeSize(one)} from ${one.night} on`)}`),
    ),
    ...section(
      'Crept away from the pinned release',
      creep.status === 'ok' ? creep.creeps.map(({ sentence }) => `- ${cell(sentence)}`) : [],
    ),
    ...section('', figureTable(model.series)),
    ...section('Last nights', [
      `- ${cell(
        nights
          .slice(-NIGHTS_SHOWN)
          .map(({ night, verdict }) => `${night} ${verdict === 'fail' ? '✖ fail' : verdict}`)
          .join(' · '),
      )}`,
      `- ${cell(`${streakText(model.streak)}. ${flipsText(model.flips)}.`)}`,
    ]),
    ...section(
      'Other histories (--environment)',
      others.map((one) => `- ${cell(`${one.id}: ${one.workload}, ${one.nights} nights to ${one.to}`)}`),
    ),
    ...section(
      'Not read',
      model.unreadable.map(({ name, reason }) => `- ${cell(`${name}: ${reason}`)}`),
    ),
    ...section(
      'Mind',
      model.warnings.map((warning) => `- ${cell(warning)}`),
    ),
  ].join('\n')}\n`;
}

function findingLines({ findings }: TrendModel): string[] {
  const left = findings.length - FINDINGS_MAX;
  return [
    ...findings
      .slice(0, FINDINGS_MAX)
      .flatMap(({ sentence, changes, state }) => [
        `- ${STATE_WORDS[state]}: ${cell(sentence)}`,
        ...changes.slice(0, 1).map((change) => `  - builds: ${cell(buildsText(change))}`),
        ...[...new Set(changes.flatMap(({ note }) => note ?? []))].map((note) => `  - acknowledged: ${cell(note)}`),
      ]),
    ...(left > 0 ? [`- ${left} further findings stand in trend.json.`] : []),
  ];
}

function figureTable(series: readonly ModelSeries[]): string[] {
  if (series.length === 0) return [];
  const left = series.length - FIGURES_MAX;
  return [
    '| figure | nights | last | level | noise | latest change |',
    '|---|---:|---:|---:|---:|---|',
    ...series.slice(0, FIGURES_MAX).map((one) => {
      const { trend, values } = one;
      const last = figureValue(
        one,
        values.findLast((value) => value !== null),
      );
      const level = trend.status === 'ok' ? figureValue(one, trend.levels.at(-1)?.value) : '–';
      return `| ${[figureName(one), String(trend.nights), last, level, noiseText(one), latestText(one)].map(cell).join(' | ')} |`;
    }),
    ...(left > 0 ? ['', `${left} further figures stand in trend.json.`] : []),
  ];
}

function latestText({ trend }: ModelSeries): string {
  if (trend.status === 'collecting') return `collecting, ${trend.nights} of ${trend.nightsNeeded} nights`;
  const change = trend.changes.at(-1);
  return change === undefined ? 'none' : `${change.night} ${changeSize(change)}, ${STATE_WORDS[change.state]}`;
}

function latest(changes: readonly ModelChange[]): ModelChange[] {
  return changes.toSorted((a, b) => (a.night < b.night ? 1 : a.night > b.night ? -1 : 0));
}

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return title === '' ? ['', ...lines] : ['', `${title}:`, ...lines];
}

/** Text that cannot end its cell or line, or speak to the terminal. */
function cell(text: string): string {
  return showInvisible(text)
    .replace(/[\r\n\t]+/g, ' ')
    .replaceAll('|', '\\|');
}
