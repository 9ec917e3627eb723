/**
 * The measured process: runs nothing but the collectors, and says what CPU they used.
 *
 * Reads what to collect, with its secrets, as JSON on standard input, so that none stands in an argument list.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { startCollectors } from '../../collectors/index.ts';

/** Seconds before the measurement: connections are opened and code is compiled in them. */
const WARM_UP_SECONDS = 3;

const source = z.object({ url: z.string() }).optional();
const inputSchema = z.object({
  seconds: z.number().positive(),
  runFolder: z.string(),
  loadFile: z.string().optional(),
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
  ...(input.redis === undefined ? {} : { redis: input.redis }),
  ...(input.application === undefined ? {} : { application: input.application }),
  ...(input.model === undefined ? {} : { model: input.model }),
});
await pause(WARM_UP_SECONDS * 1000);
const before = process.cpuUsage();
const startedMs = performance.now();
await pause(input.seconds * 1000);
const used = process.cpuUsage(before);
const elapsedMs = performance.now() - startedMs;
const tallies = await collectors.stop();
process.stdout.write(
  JSON.stringify({
    cpuSeconds: (used.user + used.system) / 1e6,
    elapsedSeconds: elapsedMs / 1000,
    rssBytes: process.memoryUsage.rss(),
    tallies,
  }),
);
