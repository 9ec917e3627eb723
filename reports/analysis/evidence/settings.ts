/** The server settings that explain the database's figures, by name. */
import { type Measured, measured } from '../../../contract/measured.ts';
import { compareText } from '../load-data.ts';
import type { Snapshots } from './snapshot-pair.ts';

/** Most settings that are shown. */
const SETTINGS_MAX = 60;

/** Name and value of each setting at the end of the phase, ordered by name. */
export function listSettings(snapshots: Measured<Snapshots>): Measured<{ name: string; value: string }[]> {
  if (snapshots.status === 'unavailable') return snapshots;
  const { settings } = snapshots.value.after;
  if (settings.status === 'unavailable') return settings;
  const rows = Object.entries(settings.value).map(([name, value]) => ({ name, value }));
  return measured(rows.sort((a, b) => compareText(a.name, b.name)).slice(0, SETTINGS_MAX));
}
