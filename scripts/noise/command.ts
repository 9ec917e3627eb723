/** `headroom noise`: its options, and what of the verb they ask for. */
import { type Command, Option } from 'commander';
import { parseCount, parseLength, type SeriesCommand } from '../series/command.ts';
import { performNoiseVerb } from '../verbs/noise.ts';

interface Flags {
  runs?: number;
  workload?: string;
  profile?: string;
  measure?: number;
  resume?: string;
  show?: boolean;
  wait?: boolean;
}

/** Adds the verb to the program. */
export function addNoiseVerb(program: Command, { context, config, performRun, setExitCode }: SeriesCommand): void {
  program
    .command('noise')
    .description('how much runs of one unchanged build differ, and which change a comparison could then see')
    .addOption(new Option('--runs <runs>', 'equal runs to make (default: 10, least: 6)').argParser(parseCount))
    .option('--workload <name>', 'a workload (default: baseline)')
    .option('--profile <name>', 'of the embedded deployment (default: after)')
    .addOption(
      new Option('--measure <length>', 'measured phase of each run (default, and least: 120s)').argParser(parseLength),
    )
    .option('--resume <id>', 'go on with runs that were interrupted, or show their noise again')
    .option('--show', 'run nothing: show what the records already know')
    .option('--wait', 'wait for another run on this machine instead of refusing')
    .action(async ({ measure, show = false, wait = false, ...flags }: Flags) => {
      const options = { ...flags, measureMs: measure, show, wait };
      setExitCode(await performNoiseVerb(context(), await config(), { options, performRun }));
    });
}
