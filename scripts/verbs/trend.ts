/**
 * `headroom trend`: since which night is a figure worse, by which builds; page, table and JSON of all nights.
 *
 * Looking informs: the exit code is 0 whatever the trend says, 1 only with --strict while an unacknowledged regression
 * stands, 3 when no night can be read. Only the nightly job tells changes; `trend acknowledge` answers them.
 */
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Config } from '../../contract/config.ts';
import { HeadroomError } from '../../contract/errors.ts';
import {
  acknowledgeChanges,
  exitCodeOfTrend,
  figureName,
  openChanges,
  readNights,
  writeTrend,
  writeTrendMarkdown,
} from '../../reports/nights/index.ts';
import type { Context } from '../context.ts';
import { readChanges, saveChanges } from '../trend/changes-file.ts';
import { chooseHistory, readTrend } from '../trend/read-trend.ts';

/** What the verb is given by the entry point. */
export interface TrendCommand {
  context(): Context;
  config(): Promise<Config>;
  setExitCode(code: number): void;
}

/** The options of `headroom trend`. */
export interface TrendOptions {
  nights?: string;
  environment?: string;
  out?: string;
  strict?: boolean;
}

/** The options of `headroom trend acknowledge`. */
export interface AcknowledgeOptions extends Pick<TrendOptions, 'nights' | 'environment'> {
  figure?: string;
  note: string;
}

type Surroundings = Pick<Context, 'terminal' | 'root' | 'nowMs'>;
type TrendConfig = Pick<Config, 'runsDir' | 'nightly'>;

/** Adds the verb to the program. */
export function addTrendVerb(program: Command, { context, config, setExitCode }: TrendCommand): void {
  const trend = program
    .command('trend')
    .description('since which night a figure is worse, and by which builds')
    .option('--nights <folder>', 'where the nights are (default: nights/ in the runs folder)')
    .option(
      '--environment <id>',
      'the history of this environment instead of the latest night’s; its beginning will do',
    )
    .option('--out <folder>', 'where trend.html, .json and .csv are written')
    .option('--strict', 'exit 1 while a regression stands that nobody has acknowledged')
    .action(async (options: TrendOptions) => {
      setExitCode(await showTrend(context(), await config(), options));
    });
  trend
    .command('acknowledge')
    .description('say that a level that was told to have changed is to stay')
    .argument('<night>', 'the date of the change, as it was told: 2026-11-25')
    .option('--figure <name>', 'only this figure, for example "dashboard p95" (default: all of that night)')
    .requiredOption('--note <why>', 'why the new level is to stay')
    .addHelpText('after', '\n--environment and --nights mean the same as for `trend`.')
    .action(async (night: string, _options: unknown, command: Command) => {
      await acknowledge(context(), await config(), { night, options: command.optsWithGlobals<AcknowledgeOptions>() });
    });
}

/** Reads, writes and prints the trend; the exit code. */
export async function showTrend(
  { terminal, root, nowMs }: Surroundings,
  config: TrendConfig,
  options: TrendOptions,
): Promise<number> {
  const runsDir = resolve(root, config.runsDir);
  const model = await terminal.step('Reading the nights', () =>
    readTrend({
      nightsFolder: nightsFolderOf(runsDir, options),
      runsDir,
      baseline: config.nightly.baseline,
      effectMin: config.nightly.effectMin,
      nowMs: nowMs(),
      environment: options.environment,
    }),
  );
  const folder = options.out === undefined ? join(runsDir, 'trend') : resolve(options.out);
  const written = await terminal.step('Writing the trend', () => writeTrend(folder, model));
  const exitCode = exitCodeOfTrend(model, options.strict ?? false);
  terminal.print();
  terminal.print(writeTrendMarkdown(model).trimEnd());
  terminal.print();
  terminal.print(`  report  ${written.htmlPath}`);
  terminal.json({ ...model, exitCode, paths: written });
  return exitCode;
}

/** Marks told changes of a night acknowledged. HR_USAGE lists the open ones when none is meant. */
export async function acknowledge(
  { terminal, root }: Pick<Surroundings, 'terminal' | 'root'>,
  config: Pick<TrendConfig, 'runsDir'>,
  { night, options }: { night: string; options: AcknowledgeOptions },
): Promise<void> {
  const nightsFolder = nightsFolderOf(resolve(root, config.runsDir), options);
  const { environment, figure, note } = options;
  const history = chooseHistory(await readNights(nightsFolder), { nightsFolder, environment });
  const before = readChanges(nightsFolder);
  const { environmentKey, toggles } = history;
  const nights = history.nights.map((one) => one.night);
  const asked = { environmentKey, toggles, night, nights, note, ...(figure === undefined ? {} : { figure }) };
  const { told, acknowledged } = acknowledgeChanges(before, asked);
  if (acknowledged.length === 0) {
    const open = openChanges(before, history).map((one) => `${one.night} ${figureName(one)}`);
    const what = figure === undefined ? '' : ` of '${figure}'`;
    throw new HeadroomError('HR_USAGE', `no open change${what} was told for the night '${night}'`, {
      problems: open,
      hint: open.length === 0 ? 'No told change is open.' : 'Name one of the nights above.',
    });
  }
  saveChanges(nightsFolder, told);
  for (const one of acknowledged) terminal.print(`acknowledged: ${one.night} ${figureName(one)}: ${note}`);
  terminal.json({ acknowledged });
}

function nightsFolderOf(runsDir: string, { nights }: Pick<TrendOptions, 'nights'>): string {
  return nights === undefined ? join(runsDir, 'nights') : resolve(nights);
}
