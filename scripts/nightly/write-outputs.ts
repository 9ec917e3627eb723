/** Writes a night's files: `summary.json`, `junit.xml`, `summary.md`, each whole or not at all. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HeadroomError } from '../../contract/errors.ts';
import { writeJunit } from './junit.ts';
import { writeNightMarkdown } from './markdown.ts';
import { type NightlySummary, nightlySummarySchema } from './summary.ts';
import { writeWhole } from './write-whole.ts';

/** Writes them into the night's folder. HR_RECORD_UNWRITABLE. */
export function writeOutputs(folder: string, summary: NightlySummary, isStrict: boolean): void {
  writeWhole(join(folder, 'junit.xml'), writeJunit(summary, isStrict));
  writeWhole(join(folder, 'summary.md'), writeNightMarkdown(summary));
  writeWhole(join(folder, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
}

/** The summary of a night that has ended. HR_RECORD_UNREADABLE names the file. */
export function readNightSummary(folder: string): NightlySummary {
  const path = join(folder, 'summary.json');
  try {
    return nightlySummarySchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HeadroomError('HR_RECORD_UNREADABLE', `${path} cannot be read: ${reason}`, { cause: error });
  }
}
