/**
 * The collectors' one entry: starts what the configuration names, each on its own, and stops them all.
 *
 * Writes `samples/<collector>.ndjson` into a run folder and nothing else anywhere. What is not configured is not
 * collected; what is configured away leaves one line with the reason. One failing collector never stops another.
 */
import { join } from 'node:path';
import type { SampleLine } from '../contract/samples.ts';
import { createMetricsPageCollector, type MetricsPageInput } from './application.ts';
import { APPLICATION_METRICS, MODEL_METRICS } from './application-metrics.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Collector } from './collector.ts';
import { createGeneratorCollector, type GeneratorCollector } from './generator.ts';
import { createHostCollector, type HostInput } from './host.ts';
import { type AppendFile, createLineWriter, type LineWriter, openAppendFile } from './line-writer.ts';
import { createLiveWindow, type LiveFigures } from './live-window.ts';
import { createPgBouncerCollector } from './pgbouncer.ts';
import { createPostgresCollector } from './postgres.ts';
import { createProcessesCollector } from './processes.ts';
import { makeRecordFolder } from './record-folder.ts';
import { reasonOf } from './redact.ts';
import { createRedisCollector } from './redis.ts';
import { type CollectorState, type CollectorTally, type RunningCollector, runCollector } from './run.ts';

export { APPLICATION_METRICS, MODEL_METRICS } from './application-metrics.ts';
export { type EvidenceInput, type EvidenceRun, startEvidence } from './evidence/evidence-run.ts';
export { type Exporter, startExporter } from './exporter.ts';
export type { LiveFigures } from './live-window.ts';
export type { CollectorState, CollectorTally } from './run.ts';

/** What a collector may be called, because its name becomes a file's. */
const NAME = /^[a-z][a-z0-9_-]{0,40}$/;

/** What to collect. */
export interface CollectorsInput {
  /** The run's folder; `samples/` is made in it, mode 0700; the folder above it has to exist. */
  runFolder: string;
  /** Milliseconds between scrapes. Default 1000. */
  intervalMs?: number;
  /** Milliseconds after which a scrape has failed. Default 900: less than the interval, so that the next one is due. */
  timeoutMs?: number;
  postgres?: { url: string };
  /** The admin console. */
  pgbouncer?: { url: string };
  redis?: { url: string };
  application?: MetricsPageInput;
  model?: MetricsPageInput;
  /** This machine. Default false. */
  host?: boolean;
  /** Trees of processes on this machine: name → pid of the root. */
  processes?: Readonly<Record<string, number>>;
  generator?: { loadFile: string };
  /** Collectors that cannot be had here, by name, with the reason in plain words. */
  unavailable?: Readonly<Record<string, string>>;
  /** Called once a file, at its first failed write; the run should then end. */
  onWriteError?: (error: Error) => void;
}

/** What is injected in tests. */
export interface CollectorsDeps {
  clock?: Clock;
  host?: HostInput;
  openFile?: (path: string) => Promise<AppendFile>;
}

/** Collectors that run. */
export interface Collectors {
  /**
   * Ends the last scrapes, writes everything and lets go of every source, in at most the time-out and two seconds.
   * Resolves with a tally by collector, ordered by name. Rejects with an AggregateError, after everything was
   * visited, when something could not be written or closed.
   */
  stop(): Promise<CollectorTally[]>;
  /** The last seconds of the load; every figure unavailable when the generator is not collected. */
  live(): LiveFigures;
  /** How each collector's last scrape went, ordered by name. */
  states(): CollectorState[];
}

interface Participant {
  running: RunningCollector;
  writer: LineWriter<SampleLine>;
}

/** Starts the collectors. Throws HR_RECORD_UNWRITABLE when the folder cannot be made. */
export function startCollectors(input: CollectorsInput, deps: CollectorsDeps = {}): Collectors {
  const clock = deps.clock ?? systemClock;
  const intervalMs = input.intervalMs ?? 1000;
  const timeoutMs = input.timeoutMs ?? 900;
  const generator = input.generator === undefined ? undefined : createGeneratorCollector({ ...input.generator, clock });
  const collectors = createCollectors(input, timeoutMs, deps, generator);
  const folder = makeRecordFolder(input.runFolder, 'samples');

  const openWriter = (name: string) =>
    createLineWriter<SampleLine>((deps.openFile ?? openAppendFile)(join(folder, `${name}.ndjson`)), (error) =>
      input.onWriteError?.(new Error(`samples/${name}.ndjson: ${error.message}`, { cause: error })),
    );

  const participants: Participant[] = [];
  for (const [name, reason] of Object.entries(input.unavailable ?? {})) {
    if (!NAME.test(name)) throw new RangeError(`no name of a collector: ${JSON.stringify(name)}`);
    if (collectors.some((collector) => collector.name === name)) continue;
    participants.push(recordUnavailable(name, reasonOf(reason, []), openWriter(name), clock));
  }
  for (const collector of collectors) {
    const writer = openWriter(collector.name);
    const write = writer.write;
    participants.push({ writer, running: runCollector({ collector, intervalMs, timeoutMs, clock, write }) });
  }
  participants.sort((a, b) => (a.running.tally().name < b.running.tally().name ? -1 : 1));

  const nothing = createLiveWindow();
  let stopped: Promise<CollectorTally[]> | undefined;
  return {
    stop() {
      stopped ??= stopAll(participants);
      return stopped;
    },
    live: () => (generator ?? nothing).figures(),
    states: () => participants.map(({ running }) => running.state()),
  };
}

function createCollectors(
  input: CollectorsInput,
  timeoutMs: number,
  deps: CollectorsDeps,
  generator: GeneratorCollector | undefined,
): Collector[] {
  const collectors: Collector[] = [];
  if (input.application) {
    collectors.push(createMetricsPageCollector('application', APPLICATION_METRICS, input.application));
  }
  if (generator) collectors.push(generator);
  if (input.host) collectors.push(createHostCollector(deps.host));
  if (input.model) collectors.push(createMetricsPageCollector('model', MODEL_METRICS, input.model));
  if (input.pgbouncer) collectors.push(createPgBouncerCollector(input.pgbouncer));
  if (input.postgres) collectors.push(createPostgresCollector({ ...input.postgres, timeoutMs }));
  if (input.processes) collectors.push(createProcessesCollector({ processes: input.processes }));
  if (input.redis) collectors.push(createRedisCollector({ ...input.redis, timeoutMs }));
  return collectors;
}

/** A collector that was configured away: one line, which says why. */
function recordUnavailable(name: string, reason: string, writer: LineWriter<SampleLine>, clock: Clock): Participant {
  writer.write({ atMs: clock.wallMs(), collector: name, ok: false, tookMs: 0, reason });
  return {
    writer,
    running: {
      state: () => ({ name, status: 'failed', reason }),
      tally: () => ({ name, scrapes: 1, failures: 1 }),
      stop: async () => {},
    },
  };
}

async function stopAll(participants: readonly Participant[]): Promise<CollectorTally[]> {
  const ends = participants.map(async ({ running, writer }) => {
    const [source] = await Promise.allSettled([running.stop()]);
    const [file] = await Promise.allSettled([writer.close()]);
    return [source, file];
  });
  const errors = (await Promise.all(ends)).flat().flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
  if (errors.length > 0) {
    const reasons = errors.map((error) => reasonOf(error, [])).join('; ');
    throw new AggregateError(errors, `the collectors could not be ended cleanly: ${reasons}`);
  }
  return participants.map(({ running }) => running.tally());
}
