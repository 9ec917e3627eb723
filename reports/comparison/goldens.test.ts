/**
 * The made sets give the stored comparison, byte for byte. After a change that is meant, `UPDATE_GOLDENS=1` in the
 * environment of this test writes it again; the difference is then read in review.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { compareRecords, writeComparison, writeMarkdown } from './index.ts';
import { GOLDEN_FOLDER } from './support/golden-comparison.ts';
import { madeDatabase, writeMadeRun, writeSets } from './support/made-runs.ts';

/** Fourteen records are written and read twice, on a machine that may be busy. */
vi.setConfig({ testTimeout: 90_000 });

it('a slower dashboard among calm runs gives the stored comparison, and the same bytes each time', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'headroom-golden-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const sets = await writeSets(folder, 1.3, (side) => ({ evidence: madeDatabase(side === 'after' ? 14 : 5) }));
  const history: string[] = [];
  for (let past = 0; past < 7; past += 1) {
    history.push(await writeMadeRun(folder, { id: `past-${past}`, minute: past - 60 }));
  }
  const dropped = await writeMadeRun(folder, { id: 'dropped', minute: 20, options: { droppedPerSecond: 5 } });
  const request = { before: sets.before, after: [...sets.after, dropped], history };
  const read = async (): Promise<string[]> => {
    const model = await compareRecords(request);
    const { htmlPath, csvPath, jsonPath } = await writeComparison(join(folder, 'out'), model);
    const files = await Promise.all([jsonPath, csvPath, htmlPath].map((path) => readFile(path, 'utf8')));
    return [...files, writeMarkdown(model)];
  };
  const [json, csv, page, markdown] = await read();
  expect(await read()).toEqual([json, csv, page, markdown]);
  for (const [name, text] of Object.entries({
    'comparison.json': json,
    'comparison.csv': csv,
    'comparison.md': markdown,
  })) {
    const path = join(GOLDEN_FOLDER, name);
    if (process.env.UPDATE_GOLDENS === '1') await writeFile(path, text ?? '');
    expect(text).toBe(await readFile(path, 'utf8'));
  }
});
