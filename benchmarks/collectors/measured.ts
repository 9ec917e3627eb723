/**
 * The measured process: runs nothing but the collectors, and says what CPU they used.
 *
 * Reads what to collect, with its secrets, as JSON on standard input, so that none stands in an argument list.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { startCollectors, startEvidence } from '../../collectors/index.ts';
import { measured } from '../../contract/measured.ts';

/** Seconds before the measurement: connections are opened and code is compiled in them. */
const WARM_UP_SECONDS = 3;

/** As in a run: statements over this are slow, and activity is sampled so often. */
const SLOW_STATEMENT_MS = 250;
const ACTIVITY_INTERVAL_MS = 200;

const source = z.object({ url: z.string() }).optional();
const inputSchema = z.object({
  seconds: z.number().positive(),
  runFolder: z.string(),
  loadFile: z.string().optional(),
  logPath: z.string().optional(),
  processes: z.record(z.string(), z.number()).optional(),
  postgres: source,
  redis: source,
  application: source,
  model: source,
});

const input = inputSchema.parse(JSON.parse(readFileSync(0, 'utf8')));
const collectors = startCollectors({
  runFolder: input.runFolder,
  host: true,
  ...(input.loadFile === undefined ? {} : { generator: { loadFile: input.loadFile } }),
  ...(input.postgres === undefined ? {} : { postgres: input.postgres }),
  ...(input.processes === undefined ? {} : { processes: input.processes }),
  ...(input.redis === undefined ? {} : { redis: input.redis }),
  ...(input.application === undefined ? {} : { application: input.application }),
  ...(input.model === undefined ? {} : { model: input.model }),
});
const startedAtMs = Date.now();
const evidence = startEvidence({
  runFolder: input.runFolder,
  ...(input.postgres === undefined ? {} : { postgres: input.postgres }),
  ...(input.logPath === undefined ? {} : { logPath: input.logPath }),
  // Both snapshots lie in the measurement.
  phases: { rampMs: 0, warmupMs: (WARM_UP_SECONDS + 1) * 1000, measureMs: (input.seconds - 2) * 1000 },
  live: () => ({ testStartedAtMs: measured(startedAtMs) }),
  slowStatementMs: SLOW_STATEMENT_MS,
  activityIntervalMs: ACTIVITY_INTERVAL_MS,
  onWriteError(error) {
    throw error;
  },
});
await pause(WARM_UP_SECONDS * 1000);
const before = process.cpuUsage();
const startedMs = performance.now();
await pause(input.seconds * 1000);
const used = process.cpuUsage(before);
const elapsedMs = performance.now() - startedMs;
await evidence.stop();
const tallies = await collectors.stop();
process.stdout.write(
  JSON.stringify({
    cpuSeconds: (used.user + used.system) / 1e6,
    elapsedSeconds: elapsedMs / 1000,
    rssBytes: process.memoryUsage.rss(),
    tallies,
  }),
);
