/**
 * Writes a synthetic record for the benchmarks: fifty latency series with a hundred values a second each, one of them the
 * metric of an SLO, and the generator's own report, so that the record is valid and comparable. The same bytes each time.
 */
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Histogram } from '../../contract/histogram.ts';
import { type Plan, planSchema } from '../../contract/plan.ts';
import { type Run, runSchema } from '../../contract/run.ts';
import { createRandom, normal } from '../decode/draws.ts';

/** Latency series of the record. */
export const SERIES = 50;
/** Values a line: some 5,000 requests a second over all series. */
const VALUES_PER_LINE = 100;
/** Different seconds of each series; they come again in turn, so that writing an hour takes seconds. */
const POOL = 97;
const START_MS = 1_763_870_400_000;
const JOURNEY = 'health';

/** What a record is like. */
export interface HourRecord {
  id: string;
  seconds: number;
  /** Factor on every latency. */
  factor: number;
  /** Minutes after the first. */
  minute: number;
}

/** Writes the record into `folder`, which is made; returns the number of its value lines. */
export async function writeHour(folder: string, { id, seconds, factor, minute }: HourRecord): Promise<number> {
  await mkdir(join(folder, 'load'), { recursive: true });
  const file = createWriteStream(join(folder, 'load', 'local.ndjson'));
  let lines = 0;
  const put = async (line: string): Promise<void> => {
    lines += 1;
    if (!file.write(`${line}\n`)) await new Promise<void>((resolve) => file.once('drain', () => resolve()));
  };
  const clock = { source: 'local', offsetMs: 0, errorMs: 0 };
  const hashes = { scriptHash: 'benchmark', planHash: null };
  await put(
    JSON.stringify({
      headroom: 'load/1',
      instance: 'local',
      segment: null,
      ...hashes,
      k6: 'v1.8.1',
      startedAtMs: START_MS,
      clock,
    }),
  );
  const numbered = declarations();
  for (const line of numbered) await put(JSON.stringify(line));
  const declared = lines;
  const pools = Array.from({ length: SERIES }, (_, at) => poolOf(at, factor * 5 * (at + 1)));
  for (let second = 0; second < seconds; second += 1) {
    const t = START_MS / 1000 + second;
    for (const [at, pool] of pools.entries()) await put(`{"s":${at + 1},"t":${t},${pool[(second + at) % POOL] ?? ''}`);
    await put(JSON.stringify({ s: SERIES + 1, t, v: VALUES_PER_LINE }));
    await put(JSON.stringify({ s: SERIES + 2, t, v: VALUES_PER_LINE }));
    await put(JSON.stringify({ s: SERIES + 3, t, v: 0.2 }));
    await put(`{"s":${SERIES + 4},"t":${t},${encoded([0.4, 0.5])}`);
  }
  const starts = VALUES_PER_LINE * seconds;
  await put(
    JSON.stringify({
      end: true,
      atMs: START_MS + 1000 * seconds,
      started: starts,
      finished: starts,
      dropped: 0,
      seriesDropped: 0,
      writeErrors: 0,
    }),
  );
  await new Promise<void>((resolve) => file.end(() => resolve()));
  await writeFile(join(folder, 'run.json'), JSON.stringify(runOf(id, { seconds, minute })));
  await writeFile(join(folder, 'plan.json'), JSON.stringify(planOf(seconds)));
  return lines - declared - 1;
}

function declarations(): object[] {
  const phase = 'measure';
  const latencies = Array.from({ length: SERIES }, (_, at) =>
    at === SERIES - 1
      ? { metric: 'health_check', tags: { journey: JOURNEY, phase, outcome: 'ok' } }
      : {
          metric: 'http_req_duration',
          tags: { name: `GET /${at + 1}`, method: 'GET', journey: JOURNEY, phase, expected_response: 'true' },
        },
  ).map((one) => ({ ...one, kind: 'trend', unit: 'ms' }));
  const others = [
    { metric: 'journey_started', kind: 'counter', unit: 'count', tags: { journey: JOURNEY, phase } },
    { metric: 'journey_finished', kind: 'counter', unit: 'count', tags: { journey: JOURNEY, phase, outcome: 'ok' } },
    { metric: 'generator_cpu_share', kind: 'gauge', unit: 'share', tags: {} },
    { metric: 'generator_timer_lag', kind: 'trend', unit: 'ms', tags: {} },
  ];
  return [...latencies, ...others].map((one, at) => ({ series: at + 1, ...one }));
}

/** Lines without their beginning: log-normal latencies around `medianMs`. */
function poolOf(seed: number, medianMs: number): string[] {
  const random = createRandom(seed + 1);
  const value = () => medianMs * Math.exp(0.5 * normal(random));
  return Array.from({ length: POOL }, () => encoded(Array.from({ length: VALUES_PER_LINE }, value)));
}

function encoded(values: readonly number[]): string {
  const histogram = new Histogram();
  for (const value of values) histogram.add(value);
  return JSON.stringify(histogram.encode()).slice(1);
}

function runOf(id: string, { seconds, minute }: { seconds: number; minute: number }): Run {
  const startedAtMs = START_MS + 60_000 * minute;
  return runSchema.parse({
    headroom: 'run/1',
    id,
    workload: 'synthetic',
    profile: 'none',
    deployment: 'none',
    baseUrl: 'http://127.0.0.1',
    status: 'complete',
    startedAtMs,
    endedAtMs: startedAtMs + 1000 * seconds + 60_000,
    k6Exit: { code: 0, signal: null },
    instances: ['local'],
    collectors: [],
    git: null,
    versions: {},
    machine: {
      cores: 1,
      memoryBytes: 1,
      kernel: '',
      os: '',
      cgroupVersion: 0,
      cpuLimitCores: null,
      memoryLimitBytes: null,
      sharedWithTarget: true,
    },
    configuration: {},
    command: '',
  });
}

function planOf(seconds: number): Plan {
  const limits = { requestTimeoutMs: 5000, gracefulStopMs: 10_000 };
  return planSchema.parse({
    headroom: 'plan/1',
    workload: 'synthetic',
    description: '',
    profile: 'none',
    deployment: 'none',
    baseUrl: 'http://127.0.0.1',
    seed: 1,
    phases: { rampMs: 0, warmupMs: 0, measureMs: 1000 * seconds },
    journeys: [{ name: JOURNEY, model: 'closed', sessions: 1, ...limits }],
    slos: [
      {
        ...{
          id: 'health_check',
          journey: JOURNEY,
          metric: 'health_check',
          quantile: 0.95,
          limitMs: 1000,
          title: 'Health check',
        },
        ...{ judged: true, minimumStarts: 400, expectedStarts: VALUES_PER_LINE * seconds },
      },
    ],
    errorShareLimit: 0.01,
    executor: { instance: 'local', localIps: null, niceness: 0 },
  });
}
