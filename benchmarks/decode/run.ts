/**
 * How long it takes to read and summarise a synthetic hour: 50 series, 3,600 seconds and 180,000 latency lines.
 *
 * Writes the record of benchmarks/compare into a temporary folder, analyses it in a process of its own (so that memory is that of the
 * analysis alone), prints a Markdown row with the date and exits 1 when a target is missed. `--seconds N` shortens it.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { analyseRun } from '../../reports/index.ts';
import { SERIES, writeHour } from '../compare/hour-record.ts';

const TARGET_SECONDS = 3;
const TARGET_BYTES = 500e6;

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '3600' }, analyse: { type: 'string' } },
});

if (values.analyse === undefined) await measure(Number(values.seconds));
else await analyse(values.analyse);

async function measure(seconds: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'headroom-decode-'));
  try {
    const lines = await writeHour(folder, { id: 'hour', seconds, factor: 1, minute: 0 });
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
      `| ${new Date().toISOString()} | ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'} | ${lines} | ${(size / 1e6).toFixed(0)} MB | ${elapsedSeconds.toFixed(2)} s | ${(residentBytes / 1e6).toFixed(0)} MB | ${isWell ? 'met' : 'MISSED'} |`,
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
