/**
 * The browser journey's own k6 process: a real Chromium beside the load, at a lower priority, advisory.
 *
 * It never decides about the run: its end is awaited for a while, and what it leaves is ended.
 */
import type { BrowserFence } from './browser-fence.ts';
import { type K6Process, type K6Request, startK6 } from './k6-process.ts';

/** The browser process's instance: its load file is `load/browser-0.ndjson`. */
export const BROWSER_INSTANCE = 'browser-0';

/** Below everything else on the machine (0 is normal, 19 the least): the browser must not slow what it watches. */
const BROWSER_NICENESS = 15;
/**
 * How long the browser may take to end after the load has, milliseconds: one visit. k6 1.8.1 sometimes waits for its
 * closed Chromium until it is interrupted (seen 2026-11-23), with everything measured already written.
 */
const END_PATIENCE_MS = 8_000;

/** A browser process that runs, or none. */
export interface BrowserProcess {
  stop(): void;
  kill(): void;
  /** Resolves when it has ended, by itself or because its time was up. */
  settle(): Promise<void>;
}

/** What the browser has that the load has not. */
export interface BrowserRequest {
  script: string;
  /** Chromium's path. */
  chromium: string;
  /** Closed when the browser has ended. */
  fence: BrowserFence;
}

/** Chromium's own sandbox refuses root; nothing but the deployment under test is opened in it. */
const CHROMIUM_ARGS = ['no-sandbox', 'disable-background-networking', 'disable-component-update', 'no-first-run'];

/** Starts the browser's k6 with the load's request, changed where it must be. */
export function startBrowser(
  load: K6Request,
  { script, chromium, fence }: BrowserRequest,
  env: NodeJS.ProcessEnv,
): BrowserProcess {
  const k6 = startK6(
    {
      ...load,
      script,
      instance: BROWSER_INSTANCE,
      log: 'k6-browser.log',
      niceness: BROWSER_NICENESS,
      extraArguments: [],
      variables: {
        K6_BROWSER_EXECUTABLE_PATH: chromium,
        K6_BROWSER_HEADLESS: 'true',
        K6_BROWSER_ARGS: [...CHROMIUM_ARGS, ...fence.args].join(','),
      },
    },
    env,
  );
  return { stop: () => k6.stop(), kill: () => k6.kill(), settle: () => settle(k6).finally(() => fence.close()) };
}

async function settle(k6: K6Process): Promise<void> {
  const stop = setTimeout(() => k6.stop(), END_PATIENCE_MS);
  const kill = setTimeout(() => k6.kill(), 2 * END_PATIENCE_MS);
  await k6.ended;
  clearTimeout(stop);
  clearTimeout(kill);
}
