/**
 * The stored records give the stored summaries, byte for byte. After a change that is meant, `UPDATE_GOLDENS=1` in the
 * environment of this test writes them again; the difference is then read in review.
 */
import { readdirSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { summarySchema } from '../../contract/summary.ts';
import { analyseRun, writeReport } from '../index.ts';
import { reportModelSchema } from '../model.ts';
import { RECORDS_FOLDER, STORED_RECORDS } from './support/fixtures.ts';

const GOLDEN_FOLDER = fileURLToPath(new URL('../golden/', import.meta.url));

async function expectGolden(name: string, text: string): Promise<void> {
  const path = join(GOLDEN_FOLDER, name);
  if (process.env.UPDATE_GOLDENS === '1') await writeFile(path, text);
  expect(text).toBe(await readFile(path, 'utf8'));
}

describe('the stored records', () => {
  // Every folder counts: a recorded run that is added there is held to its golden too.
  for (const name of readdirSync(RECORDS_FOLDER).sort()) {
    it(`${name}: gives the stored summary`, async () => {
      const { summary } = await analyseRun(join(RECORDS_FOLDER, name));
      await expectGolden(`${name}.summary.json`, `${JSON.stringify(summary, null, 2)}\n`);
    });

    it(`${name}: has a model and summary of the published form`, async () => {
      const { model, summary } = await analyseRun(join(RECORDS_FOLDER, name));
      expect(reportModelSchema.parse(model)).toEqual(model);
      expect(summarySchema.parse(summary)).toEqual(summary);
    });
  }

  it('give the same bytes each time, in summary, table and page', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'headroom-golden-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await cp(join(RECORDS_FOLDER, 'healthy'), folder, { recursive: true });
    const written = await writeReport(folder);
    const read = async () =>
      await Promise.all(
        [written.summaryPath, written.csvPath, written.reportPath].map((path) => readFile(path, 'utf8')),
      );
    const first = await read();
    await writeReport(folder);
    expect(await read()).toEqual(first);
    await expectGolden('healthy.report.csv', first[1] ?? '');
  });

  it('are what the record writer makes', async () => {
    for (const [name, make] of Object.entries(STORED_RECORDS)) {
      const { load, samples, evidence = {} } = make();
      for (const [folder, files] of Object.entries({ load, samples, evidence })) {
        for (const [file, text] of Object.entries(files)) {
          expect(await readFile(join(RECORDS_FOLDER, name, folder, file), 'utf8')).toBe(text);
        }
      }
    }
  });

  it('give summaries that older ones, without the younger parts, are still read beside', async () => {
    const { summary } = await analyseRun(join(RECORDS_FOLDER, 'healthy'));
    const { comparability, correctness, outages, limiter, browser, ...older } = summary;
    for (const part of [comparability, correctness, outages, limiter, browser]) expect(part).toBeDefined();
    expect(summarySchema.parse(older)).toEqual(older);
  });

  it('tell in words what they were made to show', async () => {
    const verdicts: Record<string, string> = {};
    for (const name of Object.keys(STORED_RECORDS)) {
      verdicts[name] = (await analyseRun(join(RECORDS_FOLDER, name))).summary.verdict;
    }
    expect(verdicts).toEqual({
      healthy: 'pass',
      'slow-model': 'fail',
      outage: 'fail',
      'lost-order': 'fail',
      partial: 'invalid',
      empty: 'invalid',
    });
  });
});
