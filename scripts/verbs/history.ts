/** `headroom history list|prune|export`: the records there are, what they hold, and getting rid of old ones. */
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Config } from '../../contract/config.ts';
import { shortBuild } from '../../reports/comparison/index.ts';
import type { Context } from '../context.ts';
import { EXPORT_FORMATS, type ExportOptions, exportHistory } from '../history/export-history.ts';
import { findHolders } from '../history/holders.ts';
import { pruneHistory } from '../history/prune-history.ts';
import { type HistoryEntry, readHistory } from '../history/read-history.ts';
import { sizeText } from '../history/record-files.ts';

/** What the verb is given by the entry point. */
export interface HistoryCommand {
  context(): Context;
  config(): Promise<Config>;
}

const DAY_MS = 24 * 3_600_000;

/** Adds the verb to the program. */
export function addHistoryVerb(program: Command, { context, config }: HistoryCommand): void {
  const runsDir = async () => resolve(context().root, (await config()).runsDir);
  const history = program.command('history').description('all records: list, prune, export');
  history
    .command('list')
    .description('build, environment, switches, verdict, whether it is comparable, size, and who holds it')
    .action(async () => {
      await listHistory(context(), await runsDir());
    });
  history
    .command('prune')
    .description('delete whole records; never pinned ones, never one that may be under way; nights keep their figures')
    .addOption(new Option('--keep <number>', 'the newest that stay').argParser(parseNumber))
    .addOption(new Option('--older-than <days>', 'only those that began longer ago').argParser(parseDays))
    .option('--dry-run', 'only say what would go')
    .action(async ({ keep, olderThan, dryRun = false }: { keep?: number; olderThan?: number; dryRun?: boolean }) => {
      const olderThanMs = olderThan === undefined ? undefined : olderThan * DAY_MS;
      await pruneHistory(context(), await runsDir(), { keep, olderThanMs, dryRun });
    });
  history
    .command('export')
    .description('a row for every run and figure')
    .addOption(new Option('--format <format>', 'of the rows').choices(EXPORT_FORMATS).default('csv'))
    .option('--out <file>', 'where to; without it, standard output')
    .action(async (options: ExportOptions) => exportHistory(context(), await runsDir(), options));
}

/** Prints the records, the newest first; the entries. */
export async function listHistory({ terminal }: Pick<Context, 'terminal'>, runsDir: string): Promise<HistoryEntry[]> {
  const holders = findHolders(runsDir);
  const entries = await readHistory(runsDir, holders);
  if (entries.length === 0) terminal.print(`no records in ${runsDir}; make one with \`npm run baseline\``);
  for (const entry of entries) for (const line of describeEntry(entry)) terminal.print(line);
  if (entries.length > 0) {
    const bytes = entries.reduce((sum, { diskBytes }) => sum + diskBytes, 0);
    terminal.print(`${entries.length} records, ${sizeText(bytes)}`);
  }
  for (const { name, reason } of holders.unreadableSets) {
    terminal.print(`the pinned set ${name} cannot be read: ${reason}`);
  }
  terminal.json({ records: entries, unreadableSets: holders.unreadableSets });
  return entries;
}

function describeEntry(entry: HistoryEntry): string[] {
  const { id, startedAtMs, status, workload, profile, verdict, diskBytes, comparable, reason } = entry;
  if (startedAtMs === null) return [`${id}  unreadable: ${reason}  ${sizeText(diskBytes)}`];
  const when = new Date(startedAtMs).toISOString().slice(0, 16).replace('T', ' ');
  const what = `${workload}, ${profile}, build ${shortBuild(entry.build ?? 'unknown')}, environment ${entry.environmentKey ?? 'unknown'}`;
  const ended = status === 'complete' ? (verdict ?? 'no verdict') : `${status}, ${verdict ?? 'no verdict'}`;
  const held = [
    ...entry.sets.map((name) => `pinned by ${name}`),
    ...entry.series.map((name) => `of ${name}, which goes on with it`),
    ...entry.nights.map((name) => `of the night ${name}`),
  ];
  const words = { yes: 'comparable', no: 'not comparable', unknown: 'comparable or not is unknown' }[comparable];
  return [
    `${when} UTC  ${id}  ${ended}  ${sizeText(diskBytes)}`,
    `    ${what}`,
    `    ${words}${reason === '' ? '' : `: ${reason}`}`,
    ...held.map((one) => `    ${one}`),
  ];
}

function parseNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('not a whole number');
  return Number(text);
}

/** Days of `30` or `30d`. */
function parseDays(text: string): number {
  const [, days] = /^(\d+(?:\.\d+)?)d?$/.exec(text) ?? [];
  if (days === undefined) throw new InvalidArgumentError('not a number of days such as 30');
  return Number(days);
}
