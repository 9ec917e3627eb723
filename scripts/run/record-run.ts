/**
 * Records one run: folder, plan, collectors, k6, and the end, whatever it is. The record is complete, interrupted or
 * partial, never lost; its verdict is somebody else's (`reports/`).
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  type Collectors,
  type CollectorsInput,
  type CollectorTally,
  type EvidenceInput,
  type LiveFigures,
  startCollectors,
  startEvidence,
} from '../../collectors/index.ts';
import type { Config } from '../../contract/config.ts';
import { HeadroomError } from '../../contract/errors.ts';
import type { Plan } from '../../contract/plan.ts';
import type { Run } from '../../contract/run.ts';
import { complementOf } from './address-ranges.ts';
import { type BrowserFence, fenceBrowser } from './browser-fence.ts';
import { BROWSER_INSTANCE, type BrowserProcess, startBrowser } from './browser-process.ts';
import type { Fence } from './fence.ts';
import type { Interruption } from './interruption.ts';
import { type K6Process, type K6Request, startK6 } from './k6-process.ts';
import { createRecordFolder, createRunId, hashFolder, writeEvidence, writePlan, writeRun } from './record-folder.ts';
import { redactUrls } from './redact-urls.ts';
import { superviseK6 } from './supervise-k6.ts';
import { missingSources, type ReadyTarget } from './target-sources.ts';

/** What a recording needs. */
export interface RecordRequest {
  root: string;
  config: Config;
  plan: Plan;
  target: ReadyTarget;
  k6Binary: string;
  /** The Chromium of the plan's browser journey; null: none runs. */
  chromium: string | null;
  /** What the load may reach, and nothing else. */
  fence: Fence;
  facts: Pick<Run, 'git' | 'versions' | 'machine' | 'command'>;
  interruption: Interruption;
  onProgress(live: LiveFigures, elapsedMs: number): void;
  /** Called with k6's process id, for tests that end it. */
  onStarted?: (k6: K6Process, folder: string) => void;
  extraArguments?: readonly string[];
  env: NodeJS.ProcessEnv;
  nowMs(): number;
  /** Of the suite's own process. */
  processId: number;
  /** Four characters that keep two runs of one second apart. */
  suffix: string;
}

/** How the recording went; figures are in the folder. */
export interface Recording {
  folder: string;
  run: Run;
  tallies: CollectorTally[];
}

const LOG = 'k6.log';
/** Where the browser was kept from. */
const FENCE_LOG = 'browser-fence.log';
/** How many of k6's last log lines an error shows. */
const LAST_LINES = 5;
/** What our output says in k6's log when the load file cannot be written. */
const WRITE_FAILURE = /headroom: writing|can't (write|make the folder of) the load file/;

/** Runs the load and records it. HR_RECORD_UNWRITABLE and HR_K6_FAILED are thrown after the record was finished. */
export async function recordRun(request: RecordRequest): Promise<Recording> {
  const { plan, config, target, interruption } = request;
  const id = createRunId(request.nowMs(), plan.workload, request.suffix);
  const folder = createRecordFolder(resolve(request.root, config.runsDir), id);
  const planPath = writePlan(folder, plan);
  for (const [name, document] of Object.entries(target.documents ?? {})) writeEvidence(folder, name, document);
  const run: Run = {
    headroom: 'run/1',
    id,
    workload: plan.workload,
    profile: plan.profile,
    deployment: plan.deployment,
    baseUrl: plan.baseUrl,
    status: 'running',
    startedAtMs: request.nowMs(),
    instances: [plan.executor.instance, ...(request.chromium === null ? [] : [BROWSER_INSTANCE])],
    collectors: [],
    ...(config.target.build === undefined ? {} : { build: config.target.build }),
    configuration: redactUrls(JSON.parse(JSON.stringify(config)) as Record<string, unknown>),
    ...(target.description === undefined ? {} : { target: target.description }),
    ...redactUrls(request.facts),
  };
  writeRun(folder, run);
  const writeErrors: Error[] = [];
  const collectors = startCollectors(collectorsInput(request, folder, (error) => writeErrors.push(error)));
  const evidence = startEvidence(evidenceInput(request, folder, collectors, (error) => writeErrors.push(error)));
  run.collectors = collectors.states().map((state) => state.name);
  const load = k6Request(request, folder, planPath);
  const browserFence = await fenceBrowserOf(request, folder);
  const k6 = startK6(load, request.env);
  const browser = startBrowserOf(request, load, browserFence);
  request.onStarted?.(k6, folder);
  interruption.onSecond(() => {
    k6.kill();
    browser?.kill();
  });
  const ended = await superviseK6({
    plan,
    config,
    k6,
    signal: interruption.signal,
    live: collectors.live,
    hasWriteErrors: () => writeErrors.length > 0,
    onProgress: request.onProgress,
    nowMs: request.nowMs,
  });
  // A load that ended before its time is no place for visitors.
  if (interruption.signal.aborted || ended.stoppedEarly !== undefined || ended.k6.code !== 0) browser?.stop();
  await Promise.all([browser?.settle(), evidence.stop()]);
  const tallies = await collectors.stop().catch((error: unknown) => {
    writeErrors.push(error instanceof Error ? error : new Error(String(error)));
    return [];
  });
  const finished: Run = {
    ...run,
    status: interruption.signal.aborted ? 'interrupted' : 'complete',
    endedAtMs: request.nowMs(),
    k6Exit: { code: ended.k6.code, signal: ended.k6.signal },
    ...(ended.stoppedEarly === undefined ? {} : { stoppedEarly: ended.stoppedEarly }),
  };
  writeRun(folder, finished);
  refuseBrokenRecording(folder, ended.k6, writeErrors);
  return { folder, run: finished, tallies };
}

function k6Request(request: RecordRequest, runFolder: string, planPath: string): K6Request {
  const { plan } = request;
  return {
    binary: request.k6Binary,
    script: join(request.root, 'scenarios', 'main.ts'),
    runFolder,
    planPath,
    plan,
    scriptHash: hashFolder(join(request.root, 'scenarios')),
    instance: plan.executor.instance,
    log: LOG,
    blockedRanges: complementOf(request.fence.addresses),
    niceness: plan.executor.niceness,
    secrets: request.target.secrets,
    ...(request.extraArguments === undefined ? {} : { extraArguments: request.extraArguments }),
  };
}

async function fenceBrowserOf({ plan, fence, chromium }: RecordRequest, folder: string): Promise<BrowserFence | null> {
  if (chromium === null) return null;
  const targetHost = new URL(plan.baseUrl).hostname.replace(/^\[|\]$/g, '');
  const targetAddress = fence.names.get(targetHost) ?? targetHost;
  const allowed = { targetHost, targetAddress, addresses: fence.addresses, names: [...fence.names.keys()] };
  return fenceBrowser(allowed, join(folder, 'logs', FENCE_LOG));
}

function startBrowserOf(request: RecordRequest, load: K6Request, fence: BrowserFence | null): BrowserProcess | null {
  const { chromium, root, env } = request;
  if (chromium === null || fence === null) return null;
  return startBrowser(load, { script: join(root, 'scenarios', 'browser-main.ts'), chromium, fence }, env);
}

/** A k6 that was killed is no error here: its record is read as partial and reported. */
function refuseBrokenRecording(folder: string, k6: Awaited<K6Process['ended']>, writeErrors: readonly Error[]): void {
  const lastWords = k6.code === 0 || k6.code === null ? [] : lastLines(join(folder, 'logs', LOG));
  if (writeErrors.length > 0 || lastWords.some((line) => WRITE_FAILURE.test(line))) {
    const problems = [...writeErrors.map((error) => error.message), ...lastWords];
    throw new HeadroomError('HR_RECORD_UNWRITABLE', `the record in ${folder} could not be written whole`, { problems });
  }
  if (k6.error !== undefined) throw new HeadroomError('HR_K6_FAILED', `k6 could not be started: ${k6.error}`);
  // 105: k6's own code for a run that was asked to end.
  if (k6.code !== null && k6.code !== 0 && k6.code !== 105) {
    throw new HeadroomError('HR_K6_FAILED', `k6 ended with ${k6.code}; the record is in ${folder}`, {
      problems: lastWords,
    });
  }
}

function lastLines(path: string): string[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.includes('"source":"console"'))
    .slice(-LAST_LINES);
}

function collectorsInput(
  request: RecordRequest,
  runFolder: string,
  onWriteError: (error: Error) => void,
): CollectorsInput {
  const { config, target, plan } = request;
  return {
    runFolder,
    intervalMs: config.collectors.intervalMs,
    timeoutMs: config.collectors.timeoutMs,
    ...target.sources,
    host: true,
    processes: { ...target.processes, suite: request.processId },
    generator: { loadFile: join(runFolder, 'load', `${plan.executor.instance}.ndjson`) },
    unavailable: missingSources(target),
    onWriteError,
  };
}

function evidenceInput(
  { config, target, plan }: RecordRequest,
  runFolder: string,
  { live }: Collectors,
  onWriteError: (error: Error) => void,
): EvidenceInput {
  const { postgres } = target.sources;
  return {
    runFolder,
    ...(postgres === undefined ? {} : { postgres }),
    ...(target.postgresLogPath === undefined ? {} : { logPath: target.postgresLogPath }),
    phases: plan.phases,
    live,
    ...config.evidence,
    onWriteError,
  };
}
