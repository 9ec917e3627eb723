/**
 * A terminal for the runs inside a series: their steps become the progress of the series’ own step.
 *
 * It exists so that there is one view of ten runs instead of ten. It never prints: verdicts of single runs would be
 * taken for the result.
 */
import type { Terminal } from '../terminal/terminal.ts';

/** Forwards every step and its progress to `report`, as `Resetting it` or `Running baseline: measuring 12/60 s …`. */
export function createQuietTerminal(report: (progress: string) => void): Terminal {
  return {
    isJson: false,
    step: (title, work) => {
      report(title);
      return work((progress) => report(`${title}: ${progress}`));
    },
    print: () => undefined,
    json: () => undefined,
  };
}
