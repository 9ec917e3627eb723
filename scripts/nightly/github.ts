/**
 * What a GitHub Actions run shows of a night: annotations on its page, and the step's summary.
 *
 * GitHub's runner takes lines that begin with `::` for commands, so that everything from elsewhere is escaped. Pure but
 * for `appendStepSummary`.
 */
import { appendFile } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { gateLines, nightTitle, objectiveLines, trendLines, warningLines } from './night-lines.ts';
import { visibleLine } from './plain-text.ts';
import type { NightlySummary } from './summary.ts';

/** Annotations of one level that GitHub shows of a step. */
const ANNOTATIONS_MAX = 10;

/** Where GitHub's runner is asked to be: its own two names, given through; nothing is connected to for them. */
export interface GitHubRunner {
  /** Whether lines are read for commands. */
  readsCommands: boolean;
  /** The file that becomes the step's summary; null: there is none. */
  summaryPath: string | null;
}

/** The runner that an environment tells of; on any other machine both are nothing. */
export function findGitHubRunner({ GITHUB_ACTIONS, GITHUB_STEP_SUMMARY = '' }: NodeJS.ProcessEnv): GitHubRunner {
  const isRunner = GITHUB_ACTIONS === 'true';
  return {
    readsCommands: isRunner,
    summaryPath: isRunner && isAbsolute(GITHUB_STEP_SUMMARY) ? GITHUB_STEP_SUMMARY : null,
  };
}

/** One command a line: an error for what failed the night, a warning for what is to be minded; empty for a clean pass. */
export function githubAnnotations(summary: NightlySummary): string[] {
  const { verdict, exitCode, sentence } = summary;
  const lines = [...objectiveLines(summary), ...gateLines(summary), ...trendLines(summary), ...warningLines(summary)];
  const errors = lines.filter((line) => line.startsWith('✖'));
  const warnings = lines.filter((line) => /^[⚠?⊘]/.test(line));
  const head = exitCode === 0 ? [] : [command('error', nightTitle(summary), sentence)];
  const title = `night of ${summary.night}`;
  return [
    ...head,
    ...(verdict === 'pass' ? [] : limited(errors, ANNOTATIONS_MAX - head.length)).map((line) =>
      command('error', title, line),
    ),
    ...limited(warnings, ANNOTATIONS_MAX).map((line) => command('warning', title, line)),
  ];
}

/** Appends the page to the file that GitHub shows; others' lines in it are kept. */
export async function appendStepSummary(path: string, markdown: string): Promise<void> {
  await appendFile(path, `${markdown}\n`);
}

function command(level: 'error' | 'warning', title: string, text: string): string {
  return `::${level} title=${escapeProperty(title)}::${escapeData(visibleLine(text))}`;
}

function limited(lines: readonly string[], count: number): string[] {
  if (lines.length <= count) return [...lines];
  return [...lines.slice(0, count - 1), `… and ${lines.length - count + 1} more: see summary.md`];
}

/** As the runner's own toolkit escapes. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
