/**
 * All nights of a folder, as histories: nights of one environment, one set of switches and one workload are one history,
 * because only they can be held against each other.
 *
 * A night that cannot be read is named and passed over; a night that stands there twice counts once. Never writes.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type NightRecord, nightSchema } from '../../contract/night.ts';
import { compareText } from '../analysis/load-data.ts';

/** What a night's folder is called, and its file. */
const NIGHT_NAME = /^\d{4}-\d{2}-\d{2}/;
const FILE_NAME = 'night.json';
/** Characters of a hash that tells the switches of one environment apart. */
const SWITCHES_LENGTH = 6;

/** Nights that may be held against each other. */
export interface NightHistory {
  /** Environment key and a hash of the switches: `9f2c41aa07d3-1b52c0`. */
  id: string;
  environmentKey: string;
  toggles: string;
  workload: string;
  deployment: string;
  /** Ascending by night, each night once; at least one. */
  nights: NightRecord[];
}

/** A night that was not read. */
export interface UnreadableNight {
  /** The folder's name. */
  name: string;
  reason: string;
}

/** What a folder of nights holds. */
export interface ReadNights {
  /** The history of the latest night first; empty when there is no readable night. */
  histories: NightHistory[];
  unreadable: UnreadableNight[];
}

/** Reads `folder`, whose subfolders are named by their night. A folder that does not exist has no nights. */
export async function readNights(folder: string): Promise<ReadNights> {
  const names = await readdir(folder).catch((): string[] => []);
  const nights: NightRecord[] = [];
  const unreadable: UnreadableNight[] = [];
  for (const name of names.filter((one) => NIGHT_NAME.test(one)).sort(compareText)) {
    const night = await readNight(join(folder, name, FILE_NAME));
    if (typeof night === 'string') unreadable.push({ name, reason: night });
    else if (nights.some((one) => one.night === night.night && historyId(one) === historyId(night))) {
      // The folder that bears the bare date comes first: copies have longer names.
      unreadable.push({ name, reason: `the night of ${night.night} stands there already` });
    } else nights.push(night);
  }
  return { histories: historiesOf(nights), unreadable };
}

/** The nights as histories, the one of the latest night first. */
export function historiesOf(nights: readonly NightRecord[]): NightHistory[] {
  const byId = new Map<string, NightRecord[]>();
  for (const night of nights) byId.set(historyId(night), [...(byId.get(historyId(night)) ?? []), night]);
  return [...byId]
    .flatMap(([id, members]) => {
      const ordered = members.toSorted((a, b) => compareText(a.night, b.night));
      const last = ordered.at(-1);
      if (last === undefined) return [];
      const { environmentKey, toggles, workload, deployment } = last;
      return [{ id, environmentKey, toggles, workload, deployment, nights: ordered }];
    })
    .sort((a, b) => lastMoment(b) - lastMoment(a) || compareText(a.id, b.id));
}

/** The id of the history that a night belongs to. */
export function historyId({ environmentKey, toggles, workload }: NightRecord): string {
  const switches = createHash('sha256').update(`${workload}\n${toggles}`).digest('hex').slice(0, SWITCHES_LENGTH);
  return `${environmentKey}-${switches}`;
}

/** Date first: an old night that was made up for later is not the latest. */
function lastMoment({ nights }: NightHistory): number {
  const last = nights.at(-1);
  return last === undefined
    ? 0
    : Date.parse(last.night) + Math.max(0, ...last.runs.map(({ startedAtMs }) => startedAtMs)) / 1e6;
}

async function readNight(path: string): Promise<NightRecord | string> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return `it has no ${FILE_NAME}: its job did not finish`;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `${FILE_NAME} is no JSON: ${error instanceof Error ? error.message : 'unknown'}`;
  }
  const version = typeof value === 'object' && value !== null && 'headroom' in value ? value.headroom : undefined;
  if (version !== 'night/1') return `${FILE_NAME} is of version ${JSON.stringify(version)}; this suite reads night/1`;
  const parsed = nightSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  return `${FILE_NAME} is damaged: ${problems.slice(0, 3).join('; ')}`;
}
