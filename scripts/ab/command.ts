/** `headroom ab`: its options, and what of the verb they ask for. */
import { type Command, Option } from 'commander';
import { parseCount, parseLength, type SeriesCommand } from '../series/command.ts';
import { performAbVerb } from '../verbs/ab.ts';

interface Flags {
  before?: string;
  after?: string;
  switch?: string;
  switchLimit?: number;
  workload?: string;
  measure?: number;
  repeats?: number;
  resume?: string;
  wait?: boolean;
  strict?: boolean;
  acrossEnvironments?: boolean;
}

const EXAMPLES = `
Examples:
  npm run ab -- --before before --after after
  npm run ab -- --before http://127.0.0.1:8080 --after http://127.0.0.1:8081 --repeats 5
  npm run ab -- --before v1.4 --after v1.5 --switch './deploy.sh {arm}' --base-url http://127.0.0.1:8080`;

/** Adds the verb to the program. */
export function addAbVerb(program: Command, { context, config, performRun, setExitCode }: SeriesCommand): void {
  program
    .command('ab')
    .description('whether B is worse than A, by interleaved runs of both: A B B A …')
    .option('--before <what>', 'A: a profile, an address, or with --switch the name of a version')
    .option('--after <what>', 'B: the same kind of thing')
    .option('--switch <command>', 'switches the deployment to the version {arm} before each run')
    .addOption(new Option('--switch-limit <length>', 'how long that may take (default: 10m)').argParser(parseLength))
    .option('--workload <name>', 'a workload (default: baseline)')
    .addOption(
      new Option('--measure <length>', 'measured phase of each run (default, and least: 120s)').argParser(parseLength),
    )
    .addOption(new Option('--repeats <runs>', 'runs a side (default: 3)').argParser(parseCount))
    .option('--resume <id>', 'go on with a comparison that was interrupted, or compare its runs again')
    .option('--wait', 'wait for another run on this machine instead of refusing')
    .option('--strict', 'exit 1 also when a row of the gate cannot be told')
    .option('--across-environments', 'compare runs of different environments all the same, and say so')
    .addHelpText('after', EXAMPLES)
    .action(async ({ measure, switchLimit, wait, strict, acrossEnvironments, ...flags }: Flags) => {
      const options = {
        ...flags,
        measureMs: measure,
        switchLimitMs: switchLimit,
        wait: wait ?? false,
        strict: strict ?? false,
        acrossEnvironments: acrossEnvironments ?? false,
      };
      setExitCode(await performAbVerb(context(), await config(), { options, performRun }));
    });
}
