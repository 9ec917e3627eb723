/**
 * The page of a trend in a real browser, opened from a file: no error, no violation of its policy, one request, readable
 * without scripts, accessible in both themes, nothing sideways on a telephone, its tables by keyboard, whole on paper.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOSTILE_NAMES } from '../html/support/hostile-names.ts';
import { renderTrend } from './html.ts';
import type { TrendModel } from './model.ts';
import { storyTrend } from './support/story.ts';

const ARGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'];
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser;
let folder: string;
let pages = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-trend-page-'));
  browser = await chromium.launch({ executablePath: process.env.HEADROOM_CHROMIUM ?? '/usr/bin/chromium', args: ARGS });
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(model: TrendModel, options: BrowserContextOptions = {}) {
  pages += 1;
  const path = join(folder, `${pages}.html`);
  writeFileSync(path, renderTrend(model));
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const requests: string[] = [];
  const problems: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) requests.push(request.url());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('dialog', async (dialog) => {
    problems.push(`dialog ${dialog.message()}`);
    await dialog.dismiss();
  });
  await page.goto(`file://${path}`);
  return { page, requests, problems, close: () => context.close() };
}

async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate<string[]>(`axe.run({
    runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')))`);
}

describe('the page of a trend in Chromium', () => {
  it('makes exactly one request and raises no error, whatever the names bring along', async () => {
    const model = storyTrend();
    const [series] = model.series;
    for (const name of HOSTILE_NAMES) {
      if (series !== undefined) model.series.push({ ...series, endpoint: name });
      model.unreadable.push({ name, reason: name });
      model.warnings.push(name);
    }
    const { page, requests, problems, close } = await open(model);
    const planted = await page.$$eval('img, iframe, object, script[src], [onload], [onerror]', (found) => found.length);
    expect([planted, problems, requests.length]).toEqual([0, [], 1]);
    await close();
  });

  it.each(['light', 'dark'] as const)('has no accessibility violation in the %s theme', async (colorScheme) => {
    for (const status of ['regressed', 'steady', 'collecting'] as const) {
      const { page, close } = await open({ ...storyTrend(), status }, { colorScheme });
      await page.evaluate("document.querySelectorAll('details').forEach((one, at) => { one.open = at < 2; })");
      expect(await violationsOf(page)).toEqual([]);
      await close();
    }
  });

  it.each([320, 390])('needs no sideways scrolling at %i pixels', async (width) => {
    const { page, close } = await open(storyTrend(), { viewport: { width, height: 800 } });
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    await close();
  });

  it('is complete without scripts: words, marks inside their charts, and every night by the keyboard', async () => {
    const model = storyTrend();
    const { page, close } = await open(model, { javaScriptEnabled: false });
    const text = (await page.innerText('main')).replaceAll('\u00a0', ' ');
    for (const words of ['REGRESSED', 'dashboard p95', 'Scripts are off', 'build-60 (after)'])
      expect(text).toContain(words);
    const charts = page.locator('#trend figure svg.nights[role=img]');
    expect(await charts.count()).toBe(model.series.length);
    const chart = await charts.first().boundingBox();
    const marks = await charts
      .first()
      .locator('circle.p')
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect()));
    expect(marks.length).toBeGreaterThan(40);
    for (const { x, width } of marks) {
      expect(x).toBeGreaterThanOrEqual(chart?.x ?? Number.POSITIVE_INFINITY);
      expect(x + width).toBeLessThanOrEqual((chart?.x ?? 0) + (chart?.width ?? 0));
    }
    const summary = page.locator('#trend summary').first();
    await summary.focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('#trend details[open] tbody tr').count()).toBe(60);
    await close();
  });

  it('prints with the words and the charts', async () => {
    const { page, close } = await open(storyTrend());
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.length).toBeGreaterThan(20_000);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('#trend svg.nights[role=img]').first().isVisible()).toBe(true);
    expect(await page.locator('.topbar').isVisible()).toBe(false);
    await close();
  });
});
