/**
 * The `headroom` command: verbs, options and exit codes; each verb is a file of `verbs/`.
 *
 * This is the only place that touches `process`: everything below is given a `Context`.
 */
import { resolve } from 'node:path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { EXIT, HeadroomError, toHeadroomError } from '../contract/errors.ts';
import { writeReport } from '../reports/index.ts';
import { WORKLOADS } from '../scenarios/workloads/index.ts';
import { addAbVerb } from './ab/command.ts';
import { addAblationVerb } from './ablation/command.ts';
import { type ConfigFlags, loadConfig } from './configuration.ts';
import type { Context } from './context.ts';
import { addNightlyVerb } from './nightly/command.ts';
import { addNoiseVerb } from './noise/command.ts';
import { explainPlan, planFigures } from './plan/explain-plan.ts';
import { parseProfile } from './plan/profile.ts';
import { resolvePlan } from './plan/resolve-plan.ts';
import { findRedis } from './setup/prerequisites.ts';
import { describeError } from './terminal/show-error.ts';
import { createTerminal } from './terminal/terminal.ts';
import { addCompareVerb } from './verbs/compare.ts';
import { addHistoryVerb } from './verbs/history.ts';
import { findRunFolder, listRuns } from './verbs/list-runs.ts';
import { manageTarget, seed, TARGET_ACTIONS } from './verbs/manage-target.ts';
import { performRun } from './verbs/perform-run.ts';
import { addPinVerb } from './verbs/pin.ts';
import { examine, setUp } from './verbs/set-up.ts';
import { showVerdict } from './verbs/show-verdict.ts';
import { addTrendVerb } from './verbs/trend.ts';

interface GlobalOptions extends ConfigFlags {
  json?: boolean;
  verbose?: boolean;
}

interface RunFlags {
  profile?: string;
  set?: string[];
  measure?: number;
  allowInconclusive?: boolean;
  wait?: boolean;
  browser?: boolean;
}

const ROOT = resolve(import.meta.dirname, '..');

/** Runs the command line and sets the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  // A reader that has seen enough (`| head`) ends nothing: what was started is still stopped in order.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  const program = buildProgram(argv);
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    process.exitCode = reportFailure(error, program.opts<GlobalOptions>());
  }
}

function buildProgram(argv: readonly string[]): Command {
  const program = new Command('headroom')
    .description('Load tests and performance monitoring for web deployments with an AI copilot.')
    .option('--config <file>', 'configuration file (default: headroom.config.ts)')
    .option('--json', 'print one JSON value; progress goes to standard error')
    .option('--verbose', 'show stack traces of errors')
    .option('--runs-dir <folder>', 'where records are written')
    .option('--base-url <url>', 'load this deployment instead of the embedded one')
    .option('--build <id>', 'what the build that answers there is called')
    .option('--orders <number>', 'orders in the reference database', parseWholeNumber)
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .showSuggestionAfterError(true);
  const context = (): Context => createContext(argv, program.opts<GlobalOptions>());
  const config = () => loadConfig(ROOT, program.opts<GlobalOptions>(), process.env);
  const runsDir = async () => resolve(ROOT, (await config()).runsDir);

  program
    .command('setup')
    .description('get everything a run needs; safe to repeat')
    .option('--browser', 'also Chromium, which the browser tests need')
    .option('--tests', 'also what only `npm test` needs: Chromium and PgBouncer')
    .action(({ browser = false, tests = false }: { browser?: boolean; tests?: boolean }) =>
      setUp(context(), { browser, tests }),
    );
  program
    .command('doctor')
    .description('show each prerequisite: found, version, how to get it')
    .action(async () => {
      if (!(await examine(context()))) process.exitCode = EXIT.suite;
    });
  program
    .command('target')
    .description('the embedded reference deployment')
    .argument('<action>', TARGET_ACTIONS.join(' | '))
    .addOption(profileOption())
    .addOption(setOption())
    .action(async (action: string, { profile, set }: RunFlags) =>
      manageTarget(context(), await config(), { action, profile: parseProfile(profile, set) }),
    );
  program
    .command('seed')
    .description('make the reference database (cached as a template)')
    .action(async () => seed(context(), await config()));
  addRunVerbs(program, context, config);
  const setExitCode = (code: number) => {
    process.exitCode = code;
  };
  addAblationVerb(program, { context, config, performRun, setExitCode });
  addAbVerb(program, { context, config, performRun, setExitCode });
  addNoiseVerb(program, { context, config, performRun, setExitCode });
  addCompareVerb(program, { context, config, setExitCode });
  addPinVerb(program, { context, config });
  addHistoryVerb(program, { context, config });
  addTrendVerb(program, { context, config, setExitCode });
  addNightlyVerb(program, { context, config, performRun, setExitCode });
  program
    .command('report')
    .description('write summary.json and report.html of a run again')
    .argument('<run>', 'a run id, a folder, or latest')
    .action(async (given: string) => {
      const { terminal } = context();
      const folder = findRunFolder(await runsDir(), given);
      const report = await terminal.step('Writing the report', () => writeReport(folder));
      showVerdict(terminal, report.summary, report.reportPath);
    });
  program
    .command('runs')
    .description('list the records, newest first')
    .action(async () => {
      listRuns(context().terminal, await runsDir());
    });
  return program;
}

function addRunVerbs(program: Command, context: () => Context, config: () => ReturnType<typeof loadConfig>): void {
  const workloads = Object.values(WORKLOADS).map((workload) => `  ${workload.name.padEnd(12)} ${workload.description}`);
  const measure = () =>
    new Option('--measure <seconds>', 'length of the measured phase').argParser(parsePositiveNumber);
  program
    .command('plan')
    .description('show what a run would do, without doing it')
    .argument('[workload]', 'a workload', 'baseline')
    .option('--explain', 'sessions, streams in flight, requests a second (always shown)')
    .addOption(measure())
    .addOption(profileOption())
    .addOption(setOption())
    .action(async (workload: string, flags: RunFlags) => {
      const { terminal } = context();
      const resolved = await config();
      const plan = resolvePlan(resolved, {
        workload,
        profile: parseProfile(flags.profile, flags.set).name,
        baseUrl: resolved.target.baseUrl ?? 'http://127.0.0.1',
        measureMs: flags.measure === undefined ? undefined : flags.measure * 1000,
      });
      for (const line of explainPlan(plan)) terminal.print(line);
      terminal.json({ plan, figures: planFigures(plan) });
    });
  program
    .command('run')
    .description('run a workload and report on it')
    .argument('[workload]', 'a workload', 'smoke')
    .option('--allow-inconclusive', 'exit 0 when the run could not tell')
    .option('--wait', 'wait for another run on this machine instead of refusing')
    .option('--no-browser', 'leave the browser journey out')
    .addOption(measure())
    .addOption(profileOption())
    .addOption(setOption())
    .addOption(new Option('--pair-requests <file>', 'also write k6 samples with request ids to a file').hideHelp())
    .addHelpText('after', `\nWorkloads:\n${workloads.join('\n')}`)
    .action(async (workload: string, flags: RunFlags & { pairRequests?: string }) => {
      const outcome = await performRun(context(), await config(), {
        workload,
        profile: flags.profile,
        sets: flags.set,
        measureMs: flags.measure === undefined ? undefined : flags.measure * 1000,
        allowInconclusive: flags.allowInconclusive ?? false,
        wait: flags.wait ?? false,
        browser: flags.browser ?? true,
        pairRequests: flags.pairRequests,
      });
      process.exitCode = outcome.exitCode;
    });
  program
    .command('baseline')
    .description('from nothing to a report: setup, seed, run baseline')
    .option('--allow-inconclusive', 'exit 0 when the run could not tell')
    .option('--wait', 'wait for another run on this machine instead of refusing')
    .option('--no-browser', 'leave the browser journey out')
    .action(async (flags: RunFlags) => {
      const before = context();
      await setUp({ ...before, terminal: { ...before.terminal, json: () => {} } }, { browser: false });
      // Anew: the set-up may have installed what the environment then names.
      const outcome = await performRun(context(), await config(), {
        workload: 'baseline',
        allowInconclusive: flags.allowInconclusive ?? false,
        wait: flags.wait ?? false,
        browser: flags.browser ?? true,
      });
      process.exitCode = outcome.exitCode;
    });
}

function profileOption(): Option {
  return new Option('--profile <name>', 'before, after, after-without-<toggle>, before-with-<toggle>');
}

function setOption(): Option {
  return new Option('--set <toggle=on|off>', 'switch one of the systems on or off; may be repeated').argParser(
    (value: string, before: string[] = []) => [...before, value],
  );
}

function createContext(argv: readonly string[], options: GlobalOptions): Context {
  return {
    root: ROOT,
    env: environment(),
    terminal: createTerminal({
      json: options.json ?? false,
      isTty: process.stdout.isTTY === true,
      writeOut: (text) => process.stdout.write(text),
      writeError: (text) => process.stderr.write(text),
      nowMs: () => performance.now(),
    }),
    nowMs: () => Date.now(),
    processId: process.pid,
    signals: process,
    exitNow: (code) => process.exit(code),
    command: `npm run headroom -- ${argv.slice(2).join(' ')}`,
  };
}

/** The environment, with the Redis server named where only our own link to it is known. */
function environment(): NodeJS.ProcessEnv {
  const redis = findRedis(process.env);
  return redis === null ? process.env : { ...process.env, HEADROOM_REDIS_SERVER: redis };
}

/** Writes what went wrong and returns the exit code. */
function reportFailure(error: unknown, options: GlobalOptions): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.ok;
    const message = error.message.replace(/^error: /, '');
    process.stderr.write(describeError(new HeadroomError('HR_USAGE', message), false));
    return EXIT.usage;
  }
  const failure = toHeadroomError(error);
  process.stderr.write(describeError(failure, options.verbose ?? failure.code === 'HR_INTERNAL'));
  if (options.json === true) {
    const { code, message, hint, problems, exitCode } = failure;
    process.stdout.write(`${JSON.stringify({ error: { code, message, hint, problems, exitCode } }, null, 2)}\n`);
  }
  return failure.exitCode;
}

function parseWholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('not a whole number');
  return Number(text);
}

function parsePositiveNumber(text: string): number {
  const value = Number(text);
  if (!(Number.isFinite(value) && value > 0)) throw new InvalidArgumentError('not a positive number');
  return value;
}
