/** Writes an error so that the reader knows what to do next: code, message, every problem, hint. Pure. */
import type { HeadroomError } from '../../contract/errors.ts';

/** The lines of an error for people. */
export function describeError(error: HeadroomError, verbose: boolean): string {
  const lines = [
    `✖ ${error.code}: ${error.message}`,
    ...error.problems.map((problem) => `  - ${problem}`),
    `  → ${error.hint}`,
  ];
  if (verbose) lines.push(stackOf(error));
  return `${lines.join('\n')}\n`;
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
