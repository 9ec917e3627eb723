/**
 * Records one run: folder, plan, collectors, k6, and the end, whatever it is. The record is complete, interrupted or
 * partial, never lost; its verdict is somebody else's (`reports/`).
 */
import { join, resolve } from 'node:path';
import {
  type CollectorsInput,
  type CollectorTally,
  type LiveFigures,
  startCollectors,
} from '../../collectors/index.ts';
import type { Config } from '../../contract/config.ts';
import { HeadroomError } from '../../contract/errors.ts';
import type { Plan } from '../../contract/plan.ts';
import type { Run } from '../../contract/run.ts';
import type { Interruption } from './interruption.ts';
import { type K6Process, startK6 } from './k6-process.ts';
import { createRecordFolder, createRunId, hashFolder, writePlan, writeRun } from './record-folder.ts';
import { missingSources, type ReadyTarget } from './target-sources.ts';

/** What a recording needs. */
export interface RecordRequest {
  root: string;
  config: Config;
  plan: Plan;
  target: ReadyTarget;
  k6Binary: string;
  facts: Pick<Run, 'git' | 'versions' | 'machine' | 'command'>;
  interruption: Interruption;
  onProgress(live: LiveFigures, elapsedMs: number): void;
  /** Called with k6's process id, for tests that end it. */
  onStarted?: (k6: K6Process, folder: string) => void;
  extraArguments?: readonly string[];
  env: NodeJS.ProcessEnv;
  nowMs(): number;
  /** Four characters that keep two runs of one second apart. */
  suffix: string;
}

/** How the recording went; figures are in the folder. */
export interface Recording {
  folder: string;
  run: Run;
  tallies: CollectorTally[];
}

/** How much longer than planned k6 may take before it is ended, milliseconds: start-up and its last flush. */
const DEADLINE_MARGIN_MS = 60_000;
const PROGRESS_INTERVAL_MS = 500;

/** Runs the load and records it. HR_RECORD_UNWRITABLE and HR_K6_FAILED are thrown after the record was finished. */
export async function recordRun(request: RecordRequest): Promise<Recording> {
  const { plan, config, target, interruption } = request;
  const id = createRunId(request.nowMs(), plan.workload, request.suffix);
  const folder = createRecordFolder(resolve(request.root, config.runsDir), id);
  const planPath = writePlan(folder, plan);
  const run: Run = {
    headroom: 'run/1',
    id,
    workload: plan.workload,
    profile: plan.profile,
    deployment: plan.deployment,
    baseUrl: plan.baseUrl,
    status: 'running',
    startedAtMs: request.nowMs(),
    instances: [plan.executor.instance],
    collectors: [],
    configuration: JSON.parse(JSON.stringify(config)) as Record<string, unknown>,
    ...(target.description === undefined ? {} : { target: target.description }),
    ...request.facts,
  };
  writeRun(folder, run);
  const writeErrors: Error[] = [];
  const collectors = startCollectors(collectorsInput(request, folder, (error) => writeErrors.push(error)));
  run.collectors = collectors.states().map((state) => state.name);
  const k6 = startK6(
    {
      binary: request.k6Binary,
      script: join(request.root, 'scenarios', 'main.ts'),
      runFolder: folder,
      planPath,
      plan,
      scriptHash: hashFolder(join(request.root, 'scenarios')),
      secrets: target.secrets,
      ...(request.extraArguments === undefined ? {} : { extraArguments: request.extraArguments }),
    },
    request.env,
  );
  request.onStarted?.(k6, folder);
  interruption.onSecond(() => k6.kill());
  const ended = await waitForK6(request, k6, collectors.live, writeErrors);
  const tallies = await collectors.stop().catch((error: unknown) => {
    writeErrors.push(error instanceof Error ? error : new Error(String(error)));
    return [];
  });
  const finished: Run = {
    ...run,
    status: interruption.signal.aborted ? 'interrupted' : 'complete',
    endedAtMs: request.nowMs(),
    k6Exit: { code: ended.code, signal: ended.signal },
  };
  writeRun(folder, finished);
  if (ended.error !== undefined) throw new HeadroomError('HR_K6_FAILED', `k6 could not be started: ${ended.error}`);
  if (writeErrors.length > 0) {
    const problems = writeErrors.map((error) => error.message);
    throw new HeadroomError('HR_RECORD_UNWRITABLE', `the record in ${folder} could not be written whole`, { problems });
  }
  return { folder, run: finished, tallies };
}

async function waitForK6(
  request: RecordRequest,
  k6: K6Process,
  live: () => LiveFigures,
  writeErrors: readonly Error[],
): Promise<Awaited<K6Process['ended']>> {
  const { plan, interruption } = request;
  const startedMs = request.nowMs();
  const stop = () => k6.stop();
  interruption.signal.addEventListener('abort', stop, { once: true });
  if (interruption.signal.aborted) stop();
  const progress = setInterval(() => {
    request.onProgress(live(), request.nowMs() - startedMs);
    // A record that can't be written is not worth more load on the target.
    if (writeErrors.length > 0) k6.stop();
  }, PROGRESS_INTERVAL_MS);
  const deadline = setTimeout(() => k6.kill(), longestRunMs(plan));
  try {
    return await k6.ended;
  } finally {
    clearInterval(progress);
    clearTimeout(deadline);
    interruption.signal.removeEventListener('abort', stop);
  }
}

function longestRunMs(plan: Plan): number {
  const { rampMs, warmupMs, measureMs } = plan.phases;
  const gracefulStopMs = Math.max(0, ...plan.journeys.map((journey) => journey.gracefulStopMs));
  return rampMs + warmupMs + measureMs + gracefulStopMs + DEADLINE_MARGIN_MS;
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
    generator: { loadFile: join(runFolder, 'load', `${plan.executor.instance}.ndjson`) },
    unavailable: missingSources(target),
    onWriteError,
  };
}
