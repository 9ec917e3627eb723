/** Prints what a night came to, to people, machines and a GitHub runner. */
import { join } from 'node:path';
import type { Context } from '../context.ts';
import { attempt } from './attempt.ts';
import { appendStepSummary, findGitHubRunner, githubAnnotations } from './github.ts';
import { nightsFolder } from './job-file.ts';
import { writeNightMarkdown } from './markdown.ts';
import { gateLines, NIGHT_MARKS, objectiveLines, trendLines, warningLines } from './night-lines.ts';
import { visibleLine } from './plain-text.ts';
import type { NightlySummary } from './summary.ts';

/** Shows the night; the same however often. */
export async function showNight(
  { terminal, env }: Pick<Context, 'terminal' | 'env'>,
  runsDir: string,
  summary: NightlySummary,
): Promise<void> {
  const folder = join(nightsFolder(runsDir), summary.night);
  const { readsCommands, summaryPath } = findGitHubRunner(env);
  const lines = [...objectiveLines(summary), ...gateLines(summary), ...trendLines(summary), ...warningLines(summary)];
  terminal.print();
  terminal.print(`${NIGHT_MARKS[summary.verdict]}  night of ${summary.night}: ${visibleLine(summary.sentence)}`);
  for (const line of lines) terminal.print(`  ${visibleLine(line)}`);
  terminal.print();
  terminal.print(`  night    ${folder}`);
  if (readsCommands) for (const line of githubAnnotations(summary)) terminal.print(line);
  if (summaryPath !== null) {
    const written = await attempt('step summary', () => appendStepSummary(summaryPath, writeNightMarkdown(summary)));
    if (written.status === 'failed')
      terminal.print(`  ⚠ the step’s summary was not written: ${written.problem.message}`);
  }
  const pathOf = (name: string): string => join(folder, name);
  const paths = { summary: pathOf('summary.json'), junit: pathOf('junit.xml'), markdown: pathOf('summary.md') };
  terminal.json({ ...summary, paths });
}
