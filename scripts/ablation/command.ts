/** `headroom ablation`: its options, and what of the verb they ask for. */
import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { rewriteBaselinePage } from '../../reports/ablation/index.ts';
import type { Context } from '../context.ts';
import { parseCount, type SeriesCommand } from '../series/command.ts';
import { performAblationVerb, writeBaselines } from '../verbs/ablation.ts';

interface Flags {
  workload?: string;
  measure?: number;
  repeats?: number;
  quick?: boolean;
  scale?: number[];
  arms?: string[];
  resume?: string;
  wait?: boolean;
  writeBaselines?: true | string[];
}

/** In place of an id: the arms that stand in docs/baselines.json, judged by the rules of today. */
const STORED = 'stored';

/** Adds the verb to the program. */
export function addAblationVerb(program: Command, { context, config, performRun, setExitCode }: SeriesCommand): void {
  program
    .command('ablation')
    .description('what each change is worth: the same load on before, after and after without each')
    .option('--workload <name>', 'a workload (default: baseline)')
    .addOption(new Option('--measure <seconds>', 'length of the measured phase').argParser(parseSeconds))
    .addOption(new Option('--repeats <rounds>', 'rounds, for intervals (default: 1)').argParser(parseCount))
    .option('--quick', 'seven arms of 20 s, medians only')
    .addOption(new Option('--scale <orders,…>', 'before at these sizes, instead of the arms').argParser(parseSizes))
    .addOption(
      new Option('--arms <profile,…>', 'only these, such as after,after-without-indexes').argParser(parseNames),
    )
    .option('--resume <id>', 'go on with an ablation that was interrupted, or write its table again')
    .option('--wait', 'wait for another run on this machine instead of refusing')
    .option(
      '--write-baselines [ids...]',
      `write docs/baselines.md from an ablation and series over sizes; "${STORED}": from docs/baselines.json`,
    )
    .action(async ({ measure, writeBaselines: ids, wait = false, ...flags }: Flags) => {
      if (Array.isArray(ids) && ids.length === 1 && ids[0] === STORED) return rewriteBaselines(context());
      if (ids !== undefined) return writeBaselines(context(), await config(), ids === true ? [] : ids);
      const options = { ...flags, measureMs: measure === undefined ? undefined : measure * 1000, wait };
      setExitCode(await performAblationVerb(context(), await config(), { options, performRun }));
    });
}

async function rewriteBaselines({ root, terminal }: Context): Promise<void> {
  const path = join(root, 'docs', 'baselines.md');
  await terminal.step('Writing the baselines', () => rewriteBaselinePage(path));
  terminal.print(`wrote ${path}`);
  terminal.json({ path });
}

function parseSeconds(text: string): number {
  const value = Number(text);
  if (!(Number.isFinite(value) && value > 0)) throw new InvalidArgumentError('not a positive number');
  return value;
}

function parseSizes(text: string): number[] {
  return text.split(',').map(parseCount);
}

function parseNames(text: string): string[] {
  return text.split(',');
}
