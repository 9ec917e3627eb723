/**
 * A user with a real browser: every 10–15 s a visit to the dashboard and to a product, each with a new context and so
 * with an empty cache. k6 takes the Web Vitals from the pages; they are advisory and judge nothing.
 */

import { type BrowserContext, browser as chromium } from 'k6/browser';
import exec from 'k6/execution';
import type { Plan } from '../../contract/plan.ts';
import type { RequestSpec } from '../deployments/types.ts';
import { browserVisit } from '../lib/metrics.ts';
import { createRandom, streamOf, uniform } from '../lib/random.ts';
import { recordError, send } from '../lib/requests.ts';
import { deployment, monotonicMs, plan } from '../lib/run-plan.ts';
import { pause, tagMoment } from '../lib/starts.ts';

type BrowserPlan = NonNullable<Plan['browser']>;

/** A browser user who has signed in. */
interface Visitor {
  headers: Record<string, string>;
  cookies: { name: string; value: string; url: string }[];
  pages: RequestSpec[];
}

/** The one iteration: visits until the load is over. */
export async function visitPages(settings: BrowserPlan): Promise<void> {
  const index = exec.vu.idInTest - 1;
  exec.vu.metrics.tags.journey = 'browser';
  const random = createRandom(plan.seed + streamOf('browser'), index);
  // The users don't visit in the same instant.
  if (!pause((settings.visitEveryMs.min * index) / settings.users)) return;
  let visitor: Visitor | null = null;
  for (;;) {
    const startedMs = monotonicMs();
    if (tagMoment() === null) return;
    visitor ??= prepareVisitor(settings, index);
    const isGood = visitor !== null && (await visit(visitor, settings));
    browserVisit.add(1, { outcome: isGood ? 'ok' : 'failed' });
    const everyMs = uniform(random, settings.visitEveryMs.min, settings.visitEveryMs.max);
    // A visit that took long must not share the limiter's window with the next one.
    const nextMs = Math.max(startedMs + everyMs, monotonicMs() + settings.visitEveryMs.min);
    if (!pause(nextMs - monotonicMs())) return;
  }
}

/** Signs in and chooses a product; its requests are told apart from the load's by their headers. */
function prepareVisitor(settings: BrowserPlan, index: number): Visitor | null {
  // A browser can't be given a loopback address of its own; the deployment believes this header on loopback only.
  const headers = { 'x-headroom-source': 'browser', 'x-forwarded-for': `127.2.0.${index + 1}` };
  const marked = (spec: RequestSpec): RequestSpec => ({ ...spec, headers: { ...spec.headers, ...headers } });
  const signIn = deployment.signIn?.({ number: settings.firstUser + index }, __ENV);
  const category = deployment.productCategories?.[index] ?? '';
  const list = deployment.productCalls?.({ kind: 'list', category })[0];
  if (signIn === undefined || list === undefined) return null;
  const signedIn = send(marked(signIn), settings.requestTimeoutMs);
  const listed = send(marked(list), settings.requestTimeoutMs);
  const id = deployment.readProducts?.(listed.answer)[0];
  const user = deployment.readCredentials?.(signedIn.answer);
  if (!signedIn.isGood || id === undefined || user === undefined) return null;
  const dashboard = deployment.dashboardPage?.(user);
  const product = deployment.productPage?.({ kind: 'product', id });
  const cookies = Object.entries(deployment.browser?.readCookies(signedIn.answer) ?? {});
  return {
    headers,
    cookies: cookies.map(([name, value]) => ({ name, value, url: plan.baseUrl })),
    pages: [dashboard, product].filter((page) => page !== undefined),
  };
}

async function visit(visitor: Visitor, settings: BrowserPlan): Promise<boolean> {
  let context: BrowserContext | null = null;
  let name = 'browser';
  try {
    context = await chromium.newContext({ extraHTTPHeaders: visitor.headers });
    context.setDefaultTimeout(settings.requestTimeoutMs);
    await context.addCookies(visitor.cookies);
    for (const spec of visitor.pages) {
      name = spec.name;
      exec.vu.metrics.tags.name = name;
      await openPage(context, spec.path);
    }
    return true;
  } catch (error) {
    recordError('check', name, /time(d )?out/i.test(String(error)) ? 'the page was not complete in time' : 'no page');
    return false;
  } finally {
    await context?.close();
  }
}

/** Opens a page, waits until it has shown everything, and touches it: without an interaction there is no INP. */
async function openPage(context: BrowserContext, path: string): Promise<void> {
  // A tab of its own, since only closing it makes a page report what is known at its end: CLS and INP.
  const page = await context.newPage();
  await page.goto(plan.baseUrl + path);
  await page.waitForSelector(deployment.browser?.completeSelector ?? 'body', { state: 'attached' });
  await page.locator('body').click();
  await page.close();
}
