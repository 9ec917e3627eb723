/**
 * The pinned set that creeping is measured from, as figures: its records are read like those of a night. A set that is
 * not there, or has lost its records, costs the creep guard and nothing else.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HeadroomError } from '../../contract/errors.ts';
import { localDate, nightOfRuns, type PinnedRelease } from '../../reports/nights/index.ts';
import { readPinnedSet } from '../records/pinned-sets.ts';

/** The release's figures, or in words why there are none. `name` is `nightly.baseline`; null when none is set. */
export async function readPinnedRelease(runsDir: string, name: string | null): Promise<PinnedRelease | string> {
  if (name === null) return 'no release is pinned as nightly.baseline';
  try {
    const { runs } = readPinnedSet(runsDir, name);
    const folders = runs.map((id) => join(runsDir, id)).filter((folder) => existsSync(folder));
    if (folders.length === 0) return `the records of the pinned set ${name} are gone`;
    const night = await nightOfRuns({
      night: '',
      runs: folders.map((folder) => ({ folder, purpose: 'first' })),
    });
    const latestMs = Math.max(...night.runs.map(({ startedAtMs }) => startedAtMs));
    const { environmentKey, toggles, figures } = night;
    return { set: name, night: localDate(latestMs), environmentKey, toggles, figures };
  } catch (error) {
    if (!(error instanceof HeadroomError)) throw error;
    return error.message;
  }
}
