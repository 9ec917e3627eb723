/** `headroom nightly`: its options, and what of the verb they ask for. */
import { type Command, Option } from 'commander';
import { parseLength, type SeriesCommand } from '../series/command.ts';
import { performNightlyVerb } from '../verbs/nightly.ts';

interface Flags {
  night?: string;
  workload?: string;
  measure?: number;
  wait?: boolean;
  strict?: true;
  notify: boolean;
  dryRun?: boolean;
}

const HELP = `
The same command goes on with a night that was broken off, and shows one that has ended; nothing is sent twice.
See docs/nightly.md for its files, its exit codes, and examples for GitHub Actions, systemd and cron.`;

/** Adds the verb to the program. */
export function addNightlyVerb(program: Command, { context, config, performRun, setExitCode }: SeriesCommand): void {
  program
    .command('nightly')
    .description('run, compare with the baseline, look at the trend, tell, and exit with what it came to')
    .option('--night <date>', 'the night, such as 2026-11-25 (default: today, or one that was just broken off)')
    .option('--workload <name>', 'a workload (default: nightly.workload of the configuration)')
    .addOption(
      new Option('--measure <length>', 'measured phase of a run; below 120s the night counts for nothing').argParser(
        parseLength,
      ),
    )
    .option('--wait', 'wait for another run on this machine instead of refusing')
    .option('--strict', 'exit 1 also when a row of the gate cannot be told')
    .option('--no-notify', 'tell nobody')
    .option('--dry-run', 'show what would be done, and do nothing')
    .addHelpText('after', HELP)
    .action(async ({ night, workload, measure, wait = false, strict, notify, dryRun = false }: Flags) => {
      const typed = { workload, measureMs: measure, isStrict: strict, notifies: notify ? undefined : false };
      setExitCode(
        await performNightlyVerb(context(), await config(), { options: { night, wait, dryRun, typed }, performRun }),
      );
    });
}
