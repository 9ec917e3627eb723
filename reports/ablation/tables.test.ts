/**
 * The tables and the page of baselines against stored ones. After a change that is meant, `UPDATE_GOLDENS=1` in the
 * environment writes them again; the difference is then read in review.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { writeBaselines } from './baselines.ts';
import { buildAblation } from './build-ablation.ts';
import { writeCsv } from './csv.ts';
import { rewriteBaselinePage } from './index.ts';
import { writeMarkdown } from './markdown.ts';
import { ablationModelSchema } from './model.ts';
import { INTENDED, madeUpAblation } from './support/made-up-runs.ts';

const GOLDEN_FOLDER = fileURLToPath(new URL('../golden/ablation/', import.meta.url));
const BASELINES = fileURLToPath(new URL('../../docs/baselines', import.meta.url));
const figuresSchema = z.object({ ablation: ablationModelSchema, scales: z.array(ablationModelSchema) });
const everything = [
  'indexes',
  'statsInDatabase',
  'resultLimits',
  'pool',
  'contextWindow',
  'promptCache',
  'responseCache',
  'rateLimit',
];

async function expectGolden(name: string, text: string): Promise<void> {
  if (process.env.UPDATE_GOLDENS === '1') await writeFile(GOLDEN_FOLDER + name, text);
  expect(text).toBe(await readFile(GOLDEN_FOLDER + name, 'utf8'));
}

const ablation = () => {
  const { record, runs } = madeUpAblation([
    { id: 'r1', profile: 'after' },
    {
      id: 'r2',
      profile: 'before',
      off: everything,
      hasCache: false,
      errorKind: 'HTTP 503',
      journeys: {
        dashboard: { p50: 6_000, p95: 9_900, failed: 0.09 * INTENDED, unfinished: 0.29 * INTENDED },
        copilot: { p50: 2_900, p95: 7_400 },
        product: { p50: 300, p95: 780, failed: 6 },
      },
      figures: { databaseMs: 84, statements: 4.2, connections: 3, exhausted: 412, poolWaitMs: 320, tokens: 11_000 },
    },
    {
      id: 'r3',
      profile: 'after-without-contextWindow',
      off: ['contextWindow'],
      journeys: { copilot: { p50: 2_400, p95: 6_200 } },
      figures: { tokens: 9_000 },
      findings: ['context-growth', 'model-queue'],
    },
    {
      id: 'r4',
      profile: 'after-without-pool',
      off: ['pool'],
      invalid: 'timer lag p99 31 ms',
      figures: { connections: 2 },
    },
  ]);
  return buildAblation(record, runs);
};

const scale = () => {
  const { record, runs } = madeUpAblation(
    [
      { id: 's1', profile: 'before', orders: 2_000_000, off: everything },
      {
        id: 's2',
        profile: 'before',
        orders: 5_000_000,
        off: everything,
        journeys: { product: { p50: 800, p95: 1_900 } },
      },
    ],
    { kind: 'scale', id: 'scale-1' },
  );
  return buildAblation(record, runs);
};

describe('the table of an ablation', () => {
  it('is the stored one, as Markdown and as CSV', async () => {
    await expectGolden('table.md', writeMarkdown(ablation()));
    await expectGolden('table.csv', writeCsv(ablation()));
  });

  it('comes from a model of the published form', () => {
    expect(ablationModelSchema.parse(ablation())).toEqual(ablation());
    expect(ablationModelSchema.parse(scale())).toEqual(scale());
  });

  it('says how a journey breaks instead of a latency, in the table and in the CSV', () => {
    expect(writeMarkdown(ablation())).toContain('29 % of starts unanswered, 9 % failed, pool exhausted 412 times');
    expect(writeMarkdown(ablation())).not.toContain('9,900');
    expect(writeCsv(ablation())).not.toContain('9900');
  });

  it('says of a quantile beyond the last bucket that it is at least so much', () => {
    const { record, runs } = madeUpAblation([
      { id: 'w1', profile: 'after' },
      { id: 'w2', profile: 'after-without-pool', off: ['pool'], longWaits: 20 },
    ]);
    const model = buildAblation(record, runs);
    expect(writeMarkdown(model)).toContain('| Pool wait, p95, ms | 0.5 | ≥ 2,000 |');
    expect(writeMarkdown(model)).toContain('poolWaitMsP95 ×≥ 4,000');
    expect(writeCsv(model)).toContain('poolWaitMsP95,ms,2000,,1,at least: beyond the last bucket');
    expect(ablationModelSchema.parse(model)).toEqual(model);
  });

  it('says whether the report names the right cause first', () => {
    const { record, runs } = madeUpAblation([
      { id: 'f1', profile: 'after', findings: ['unused-index'] },
      { id: 'f2', profile: 'after-without-pool', off: ['pool'], findings: ['connection-churn', 'slow-statement'] },
      { id: 'f3', profile: 'after-without-indexes', off: ['indexes'], findings: ['slow-statement'] },
      { id: 'f4', profile: 'after-without-contextWindow', off: ['contextWindow'] },
    ]);
    const table = writeMarkdown(buildAblation(record, runs));
    expect(table).toContain('| after | Made up: unused-index | – | – |');
    expect(table).toContain('✔ Made up: connection-churn | `connection-churn` | `slow-statement` |');
    expect(table).toContain('✖ Made up: slow-statement | `sequential-scan-hot-path` | – |');
    expect(table).toContain('✖ nothing | `context-growth` | – |');
  });

  it('of quick runs has the median only, and no verdict', () => {
    const { record, runs } = madeUpAblation([{ id: 'q', profile: 'after' }], { isQuick: true, measureMs: 20_000 });
    const model = buildAblation(record, runs);
    const [markdown, csv] = [writeMarkdown(model), writeCsv(model)];
    expect(markdown).toContain('dashboard, p50 ms');
    expect(markdown).not.toContain('p95 ms');
    expect(csv).not.toMatch(/,p95,|verdict/);
  });

  it('of runs that are missing, failed or differ says so', () => {
    const { record, runs } = madeUpAblation([
      { id: 'x1', profile: 'after' },
      { id: 'x2', profile: 'before', off: everything },
      { id: 'x3', profile: 'after-without-pool', off: ['pool'] },
    ]);
    const [first, second, third] = record.made;
    if (first === undefined || second === undefined || third === undefined) throw new Error('three runs were made');
    runs.set('x2', { unreadable: 'load/local.ndjson line 7 is no JSON' });
    const failure = { code: 'HR_K6_FAILED', message: 'k6 ended with 107' };
    const made = [first, second, { ...third, runId: null, failure }];
    const model = buildAblation({ ...record, made, schedule: [...record.schedule, { round: 2, arm: 'after' }] }, runs);
    expect(model.arms.flatMap(({ notes }) => notes)).toEqual([
      'round 1: load/local.ndjson line 7 is no JSON',
      'round 1 has no record: k6 ended with 107 (HR_K6_FAILED)',
    ]);
    expect(model.notes).toEqual(['1 of 4 runs were not made: after']);
    expect(writeMarkdown(model)).toContain('k6 ended with 107');
  });
});

describe('the page of baselines', () => {
  it('is the stored one, from stored figures', async () => {
    const figures = { ablation: ablation(), scales: [scale()] };
    await expectGolden('baselines.json', `${JSON.stringify(figures, null, 1)}\n`);
    const stored = figuresSchema.parse(JSON.parse(await readFile(`${GOLDEN_FOLDER}baselines.json`, 'utf8')));
    await expectGolden('baselines.md', writeBaselines(stored));
  });

  it('has the effects of its arms by the rules of today, whatever was stored', async () => {
    const stale = { ...ablation(), effects: [], figures: ablation().figures.map((one) => ({ ...one, title: 'Old' })) };
    const page = writeBaselines({ ablation: ablation(), scales: [scale()] });
    expect(writeBaselines({ ablation: stale, scales: [scale()] })).toBe(page);
    const folder = await mkdtemp(join(tmpdir(), 'headroom-baselines-'));
    try {
      const path = join(folder, 'baselines.md');
      await expect(rewriteBaselinePage(path)).rejects.toMatchObject({ code: 'HR_RECORD_NOT_FOUND' });
      await writeFile(join(folder, 'baselines.json'), JSON.stringify({ ablation: stale, scales: [scale()] }));
      await rewriteBaselinePage(path);
      expect(await readFile(path, 'utf8')).toBe(page);
      const stored = figuresSchema.parse(JSON.parse(await readFile(join(folder, 'baselines.json'), 'utf8')));
      expect(stored.ablation).toEqual(ablation());
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('says which benchmarks `before` meets, and from how many orders on it does not', () => {
    const page = writeBaselines({ ablation: ablation(), scales: [scale()] });
    expect(page).toContain('Product page load is missed from 5,000,000 orders on');
    expect(page).toContain('Health check is not missed at 5,000,000 orders either');
    expect(writeBaselines({ ablation: ablation(), scales: [] })).toContain('was not measured at more orders');
  });

  it('is not made of an ablation without `before` or `after`, nor of a quick one', () => {
    const { record, runs } = madeUpAblation([{ id: 'only', profile: 'after' }]);
    expect(() => writeBaselines({ ablation: buildAblation(record, runs), scales: [] })).toThrow('profile before');
    expect(() => writeBaselines({ ablation: { ...ablation(), isQuick: true }, scales: [] })).toThrow('was quick');
  });

  it('in docs/ is what its figures make, or neither is there yet', async () => {
    expect(existsSync(`${BASELINES}.md`)).toBe(existsSync(`${BASELINES}.json`));
    if (!existsSync(`${BASELINES}.json`)) return;
    const figures = figuresSchema.parse(JSON.parse(await readFile(`${BASELINES}.json`, 'utf8')));
    expect(await readFile(`${BASELINES}.md`, 'utf8')).toBe(writeBaselines(figures));
  });
});
