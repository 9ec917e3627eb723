/** The levels that nightly runs are known to share, for whoever learns the noise between equal runs. */
import { join } from 'node:path';
import { HeadroomError } from '../../contract/errors.ts';
import { levelsOfRuns, readNights } from '../../reports/nights/index.ts';
import { readChanges } from './changes-file.ts';

/** A level's name by run id; empty without nights. Told changes that cannot be read leave every run to its build. */
export async function knownLevels(runsDir: string): Promise<ReadonlyMap<string, string>> {
  const folder = join(runsDir, 'nights');
  const { histories } = await readNights(folder);
  if (histories.length === 0) return new Map();
  try {
    return levelsOfRuns(histories, readChanges(folder));
  } catch (error) {
    if (error instanceof HeadroomError) return new Map();
    throw error;
  }
}
