/**
 * The story gives the stored trend, byte for byte. After a change that is meant, `UPDATE_GOLDENS=1` in the environment of
 * this test writes it again; the difference is then read in review.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { writeTrend, writeTrendMarkdown } from './index.ts';
import { storyTrend } from './support/story.ts';

const GOLDEN_FOLDER = fileURLToPath(new URL('../golden/trend/', import.meta.url));

it('seventy nights with one of everything give the stored trend, and the same bytes each time', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'headroom-trend-golden-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const read = async (): Promise<string[]> => {
    const model = storyTrend();
    const { htmlPath, csvPath, jsonPath } = await writeTrend(folder, model);
    const [json = '', csv = '', page = ''] = await Promise.all(
      [jsonPath, csvPath, htmlPath].map((path) => readFile(path, 'utf8')),
    );
    return [`${JSON.stringify(JSON.parse(json), null, 1)}\n`, csv, page, writeTrendMarkdown(model)];
  };
  const [json, csv, page, markdown] = await read();
  expect(await read()).toEqual([json, csv, page, markdown]);
  for (const [name, text] of Object.entries({ 'trend.json': json, 'trend.csv': csv, 'trend.md': markdown })) {
    const path = join(GOLDEN_FOLDER, name);
    if (process.env.UPDATE_GOLDENS === '1') await writeFile(path, text ?? '');
    expect(text).toBe(await readFile(path, 'utf8'));
  }
});
