/**
 * The report in a real browser, opened from a file: no error, no violation of its policy, one request, charts when
 * scrolled to, readable without scripts, accessible in both themes, printable.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReportModel } from '../model.ts';
import { renderReport } from './render.ts';
import { HOSTILE_NAMES } from './support/hostile-names.ts';
import { sampleModel } from './support/sample-model.ts';

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-report-'));
  browser = await chromium.launch({ executablePath: process.env.HEADROOM_CHROMIUM ?? '/usr/bin/chromium', args: ARGS });
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Opened {
  page: Page;
  requests: string[];
  problems: string[];
  close(): Promise<void>;
}

async function open(model: ReportModel, options: BrowserContextOptions & { hash?: string } = {}): Promise<Opened> {
  const path = join(folder, `${Math.abs(hashCode(JSON.stringify(model)))}.html`);
  writeFileSync(path, renderReport(model));
  const { hash = '', ...contextOptions } = options;
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...contextOptions });
  const page = await context.newPage();
  const requests: string[] = [];
  const problems: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith('data:') && !request.url().startsWith('blob:')) requests.push(request.url());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('dialog', async (dialog) => {
    problems.push(`dialog ${dialog.message()}`);
    await dialog.dismiss();
  });
  await page.goto(`file://${path}${hash}`);
  if (options.javaScriptEnabled !== false) await page.waitForSelector('html[data-ready]');
  return { page, requests, problems, close: () => context.close() };
}

function hashCode(text: string): number {
  return [...text].reduce((hash, character) => (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) | 0, 7);
}

/** Brings every figure onto the screen and waits until each is drawn. */
async function drawAll(page: Page): Promise<number> {
  const ids = await page.$$eval('figure[data-chart]', (figures) => figures.map((figure) => figure.id));
  for (const id of ids) {
    await page.locator(`[id="${id}"]`).scrollIntoViewIfNeeded();
    await page.waitForSelector(`[id="${id}"][data-drawn]`, { timeout: 10_000 });
  }
  return ids.length;
}

/** How many colours each canvas shows; a blank one has a single one. Browser code is text: Node knows no document. */
async function coloursOf(page: Page): Promise<number[]> {
  return page.evaluate<number[]>(`[...document.querySelectorAll('canvas')].map((canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  })`);
}

/** Opens the first tables and the first of what else unfolds: all of them together only take axe longer. */
async function openTables(page: Page): Promise<void> {
  await page.evaluate(`for (const kind of ['details.data', 'details:not(.data)'])
    [...document.querySelectorAll(kind)].slice(0, 4).forEach((details) => { details.open = true; })`);
  await page.evaluate(
    `[...document.querySelectorAll('#database details, #indexes details')].slice(0, 8).forEach((details) => { details.open = true; })`,
  );
  await page.waitForSelector('[data-fill] table');
}

/** What axe finds, one line a rule. */
async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate<string[]>(`axe.run({
    runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')))`);
}

describe('the report in Chromium', () => {
  it('makes exactly one request, raises no error and draws every chart that is scrolled to', async () => {
    const { page, requests, problems, close } = await open(sampleModel('fail'));
    expect(await page.$$eval('canvas', (found) => found.length)).toBeLessThan(4);
    const figures = await drawAll(page);
    expect(figures).toBeGreaterThan(12);
    const colours = await coloursOf(page);
    expect(colours).toHaveLength(figures);
    expect(Math.min(...colours)).toBeGreaterThan(8);
    expect(problems).toEqual([]);
    expect(requests).toHaveLength(1);
    await close();
  });

  it('is complete without scripts: verdict, reason, criteria, static charts and tables', async () => {
    const { page, close } = await open(sampleModel('fail'), { javaScriptEnabled: false });
    const text = await page.innerText('main');
    for (const words of [
      'FAIL',
      'missed its limit',
      'Copilot first token',
      'GET /api/dashboard/stats',
      'Scripts are off',
    ]) {
      expect(text).toContain(words);
    }
    expect(await page.locator('svg.still').count()).toBeGreaterThan(12);
    expect(await page.locator('#theme').isVisible()).toBe(false);
    await close();
  });

  it.each(['light', 'dark'] as const)('has no accessibility violation in the %s theme', async (colorScheme) => {
    for (const kind of ['fail', 'invalid'] as const) {
      const { page, close } = await open(sampleModel(kind), { colorScheme });
      await drawAll(page);
      await openTables(page);
      expect(await violationsOf(page)).toEqual([]);
      await close();
    }
  });

  it.each([320, 390])('needs no sideways scrolling at %i pixels', async (width) => {
    const { page, close } = await open(sampleModel('fail'), { viewport: { width, height: 800 } });
    await drawAll(page);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    await close();
  });

  it('runs nothing that a name brings along', async () => {
    const model = sampleModel('fail');
    HOSTILE_NAMES.forEach((name, index) => {
      const row = model.endpoints[index % model.endpoints.length];
      if (row !== undefined) model.endpoints.push({ ...row, name });
      const series = model.latency.at(-1);
      if (series !== undefined && index < 12) model.latency.push({ ...series, id: `${name}${index}`, title: name });
    });
    model.summary.because = HOSTILE_NAMES.join(' ');
    const { page, problems, requests, close } = await open(model);
    await drawAll(page);
    await openTables(page);
    expect(
      await page.$$eval(
        'img, iframe, object, embed, script[src], [onload], [onerror], [onmouseover]',
        (found) => found.length,
      ),
    ).toBe(0);
    expect(problems).toEqual([]);
    expect(requests).toHaveLength(1);
    await close();
  });

  it('sorts and filters the endpoints and keeps the choice in the address', async () => {
    const { page, close } = await open(sampleModel('pass'));
    await page.click('#endpoint-table th:nth-child(7) button');
    expect(await page.innerText('#endpoint-table tbody tr:first-child th')).toContain('POST /api/copilot');
    await page.fill('#endpoint-filter', 'dashboard/s');
    expect(await page.locator('#endpoint-table tbody tr:visible').count()).toBe(1);
    const address = new URL(page.url()).hash;
    expect(address).toContain('sort=6d');
    await close();
    const again = await open(sampleModel('pass'), { hash: address });
    expect(await again.page.locator('#endpoint-table tbody tr:visible').count()).toBe(1);
    await again.close();
  });

  it('speaks the values under the arrow keys and shows all of them as a table', async () => {
    const model = sampleModel('pass');
    const { page, close } = await open(model, { hash: '#latency-time' });
    const figure = page.locator('figure[data-chart^="time-1-"]');
    await figure.scrollIntoViewIfNeeded();
    await figure.locator('canvas').focus();
    await page.keyboard.press('End');
    const last = model.latency[1]?.perBucket.p95.at(-1);
    expect(await page.innerText('#say')).toContain(`p95 ${Math.round(last ?? 0)}`);
    await page.keyboard.press('Enter');
    const cells = await figure.locator('[data-fill] tbody tr:last-child td').allInnerTexts();
    expect(cells[0]).toContain(`${Math.round(last ?? 0)}`);
    expect(await figure.locator('[data-fill] tbody tr').count()).toBe(model.timeline.count);
    await close();
  });

  it('shows another endpoint when one is chosen, with its name kept in the address', async () => {
    const { page, close } = await open(sampleModel('pass'), { hash: '#latency-time' });
    const figure = page.locator('figure[data-chart="time-endpoints"]');
    await figure.scrollIntoViewIfNeeded();
    await figure.locator('select').selectOption('GET /api/dashboard/stats');
    expect(new URL(page.url()).hash).toContain('time-endpoints=GET');
    expect(await page.locator('[id="fig-time-endpoints-d"]').textContent()).toContain('p95: from');
    await close();
  });

  it('follows the theme button and forgets nothing', async () => {
    const { page, problems, close } = await open(sampleModel('pass'));
    await drawAll(page);
    await page.click('#theme');
    await page.click('#theme');
    expect(await page.getAttribute('html', 'data-theme')).toBe('dark');
    expect(new URL(page.url()).hash).toContain('theme=dark');
    expect(problems).toEqual([]);
    await close();
  });

  it('prints every chart, whether it was scrolled to or not, in the light theme', async () => {
    const { page, close } = await open(sampleModel('pass'), { colorScheme: 'dark' });
    const pdf = await page.pdf({ format: 'A4', printBackground: true });
    expect(pdf.byteLength).toBeGreaterThan(60_000);
    const figures = await page.locator('figure[data-chart]').count();
    expect(await page.locator('figure[data-drawn]').count()).toBe(figures);
    expect(Math.min(...(await coloursOf(page)))).toBeGreaterThan(8);
    await close();
  });
});
