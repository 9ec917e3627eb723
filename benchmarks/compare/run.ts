/**
 * How long it takes to compare two synthetic hours: 50 series, 3,600 seconds and 180,000 latency lines each.
 *
 * Writes both records into a temporary folder, compares them in a process of its own (so that time and memory are those
 * of the comparison alone), prints a Markdown row with the date and exits 1 when a target is missed. `--seconds N`
 * shortens the hour.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compareRecords } from '../../reports/comparison/index.ts';
import { writeHour } from './hour-record.ts';

const TARGET_SECONDS = 5;
const TARGET_BYTES = 600e6;
/** The second record is slower by it, and has to be called so. */
const FACTOR = 1.5;

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '3600' }, compare: { type: 'string' } },
});

if (values.compare === undefined) await measure(Number(values.seconds));
else await compare(values.compare);

async function measure(seconds: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'headroom-compare-'));
  try {
    const lines =
      (await writeHour(join(folder, 'before'), { id: 'before', seconds, factor: 1, minute: 0 })) +
      (await writeHour(join(folder, 'after'), { id: 'after', seconds, factor: FACTOR, minute: 90 }));
    const self = fileURLToPath(import.meta.url);
    const child = spawnSync(process.execPath, [...process.execArgv, self, '--compare', folder], { encoding: 'utf8' });
    if (child.status !== 0) throw new Error(`the comparison failed: ${child.stderr}`);
    const {
      elapsedSeconds,
      cpuSeconds,
      residentBytes,
    }: Record<'elapsedSeconds' | 'cpuSeconds' | 'residentBytes', number> = JSON.parse(child.stdout);
    const isWell = elapsedSeconds < TARGET_SECONDS && residentBytes < TARGET_BYTES;
    console.log(
      '| date | processors | lines of both | compared | of it processor | resident | targets (5 s, 600 MB) |',
    );
    console.log('|---|---|---|---|---|---|---|');
    console.log(
      `| ${new Date().toISOString()} | ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'} | ${lines} | ${elapsedSeconds.toFixed(2)} s | ${cpuSeconds.toFixed(2)} s | ${(residentBytes / 1e6).toFixed(0)} MB | ${isWell ? 'met' : 'MISSED'} |`,
    );
    process.exitCode = isWell ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function compare(folder: string): Promise<void> {
  const startedAt = process.hrtime.bigint();
  const begun = process.cpuUsage();
  const model = await compareRecords({ before: [join(folder, 'before')], after: [join(folder, 'after')] });
  const elapsedSeconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
  const { user, system } = process.cpuUsage(begun);
  if (model.verdict !== 'regressed') throw new Error(`expected regressed, got ${model.verdict}: ${model.sentence}`);
  const residentBytes = process.resourceUsage().maxRSS * 1024;
  process.stdout.write(JSON.stringify({ elapsedSeconds, cpuSeconds: (user + system) / 1e6, residentBytes }));
}
