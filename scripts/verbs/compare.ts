/**
 * `headroom compare <A…> --with <B…>`: whether B is worse than A, by finished records; page, table and JSON of it.
 *
 * Exit codes of DESIGN.md section 6: 1 a regressed row of the gate (with --strict an inconclusive one too), 2 usage or
 * different environments, 3 nothing readable or comparable.
 */
import { createHash } from 'node:crypto';
import { basename, join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Config } from '../../contract/config.ts';
import {
  compareRecords,
  exitCodeOfComparison,
  pastRunsLike,
  writeComparison,
  writeMarkdown,
} from '../../reports/comparison/index.ts';
import type { Context } from '../context.ts';
import { type RunChoice, resolveSides } from '../records/resolve-runs.ts';
import { knownLevels } from '../trend/known-levels.ts';

/** What the verb is given by the entry point. */
export interface CompareCommand {
  context(): Context;
  config(): Promise<Config>;
  setExitCode(code: number): void;
}

/** The options of `headroom compare`. */
export interface CompareOptions extends RunChoice {
  with: readonly string[];
  acrossEnvironments?: boolean;
  strict?: boolean;
  history?: boolean;
  out?: string;
}

/** Adds the verb to the program. */
export function addCompareVerb(program: Command, { context, config, setExitCode }: CompareCommand): void {
  program
    .command('compare')
    .description('whether one set of runs is worse than another, and why')
    .argument('<before...>', 'runs: ids, folders, latest, pinned sets, git revisions, or build:<name>')
    .requiredOption('--with <after...>', 'the runs to compare them with, named in the same ways')
    .option('--workload <name>', 'of a build, only its runs of this workload')
    .option('--profile <name>', 'of a build, only its runs of this profile')
    .option('--environment <key>', 'of a build, only its runs of this environment')
    .option('--across-environments', 'compare runs of different machines, data or load all the same, and say so')
    .option('--strict', 'exit 1 also when a row of the gate cannot be told')
    .option('--no-history', 'do not learn the noise between equal runs from other records')
    .option('--out <folder>', 'where comparison.html, .json and .csv are written')
    .action(async (before: string[], options: CompareOptions) => {
      setExitCode(await compareRuns(context(), await config(), { before, options }));
    });
}

/** Compares, writes and prints; the exit code. */
export async function compareRuns(
  { terminal, root }: Pick<Context, 'terminal' | 'root'>,
  config: Pick<Config, 'runsDir' | 'comparison'>,
  { before, options }: { before: readonly string[]; options: CompareOptions },
): Promise<number> {
  const runsDir = resolve(root, config.runsDir);
  const { notes, ...sides } = await resolveSides(runsDir, { before, after: options.with }, options);
  const model = await terminal.step('Comparing the runs', async () => {
    const levels = await knownLevels(runsDir);
    const compared = [...sides.before, ...sides.after];
    const history = options.history === false ? [] : await pastRunsLike(compared, runsDir, levels);
    return await compareRecords({
      ...{ ...sides, history, acrossEnvironments: options.acrossEnvironments ?? false },
      ...{ gate: config.comparison.gate, levels },
    });
  });
  const folder = options.out === undefined ? join(runsDir, 'comparisons', comparisonName(sides)) : resolve(options.out);
  const written = await terminal.step('Writing the comparison', () => writeComparison(folder, model));
  const exitCode = exitCodeOfComparison(model, options.strict ?? false);
  for (const note of notes) terminal.print(`  ${note}`);
  terminal.print();
  terminal.print(writeMarkdown(model).trimEnd());
  terminal.print();
  terminal.print(`  report  ${written.htmlPath}`);
  terminal.json({ ...model, exitCode, notes, paths: written });
  return exitCode;
}

/** The same for the same runs, so that a comparison made again takes its own place. */
function comparisonName({ before, after }: { before: readonly string[]; after: readonly string[] }): string {
  const hash = createHash('sha256').update(
    JSON.stringify([before, after].map((side) => side.map((one) => basename(one)).toSorted())),
  );
  const first = (side: readonly string[]): string => basename(side.toSorted()[0] ?? '');
  return `${first(before)}-with-${first(after)}-${hash.digest('hex').slice(0, 6)}`;
}
