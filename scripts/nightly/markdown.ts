/** A night as Markdown: `summary.md`, and what a GitHub run shows on its page. Pure. */
import { isUnavailable } from '../../contract/measured.ts';
import { nightTitle, objectiveLimit, objectiveName, objectiveValue, trendLines, warningLines } from './night-lines.ts';
import { markdownText } from './plain-text.ts';
import type { NightlySummary } from './summary.ts';

/** Lines of a list; a page shows one mebibyte, and nobody reads more. */
const LINES_MAX = 40;

/** The page; ends with a line feed. */
export function writeNightMarkdown(summary: NightlySummary): string {
  const { sentence, build, deployment, workload, runs, links, deliveries } = summary;
  const about = `${deployment}, ${workload}, build ${build}, ${runs.length} run${runs.length === 1 ? '' : 's'}`;
  const told = deliveries.map(
    ({ name, status, reason, attempts }) =>
      `${name}: ${status}${reason === undefined ? '' : `, ${reason}`}${attempts > 1 ? ` (${attempts} attempts)` : ''}`,
  );
  return `${[
    `# ${markdownText(nightTitle(summary))}`,
    '',
    markdownText(sentence),
    '',
    markdownText(`${about}.`),
    ...objectives(summary),
    ...gate(summary),
    ...list('Trend', trendLines(summary)),
    ...list('Runs', runs.map(describeRun)),
    ...list('Mind', warningLines(summary)),
    ...list('Told', told),
    ...section(
      'Pages',
      links.map(({ title, path }) => `- [${markdownText(title)}](${encodeURI(path)})`),
    ),
  ].join('\n')}\n`;
}

function objectives({ objectives: all }: NightlySummary): string[] {
  const rows = all.map((one) =>
    row([
      objectiveName(one),
      objectiveValue(one),
      objectiveLimit(one),
      one.judged ? one.verdict : 'not judged',
      one.reason,
    ]),
  );
  if (rows.length === 0) return [];
  return section('Objectives', ['| objective | actual | limit | verdict | why |', '|---|---:|---:|---|---|', ...rows]);
}

function gate({ comparison }: NightlySummary): string[] {
  if (isUnavailable(comparison)) return list('Against the baseline', [`not compared: ${comparison.reason}`]);
  const { baseline, sentence, gate: rows, why } = comparison;
  return [
    ...section(`Against the baseline ${markdownText(baseline)}`, [markdownText(sentence), '']),
    '| gate | before | after | change | 95 % interval | verdict |',
    '|---|---:|---:|---:|---|---|',
    ...rows.map(({ name, before, after, change, interval, verdict }) =>
      row([name, before, after, change, interval, verdict]),
    ),
    ...list('Why', why),
  ];
}

function describeRun({ id, purpose, verdict, because, reasons }: NightlySummary['runs'][number]): string {
  const left = reasons.length === 0 ? '' : ` Its figures do not count: ${reasons.join(' ')}`;
  return `${id} (${purpose}): ${verdict}, ${because}${left}`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(markdownText).join(' | ')} |`;
}

function list(title: string, lines: readonly string[]): string[] {
  const rest = lines.length > LINES_MAX ? [`- … and ${lines.length - LINES_MAX} more`] : [];
  return section(title, [...lines.slice(0, LINES_MAX).map((line) => `- ${markdownText(line)}`), ...rest]);
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines];
}
