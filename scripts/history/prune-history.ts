/** `headroom history prune`: deletes whole records by a criterion and says what was freed. Nights keep their figures. */
import { existsSync } from 'node:fs';
import { HeadroomError } from '../../contract/errors.ts';
import type { Context } from '../context.ts';
import { choosePrunable, type PruneCriteria } from './choose-prunable.ts';
import { deleteRecord, finishDeletions } from './delete-record.ts';
import { findHolders } from './holders.ts';
import { readHistory } from './read-history.ts';
import { sizeText } from './record-files.ts';

/** What to prune, and whether to only say so. */
export interface PruneOptions extends PruneCriteria {
  dryRun: boolean;
}

/**
 * Prunes; the ids that went, or would go. Throws HR_USAGE without a criterion, and HR_RECORD_UNREADABLE while a pinned set
 * cannot be read: what it pins is not known, so nothing is deleted.
 */
export async function pruneHistory(
  { terminal, nowMs }: Pick<Context, 'terminal' | 'nowMs'>,
  runsDir: string,
  { dryRun, ...criteria }: PruneOptions,
): Promise<string[]> {
  if (criteria.keep === undefined && criteria.olderThanMs === undefined) {
    throw new HeadroomError('HR_USAGE', 'nothing says which records are superfluous', {
      hint: 'Give --keep <number> or --older-than <days>, and --dry-run to see first what would go.',
    });
  }
  const holders = findHolders(runsDir);
  refuseUnknownSets(holders.unreadableSets);
  const entries = await terminal.step('Reading the records', () => readHistory(runsDir, holders));
  const decisions = choosePrunable(entries, criteria, nowMs());
  const going = decisions.flatMap(({ entry, stays }) => (stays === null ? [entry] : []));
  // What merely is young or new needs no word; what stays for another reason does.
  const told = decisions.filter(({ stays }) => stays !== null && !['among the newest', 'not that old'].includes(stays));
  if (!dryRun) {
    if (existsSync(runsDir)) finishDeletions(runsDir);
    for (const { id } of going) deleteRecord(runsDir, id);
  }
  const bytes = going.reduce((sum, { diskBytes }) => sum + diskBytes, 0);
  for (const { entry, stays } of told) terminal.print(`  kept     ${entry.id}: ${stays}`);
  for (const { id, diskBytes, nights } of going) {
    const night = nights.length === 0 ? '' : `, of the night ${nights.join(', ')}, whose figures stay`;
    terminal.print(`  ${dryRun ? 'would go' : 'deleted '} ${id} (${sizeText(diskBytes)}${night})`);
  }
  const count = `${going.length} of ${entries.length} records`;
  terminal.print(dryRun ? `${count} would go, ${sizeText(bytes)}` : `${count} deleted, ${sizeText(bytes)} freed`);
  const ids = going.map(({ id }) => id);
  const kept = decisions.flatMap(({ entry, stays }) => (stays === null ? [] : [{ id: entry.id, reason: stays }]));
  terminal.json({ dryRun, deleted: ids, freedBytes: bytes, kept });
  return ids;
}

function refuseUnknownSets(unreadable: readonly { name: string; reason: string }[]): void {
  if (unreadable.length === 0) return;
  const problems = unreadable.map(({ name, reason }) => `${name}: ${reason}`);
  throw new HeadroomError('HR_RECORD_UNREADABLE', `pinned sets cannot be read, so nothing was deleted`, {
    problems,
    hint: 'Pin them anew with `npm run pin -- set`, or delete their files below sets/.',
  });
}
