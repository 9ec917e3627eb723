/**
 * How the command speaks: steps with progress, plain lines without a terminal, one JSON value with `--json`.
 *
 * listr2 draws the steps (spinner on a terminal, one line a step elsewhere). With `--json` nothing but the result is
 * written to standard output; steps go to standard error as plain lines.
 */
import { Listr } from 'listr2';

/** Without a terminal, a step's progress is repeated at most this often, milliseconds. */
const PLAIN_PROGRESS_INTERVAL_MS = 5_000;

/** Tells the user what is going on. */
export interface Terminal {
  /** Runs `work` as one step; `report` replaces the step's progress text. */
  step<T>(title: string, work: (report: (progress: string) => void) => Promise<T>): Promise<T>;
  /** One line of result for people; silent with `--json`. */
  print(line?: string): void;
  /** The verb's result for machines; silent without `--json`. */
  json(value: unknown): void;
  isJson: boolean;
}

/** What a terminal needs of its surroundings. */
export interface TerminalOptions {
  json: boolean;
  isTty: boolean;
  writeOut(text: string): void;
  writeError(text: string): void;
  nowMs(): number;
}

/** A terminal for one command. */
export function createTerminal(options: TerminalOptions): Terminal {
  const usesListr = options.isTty && !options.json;
  return {
    isJson: options.json,
    step: (title, work) => (usesListr ? drawnStep(title, work) : plainStep(options, title, work)),
    print: (line = '') => {
      if (!options.json) options.writeOut(`${line}\n`);
    },
    json: (value) => {
      if (options.json) options.writeOut(`${JSON.stringify(value, null, 2)}\n`);
    },
  };
}

async function drawnStep<T>(title: string, work: (report: (progress: string) => void) => Promise<T>): Promise<T> {
  const results: T[] = [];
  const list = new Listr(
    [
      {
        title,
        task: async (_context, task) => {
          results.push(
            await work((progress) => {
              task.output = progress;
            }),
          );
        },
        rendererOptions: { persistentOutput: false },
      },
    ],
    // Signals are the run's: it ends k6 and finishes the record before the command ends.
    { registerSignalListeners: false, rendererOptions: { showErrorMessage: false, collapseErrors: false } },
  );
  await list.run();
  const [result] = results;
  return result as T;
}

async function plainStep<T>(
  options: TerminalOptions,
  title: string,
  work: (report: (progress: string) => void) => Promise<T>,
): Promise<T> {
  const write = options.json ? options.writeError : options.writeOut;
  const startedMs = options.nowMs();
  let lastMs = startedMs;
  write(`${title} …\n`);
  const result = await work((progress) => {
    if (options.nowMs() - lastMs < PLAIN_PROGRESS_INTERVAL_MS) return;
    lastMs = options.nowMs();
    write(`  ${progress}\n`);
  });
  const tookMs = options.nowMs() - startedMs;
  write(`${title}: done${tookMs >= 1000 ? ` (${(tookMs / 1000).toFixed(1)} s)` : ''}\n`);
  return result;
}
