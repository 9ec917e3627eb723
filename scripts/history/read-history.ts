/**
 * All records of a runs folder with what people ask of them: build, environment, verdict, whether they are comparable, how
 * large they are, and who holds them.
 *
 * Verdict and comparability are those of `summary.json`: judging hundreds of records anew would take minutes.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HeadroomError } from '../../contract/errors.ts';
import { type Summary, summarySchema } from '../../contract/summary.ts';
import { type RunSetting, readRunSetting } from '../../reports/comparison/index.ts';
import { type ListedRecord, listRecords } from '../records/list-records.ts';
import type { Holders } from './holders.ts';
import { measureFolder } from './record-files.ts';

/** A record. */
export interface HistoryEntry {
  /** The folder's name. */
  id: string;
  folder: string;
  /** As the record itself says; null when it cannot be read. */
  runId: string | null;
  status: RunSetting['status'] | null;
  startedAtMs: number | null;
  workload: string | null;
  build: string | null;
  environmentKey: string | null;
  profile: string | null;
  toggles: string | null;
  /** Null without a summary. */
  verdict: Summary['verdict'] | null;
  comparable: 'yes' | 'no' | 'unknown';
  /** Why it is not comparable, why that is unknown, or why the record cannot be read; empty otherwise. */
  reason: string;
  diskBytes: number;
  /** Unix milliseconds of the latest change of any file. */
  changedAtMs: number;
  sets: string[];
  series: string[];
  nights: string[];
}

/** The records, the newest first, unreadable ones last. Reads them one after the other. */
export async function readHistory(runsDir: string, holders: Holders): Promise<HistoryEntry[]> {
  const entries: HistoryEntry[] = [];
  for (const record of listRecords(runsDir)) entries.push(await entryOf(record, holders));
  return entries;
}

async function entryOf({ name, folder, run, reason }: ListedRecord, holders: Holders): Promise<HistoryEntry> {
  const setting = run === null ? reason : await settingOrReason(folder);
  const summary = readSummary(folder);
  // A renamed folder is held by the name that it had.
  const held = (map: ReadonlyMap<string, string[]>): string[] => [
    ...new Set([name, run?.id ?? name].flatMap((id) => map.get(id) ?? [])),
  ];
  const known = typeof setting === 'string' ? null : setting;
  return {
    ...{ id: name, folder, runId: run?.id ?? null, status: run?.status ?? null },
    ...{ startedAtMs: run?.startedAtMs ?? null, workload: run?.workload ?? null, build: known?.build ?? null },
    ...{ environmentKey: known?.environment.key ?? null, profile: run?.profile ?? null },
    toggles: known?.toggles ?? null,
    verdict: summary?.verdict ?? null,
    ...(typeof setting === 'string' ? { comparable: 'no' as const, reason: setting } : comparabilityOf(summary)),
    ...measureFolder(folder),
    ...{ sets: held(holders.sets), series: held(holders.series), nights: held(holders.nights) },
  };
}

async function settingOrReason(folder: string): Promise<RunSetting | string> {
  try {
    return await readRunSetting(folder);
  } catch (error) {
    if (error instanceof HeadroomError) return error.message;
    throw error;
  }
}

function comparabilityOf(summary: Summary | null): Pick<HistoryEntry, 'comparable' | 'reason'> {
  if (summary === null) return { comparable: 'unknown', reason: 'it has no summary; `npm run report` writes one' };
  if (summary.comparability === undefined) {
    return { comparable: 'unknown', reason: 'its summary is an older suite’s; `npm run report` writes it anew' };
  }
  const reason = summary.comparability.reasons.map(({ message }) => message).join(' ');
  return { comparable: summary.comparability.status === 'comparable' ? 'yes' : 'no', reason };
}

function readSummary(folder: string): Summary | null {
  try {
    const parsed = summarySchema.safeParse(JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
