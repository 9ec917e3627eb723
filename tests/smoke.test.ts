/** The thin thread on real servers: command → k6 → record → summary → report → exit code, and what must not be in it. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countRecordedRequests } from '../benchmarks/truth/record-counts.ts';
import { readTargetCounts } from '../benchmarks/truth/target-counts.ts';
import { type DeploymentState, readDeployment } from '../fixtures/deployment/index.ts';
import { analyseRun } from '../reports/index.ts';
import { findChromium } from '../scripts/setup/prerequisites.ts';
import {
  type CommandResult,
  createWorkshop,
  newestRecord,
  readSummary,
  runCommand,
  runOnQuietMachine,
  withConfig,
} from './support/command.ts';
import { LOOKED_AT } from './support/findings.ts';

const workshop = createWorkshop();
let deployment: DeploymentState;
let result: CommandResult;
let folder: string;

beforeAll(async () => {
  expect(await runCommand(workshop, ['target', 'up'])).toMatchObject({ code: 0 });
  const config = withConfig(workshop, { workloads: { smoke: LOOKED_AT } });
  result = await runOnQuietMachine(workshop, [...config, 'run', 'smoke']);
  const state = await readDeployment(workshop.stateDir);
  if (state.status !== 'up') throw new Error(`the deployment is ${state.status}: ${result.stderr}`);
  deployment = state;
  folder = newestRecord(workshop);
});
afterAll(async () => {
  await runCommand(workshop, ['target', 'down']);
  workshop.dispose();
});

describe('headroom run smoke', () => {
  it('passes, exits 0 and names the report', () => {
    expect(result.stderr).toBe('');
    expect(result.code).toBe(0);
    expect(result.stdout).toContain('✔ PASS');
    expect(result.stdout).toContain(join(folder, 'report.html'));
  });

  it('keeps all its sessions open throughout, and measures streams in flight apart from them', () => {
    const { sessions } = readSummary(folder);
    expect(sessions).toMatchObject({ copilotMin: 10, copilotMax: 10, dashboardMin: 5, dashboardMax: 5 });
    expect(sessions.streamsInFlightMax).toBeGreaterThan(0);
    expect(sessions.streamsInFlightMean).toBeLessThan(10);
  });

  it('sees the server side: every scrape but one at most, no rejected request, pool, cache and model', () => {
    const { collectors, server } = readSummary(folder);
    expect(collectors.map((collector) => collector.name)).toEqual([
      'application',
      'generator',
      'host',
      'model',
      'postgres',
      'processes',
      'redis',
    ]);
    for (const { scrapes, failures } of collectors) {
      expect(scrapes).toBeGreaterThan(10);
      // Of some twenty: a busy machine may lose one, a collector that fails loses more.
      expect(failures).toBeLessThanOrEqual(1);
    }
    expect(server.rateLimited).toBe(0);
    expect(server.pool).toMatchObject({ max: 20 });
    expect(server.model).toMatchObject({ firstTokenMsP95: expect.any(Number) });
  });

  it('has no finding but indexes that it does not need, and every rule could look', async () => {
    const { findings } = (await analyseRun(folder)).model;
    expect(findings.failed).toEqual([]);
    expect(findings.notJudged).toEqual([]);
    expect(findings.ranked.filter(({ id }) => id !== 'unused-index')).toEqual([]);
  });

  it('counts every request exactly as the target does, by name, over the whole run', async () => {
    const { received, answered } = await readTargetCounts(deployment.appMetricsUrl);
    const recorded = countRecordedRequests(folder);
    expect(recorded.get('POST /api/copilot')).toBeGreaterThan(5);
    expect(Object.fromEntries(recorded)).toEqual(Object.fromEntries(received));
    expect(Object.fromEntries(answered)).toEqual(Object.fromEntries(received));
  });

  it('closes the record to others, and keeps every secret out of it and out of the output', () => {
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const secrets = [
      deployment.passphrase,
      ...[deployment.databaseUrl, deployment.redisUrl].map((url) => new URL(url).password),
    ];
    const texts = [result.stdout, result.stderr, ...filesOf(folder).map((path) => readFileSync(path, 'utf8'))];
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(8);
      expect(texts.filter((text) => text.includes(secret))).toHaveLength(0);
    }
    expect(texts.join('\n')).not.toMatch(/Bearer [A-Za-z0-9]/);
  });

  it('lists the run, and writes the same report again', async () => {
    const before = readFileSync(join(folder, 'report.html'));
    expect((await runCommand(workshop, ['runs'])).stdout).toMatch(/pass\s+complete/);
    expect((await runCommand(workshop, ['report', 'latest'])).code).toBe(0);
    expect(readFileSync(join(folder, 'report.html')).equals(before)).toBe(true);
  });
});

describe('the report in a real browser', () => {
  it('opens without an error, asks for nothing but itself, and shows the verdict', async () => {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      const problems: string[] = [];
      const requests: string[] = [];
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(message.text());
      });
      page.on('request', (request) => requests.push(request.url()));
      const url = pathToFileURL(join(folder, 'report.html')).href;
      await page.goto(url);
      await page.locator('#verdict').waitFor();
      expect(await page.title()).toMatch(/^PASS/);
      expect((await page.screenshot()).length).toBeGreaterThan(10_000);
      expect(problems).toEqual([]);
      expect(requests.filter((request) => !request.startsWith('data:') && !request.startsWith('blob:'))).toEqual([url]);
    } finally {
      await browser.close();
    }
  });
});

describe('the pages of the deployment in a real browser', () => {
  it.each(['/dashboard', '/products'])(
    '%s shows every part, for a user with orders that are not completed',
    async (path) => {
      const browser = await launchBrowser();
      try {
        const context = await browser.newContext({
          extraHTTPHeaders: { 'x-headroom-source': 'browser', 'x-forwarded-for': '127.3.0.1' },
        });
        const signedIn = await context.request.post(`${deployment.baseUrl}/api/session`, {
          data: { email: 'user-1@example.test', passphrase: deployment.passphrase },
        });
        expect(signedIn.status()).toBe(200);
        const page = await context.newPage();
        await page.goto(deployment.baseUrl + path);
        await page.locator('body[data-state]').waitFor({ state: 'attached' });
        expect(await page.locator('body').getAttribute('data-state')).toBe('complete');
      } finally {
        await browser.close();
      }
    },
  );
});

async function launchBrowser() {
  const executablePath = findChromium(process.env);
  if (executablePath === null) throw new Error('no Chromium: run `npm run setup -- --browser`');
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

function filesOf(path: string): string[] {
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesOf(join(path, entry.name)) : [join(path, entry.name)],
  );
}
