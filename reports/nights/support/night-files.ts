/** Writes night records as the nightly job leaves them: one folder a night. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NightRecord } from '../../../contract/night.ts';

/** Writes the nights below `folder`, which is made; returns their number. */
export async function writeNights(folder: string, nights: readonly NightRecord[]): Promise<number> {
  for (const night of nights) {
    await mkdir(join(folder, night.night), { recursive: true });
    await writeFile(join(folder, night.night, 'night.json'), `${JSON.stringify(night, null, 2)}\n`);
  }
  return nights.length;
}
