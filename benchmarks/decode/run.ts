/**
 * How long it takes to read and summarise a synthetic hour: 50 series, 3,600 seconds each, 180,000 value lines.
 *
 * Writes the record into a temporary folder, analyses it in a process of its own (so that memory is that of the
 * analysis alone), prints a Markdown row with the date and exits 1 when a target is missed. `--seconds N` shortens it.
 */
import { spawnSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Histogram } from '../../contract/histogram.ts';
import { analyseRun } from '../../reports/index.ts';
import { createRandom, normal } from './draws.ts';

const SERIES = 50;
/** Values a line: a request rate of some 5,000 a second over all series. */
const VALUES_PER_LINE = 100;
const TARGET_SECONDS = 3;
const TARGET_BYTES = 500e6;
const START_MS = 1_763_870_400_000;

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '3600' }, analyse: { type: 'string' } },
});

if (values.analyse === undefined) await measure(Number(values.seconds));
else await analyse(values.analyse);

async function measure(seconds: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'headroom-decode-'));
  try {
    await writeHour(folder, seconds);
    const { size } = await stat(join(folder, 'load', 'local.ndjson'));
    const child = spawnSync(
      process.execPath,
      [...process.execArgv, fileURLToPath(import.meta.url), '--analyse', folder],
      {
        encoding: 'utf8',
      },
    );
    if (child.status !== 0) throw new Error(`the analysis failed: ${child.stderr}`);
    const { elapsedSeconds, residentBytes }: { elapsedSeconds: number; residentBytes: number } = JSON.parse(
      child.stdout,
    );
    const isWell = elapsedSeconds < TARGET_SECONDS && residentBytes < TARGET_BYTES;
    console.log('| date | processors | lines | file | decoded and summarised | resident | targets (3 s, 500 MB) |');
    console.log('|---|---|---|---|---|---|---|');
    console.log(
      `| ${new Date().toISOString()} | ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'} | ${SERIES * seconds} | ${(size / 1e6).toFixed(0)} MB | ${elapsedSeconds.toFixed(2)} s | ${(residentBytes / 1e6).toFixed(0)} MB | ${isWell ? 'met' : 'MISSED'} |`,
    );
    process.exitCode = isWell ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function analyse(folder: string): Promise<void> {
  const startedAt = process.hrtime.bigint();
  const { summary } = await analyseRun(folder);
  const elapsedSeconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
  if (summary.series.length !== SERIES) throw new Error(`expected ${SERIES} series, got ${summary.series.length}`);
  const residentBytes = process.resourceUsage().maxRSS * 1024;
  process.stdout.write(JSON.stringify({ elapsedSeconds, residentBytes }));
}

/** Fifty endpoints whose latencies are log-normal around medians from 5 to 250 ms; the same bytes each time. */
async function writeHour(folder: string, seconds: number): Promise<void> {
  await mkdir(join(folder, 'load'));
  const clock = { source: 'local', offsetMs: 0, errorMs: 0 };
  const file = createWriteStream(join(folder, 'load', 'local.ndjson'));
  const put = async (line: object): Promise<void> => {
    if (!file.write(`${JSON.stringify(line)}\n`))
      await new Promise<void>((resolve) => file.once('drain', () => resolve()));
  };
  await put({
    headroom: 'load/1',
    instance: 'local',
    segment: null,
    scriptHash: null,
    planHash: null,
    k6: 'v1.8.1',
    startedAtMs: START_MS,
    clock,
  });
  for (let s = 1; s <= SERIES; s += 1) {
    const tags = { name: `GET /${s}`, method: 'GET', journey: 'health', phase: 'measure', expected_response: 'true' };
    await put({ series: s, metric: 'http_req_duration', kind: 'trend', unit: 'ms', tags });
  }
  const random = createRandom(1);
  for (let second = 0; second < seconds; second += 1) {
    for (let s = 1; s <= SERIES; s += 1) {
      const histogram = new Histogram();
      for (let n = 0; n < VALUES_PER_LINE; n += 1) histogram.add(5 * s * Math.exp(0.5 * normal(random)));
      await put({ s, t: START_MS / 1000 + second, ...histogram.encode() });
    }
  }
  await put({ end: true, atMs: START_MS, started: 0, finished: 0, dropped: 0, seriesDropped: 0, writeErrors: 0 });
  await new Promise<void>((resolve) => file.end(() => resolve()));
  await writeFile(join(folder, 'run.json'), JSON.stringify(runOf()));
  await writeFile(join(folder, 'plan.json'), JSON.stringify(planOf(seconds)));
}

function runOf(): object {
  const machine = {
    cores: 1,
    memoryBytes: 1,
    kernel: '',
    os: '',
    cgroupVersion: 0,
    cpuLimitCores: null,
    memoryLimitBytes: null,
    sharedWithTarget: false,
  };
  const shared = { workload: 'synthetic', profile: 'none', deployment: 'none', baseUrl: 'http://127.0.0.1' };
  return {
    headroom: 'run/1',
    id: 'synthetic',
    ...shared,
    status: 'complete',
    startedAtMs: START_MS,
    endedAtMs: START_MS,
    instances: ['local'],
    collectors: [],
    git: null,
    versions: {},
    machine,
    configuration: {},
    command: '',
  };
}

function planOf(seconds: number): object {
  const phases = { rampMs: 0, warmupMs: 0, measureMs: seconds * 1000 };
  const shared = {
    workload: 'synthetic',
    description: '',
    profile: 'none',
    deployment: 'none',
    baseUrl: 'http://127.0.0.1',
  };
  return {
    headroom: 'plan/1',
    ...shared,
    seed: 1,
    phases,
    journeys: [],
    slos: [],
    errorShareLimit: 0.01,
    executor: { instance: 'local', localIps: null, niceness: 0 },
  };
}
