/**
 * How long `headroom trend` takes over a long history: 400 nights of 50 figures, from the files to the written page.
 *
 * Writes the nights into a temporary folder, runs the verb's own path in a process of its own (so that time and memory are
 * those of the trend alone), prints a Markdown row with the date and exits 1 when a target is missed. `--nights N` and
 * `--series N` shorten it.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseConfig } from '../../contract/config.ts';
import { writeNights } from '../../reports/nights/support/night-files.ts';
import { createTerminal } from '../../scripts/terminal/terminal.ts';
import { showTrend } from '../../scripts/verbs/trend.ts';
import { syntheticNights } from './synthetic-nights.ts';

const TARGET_SECONDS = 10;
const TARGET_BYTES = 600e6;

const { values } = parseArgs({
  options: {
    nights: { type: 'string', default: '400' },
    series: { type: 'string', default: '50' },
    show: { type: 'string' },
  },
});

if (values.show === undefined) await measure({ nights: Number(values.nights), series: Number(values.series) });
else await show(values.show);

async function measure(size: { nights: number; series: number }): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'headroom-trend-'));
  try {
    await writeNights(join(folder, 'nights'), syntheticNights(size));
    const self = fileURLToPath(import.meta.url);
    const child = spawnSync(process.execPath, [...process.execArgv, self, '--show', folder], { encoding: 'utf8' });
    if (child.status !== 0) throw new Error(`the trend failed: ${child.stderr}`);
    const measured: Record<'elapsedSeconds' | 'cpuSeconds' | 'residentBytes' | 'findings', number> = JSON.parse(
      child.stdout,
    );
    const { elapsedSeconds, cpuSeconds, residentBytes, findings } = measured;
    const { size: pageBytes } = await stat(join(folder, 'out', 'trend.html'));
    const isWell = elapsedSeconds < TARGET_SECONDS && residentBytes < TARGET_BYTES;
    console.log(
      '| date | processors | nights × figures | shown | of it processor | resident | page | findings | targets (10 s, 600 MB) |',
    );
    console.log('|---|---|---|---|---|---|---|---|---|');
    console.log(
      `| ${new Date().toISOString()} | ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'} | ${size.nights} × ${size.series} | ${elapsedSeconds.toFixed(2)} s | ${cpuSeconds.toFixed(2)} s | ${(residentBytes / 1e6).toFixed(0)} MB | ${(pageBytes / 1e6).toFixed(2)} MB | ${findings} | ${isWell ? 'met' : 'MISSED'} |`,
    );
    process.exitCode = isWell ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function show(folder: string): Promise<void> {
  const out: string[] = [];
  const terminal = createTerminal({
    json: true,
    isTty: false,
    writeOut: (text) => void out.push(text),
    writeError: () => undefined,
    nowMs: () => performance.now(),
  });
  const startedAt = process.hrtime.bigint();
  const begun = process.cpuUsage();
  const config = parseConfig({ runsDir: folder }, 'the benchmark');
  await showTrend({ terminal, root: folder, nowMs: () => Date.now() }, config, { out: join(folder, 'out') });
  const elapsedSeconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
  const { user, system } = process.cpuUsage(begun);
  const { findings }: { findings: unknown[] } = JSON.parse(out.join(''));
  const residentBytes = process.resourceUsage().maxRSS * 1024;
  process.stdout.write(
    JSON.stringify({ elapsedSeconds, cpuSeconds: (user + system) / 1e6, residentBytes, findings: findings.length }),
  );
}
