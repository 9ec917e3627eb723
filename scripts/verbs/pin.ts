/**
 * `headroom pin set|show|list`: named sets of runs that others are held against.
 *
 * A set holds only what a comparison would take, of one environment and one set of switches; whatever is refused is
 * refused by name. Records are read, never changed.
 */
import { basename, join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Config } from '../../contract/config.ts';
import { HeadroomError } from '../../contract/errors.ts';
import type { PinnedSet } from '../../contract/pinned-set.ts';
import {
  differencesOf,
  type ExaminedRun,
  examineRuns,
  figuresOfSet,
  setFigureText,
  settingKey,
  shortBuild,
} from '../../reports/comparison/index.ts';
import type { Context } from '../context.ts';
import { isRecord } from '../records/list-records.ts';
import { listPinnedSets, problemOfSetName, readPinnedSet, savePinnedSet } from '../records/pinned-sets.ts';
import { type RunChoice, resolveRuns } from '../records/resolve-runs.ts';

/** What the verb is given by the entry point. */
export interface PinCommand {
  context(): Context;
  config(): Promise<Config>;
}

/** What the actions work with. */
export type PinContext = Pick<Context, 'terminal' | 'root' | 'nowMs'>;

/** The options of `pin set`. */
export interface PinOptions extends RunChoice {
  /** Why it is the baseline. */
  note?: string | undefined;
}

/** Adds the verb to the program. */
export function addPinVerb(program: Command, { context, config }: PinCommand): void {
  const runsDir = async () => resolve(context().root, (await config()).runsDir);
  const pin = program.command('pin').description('named sets of runs, to compare others with');
  pin
    .command('set')
    .description('pin runs under a name, or replace what it names')
    .argument('<name>', 'small letters, digits and -')
    .argument('<runs...>', 'ids, folders, latest, pinned sets, git revisions, or build:<name>')
    .option('--note <text>', 'why these are the baseline')
    .option('--workload <name>', 'of a build, only its runs of this workload')
    .option('--profile <name>', 'of a build, only its runs of this profile')
    .option('--environment <key>', 'of a build, only its runs of this environment')
    .action(async (name: string, runs: string[], options: PinOptions) => {
      await pinSet(context(), await runsDir(), { name, runs, options });
    });
  pin
    .command('show')
    .description('its runs, builds, environment, and each figure of its objectives')
    .argument('<name>', 'a pinned set')
    .action(async (name: string) => showSet(context(), await runsDir(), name));
  pin
    .command('list')
    .description('all pinned sets')
    .action(async () => listSets(context(), await runsDir()));
}

/**
 * Pins the runs; the set. Throws HR_USAGE for a name that cannot be, HR_RECORD_UNREADABLE and HR_NOT_COMPARABLE when no
 * run is left, and HR_NOT_COMPARABLE for runs of several environments or switches.
 */
export async function pinSet(
  { terminal, nowMs }: PinContext,
  runsDir: string,
  { name, runs, options }: { name: string; runs: readonly string[]; options: PinOptions },
): Promise<PinnedSet> {
  const problem = problemOfSetName(name);
  if (problem !== null) throw new HeadroomError('HR_USAGE', problem);
  const folders = await resolveRuns(runsDir, runs, options);
  const examined = await terminal.step('Reading the runs', () => examineRuns(folders));
  const refused = [
    ...examined.unreadable.map(({ folder, reason }) => `${basename(folder)}: ${reason}`),
    ...examined.runs.flatMap((run) => refusalsOf(run, runsDir)),
  ];
  const kept = examined.runs.filter((run) => refusalsOf(run, runsDir).length === 0);
  const [first] = kept;
  if (first === undefined) throw nothingLeft(examined.runs.length, refused);
  refuseSeveralSettings(kept);
  const { facts } = first;
  const set: PinnedSet = {
    headroom: 'set/1',
    name,
    runs: kept.map((run) => run.facts.id),
    environmentKey: facts.environment.key,
    toggles: facts.toggles,
    builds: [...new Set(kept.map((run) => run.facts.build))],
    workload: facts.workload,
    deployment: facts.deployment,
    pinnedAtMs: nowMs(),
    ...(options.note === undefined ? {} : { note: options.note }),
  };
  const replaced = listPinnedSets(runsDir).sets.find((one) => one.name === name) ?? null;
  const path = savePinnedSet(runsDir, set);
  for (const one of refused) terminal.print(`  refused  ${one}`);
  if (replaced !== null) terminal.print(`  replaced ${describeSet(replaced)}`);
  terminal.print(`  pinned   ${describeSet(set)}`);
  terminal.print(`  compare  npm run compare -- ${name} --with latest`);
  terminal.json({ set, refused, replaced, path });
  return set;
}

/** Why a run cannot be pinned; empty when it can. */
function refusalsOf({ facts, reasons }: ExaminedRun, runsDir: string): string[] {
  if (facts.status !== 'complete') return [`${facts.id}: it did not complete (${facts.status})`];
  // A set holds ids, so that it can be moved with its folder.
  if (!isRecord(runsDir, facts.id) || resolve(facts.folder) !== resolve(join(runsDir, facts.id))) {
    return [`${facts.id}: its folder is not ${join(runsDir, facts.id)}`];
  }
  return reasons.length === 0 ? [] : [`${facts.id}: ${reasons.map(({ message }) => message).join(' ')}`];
}

function nothingLeft(read: number, refused: readonly string[]): HeadroomError {
  const code = read === 0 ? 'HR_RECORD_UNREADABLE' : 'HR_NOT_COMPARABLE';
  return new HeadroomError(code, `no run is left to pin: ${refused.join('; ')}`, {
    problems: refused,
    hint: 'A baseline needs finished runs of at least 120 s that hold their rate: `npm run run -- baseline`.',
  });
}

/** HR_NOT_COMPARABLE when the runs are not of one environment and one set of switches. */
function refuseSeveralSettings(runs: readonly ExaminedRun[]): void {
  const [first, ...rest] = runs.map(({ facts }) => facts);
  if (first === undefined || rest.every((one) => settingKey(one) === settingKey(first))) return;
  const problems = rest.flatMap((other) => [
    ...differencesOf(first.environment, other.environment).map((one) => `${other.id}: ${one}`),
    ...(other.toggles === first.toggles ? [] : [`${other.id}: switches ${first.toggles} and ${other.toggles}`]),
  ]);
  throw new HeadroomError('HR_NOT_COMPARABLE', `the runs are no one set: ${problems.join('; ')}`, {
    problems,
    hint: 'Pin runs of one environment and one profile; what differs is named against the first run.',
  });
}

/** Prints a set with its figures; records that are gone are named. */
export async function showSet({ terminal }: PinContext, runsDir: string, name: string): Promise<void> {
  const set = readPinnedSet(runsDir, name);
  const gone = set.runs.filter((id) => !isRecord(runsDir, id));
  const examined = await terminal.step('Reading its runs', () =>
    examineRuns(set.runs.filter((id) => !gone.includes(id)).map((id) => join(runsDir, id))),
  );
  const figures = await figuresOfSet(examined);
  terminal.print();
  terminal.print(`  ${describeSet(set)}`);
  if (set.note !== undefined) terminal.print(`  note         ${set.note}`);
  terminal.print(`  environment  ${set.environmentKey}`);
  for (const { name: fact, value } of examined.runs[0]?.facts.environment.facts ?? []) {
    terminal.print(`               ${fact} ${value}`);
  }
  terminal.print(`  switches     ${set.toggles}`);
  for (const { facts, reasons } of examined.runs) {
    const against = reasons.length === 0 ? '' : `  does not count: ${reasons.map(({ message }) => message).join(' ')}`;
    terminal.print(`  run          ${facts.id}  ${shortBuild(facts.build)}${against}`);
  }
  for (const { folder, reason } of examined.unreadable) terminal.print(`  unreadable   ${basename(folder)}: ${reason}`);
  for (const id of gone) terminal.print(`  gone         ${id}: there is no such record any more`);
  terminal.print();
  for (const figure of figures) terminal.print(`  ${setFigureText(figure)}`);
  terminal.json({ set, gone, unreadable: examined.unreadable, cutSeconds: examined.cutSeconds, figures });
}

/** Prints a line a set; files that are none are named. */
export function listSets({ terminal }: PinContext, runsDir: string): void {
  const { sets, unreadable } = listPinnedSets(runsDir);
  if (sets.length === 0) terminal.print('no set is pinned; pin one with `npm run pin -- set <name> <runs>`');
  for (const set of sets) {
    const gone = set.runs.filter((id) => !isRecord(runsDir, id)).length;
    terminal.print(`${describeSet(set)}${gone === 0 ? '' : `, ${gone} of them gone`}`);
  }
  for (const { name, reason } of unreadable) terminal.print(`unreadable: ${name}: ${reason}`);
  terminal.json({ sets, unreadable });
}

function describeSet({ name, runs, builds, workload, environmentKey, pinnedAtMs }: PinnedSet): string {
  const day = new Date(pinnedAtMs).toISOString().slice(0, 10);
  const count = `${runs.length} ${runs.length === 1 ? 'run' : 'runs'}`;
  return `${name}: ${count} of ${workload}, build ${builds.map(shortBuild).join(', ')}, environment ${environmentKey}, pinned ${day}`;
}
