/** One rung of the ladder: one load, our k6 on one core, the server on the other, and whether to trust the figures. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GeneratorFigures, readGeneratorFigures } from './generator-figures.ts';
import { loadFileIn, ourK6 } from './k6.ts';
import { cpuSecondsBetween, othersShareBetween, rssBytesMax, runPinned } from './pinned-process.ts';
import type { LoggingServer } from './server.ts';
import { type Load, type ServerFigures, serverFigures } from './server-figures.ts';

/** Cores of the generator and of the server. */
export const CORES = { generator: 0, server: 1 } as const;

/** Seconds beyond the load within which a run must end: start-up, open streams, think time, and the output's last lines. */
export const EXTRA_SECONDS_MAX = 60;

/** Limits beyond which a rung's figures are not trusted. */
export const TRUST = { timerLagMsP99: 20, p95ErrorMs: 5, p95ErrorShare: 0.01, achievedShare: 0.98 } as const;

/** A share of its core from which the server, and not the generator, may be what limits a rung. */
export const SERVER_FULL_SHARE = 0.9;

/** A share of the generator's core from which other work, and not k6, may be what limits a rung. */
export const DISTURBED_SHARE = 0.1;

/** What was measured on one rung. */
export interface Rung {
  load: Load;
  server: ServerFigures;
  generator: GeneratorFigures;
  /** Shares of one core while loading. */
  cpuShare: number;
  serverCpuShare: number;
  /** What other processes had of the generator's core meanwhile. */
  othersShare: number;
  rssBytesMax: number;
  /** Why not to trust the figures; empty when they can be trusted. */
  doubts: string[];
}

/** Climbs one rung. Throws when k6 fails: no figure is taken from such a run. */
export async function measureRung(k6: string, server: LoggingServer, load: Load): Promise<Rung> {
  const folder = await mkdtemp(join(tmpdir(), 'headroom-ladder-'));
  try {
    await server.reset();
    const before = await server.times();
    const command = ourK6(k6, load, server.url, folder);
    const cost = await runPinned(command, CORES.generator, (load.seconds + EXTRA_SECONDS_MAX) * 1_000);
    if (cost.exitCode !== 0) throw new Error(`k6 ended with ${cost.exitCode}: ${cost.output}`);
    const times = await server.times();
    const seen = serverFigures(load.kind === 'requests' ? times.plain : times.streams, load);
    const window = { fromMs: seen.firstStartMs, toMs: seen.firstStartMs + load.seconds * 1_000 };
    const metric = load.kind === 'requests' ? 'http_req_duration' : 'sse_first_token';
    const measured = {
      load,
      server: seen,
      generator: readGeneratorFigures(loadFileIn(folder), metric, window),
      cpuShare: cpuSecondsBetween(cost.readings, window.fromMs, window.toMs) / load.seconds,
      serverCpuShare: (times.cpuSeconds - before.cpuSeconds) / ((seen.lastEndMs - seen.firstStartMs) / 1_000),
      othersShare: othersShareBetween(cost.readings, window.fromMs, window.toMs),
      rssBytesMax: rssBytesMax(cost.readings),
    };
    return { ...measured, doubts: doubtsOf(measured) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Why a rung's figures are not to be trusted, in words; empty when they are. A figure that is missing is a doubt. */
export function doubtsOf({ server, generator }: Pick<Rung, 'server' | 'generator'>): string[] {
  const doubts: string[] = [];
  if (!(generator.timerLagMsP99 <= TRUST.timerLagMsP99)) {
    doubts.push(`timer lag p99 ${generator.timerLagMsP99.toFixed(1)} ms`);
  }
  if (!isP95Trusted(generator.p95Ms, server.p95Ms)) {
    doubts.push(`p95 off by ${(generator.p95Ms - server.p95Ms).toFixed(1)} ms`);
  }
  const share = server.achievedRate / server.wantedRate;
  if (!(share >= TRUST.achievedShare)) doubts.push(`achieved ${(share * 100).toFixed(1)} %`);
  if (generator.failed > 0) doubts.push(`${generator.failed} failed`);
  return doubts;
}

/** Whether a p95 agrees with the server's own within 5 ms + 1 %. NaN does not. */
export function isP95Trusted(p95Ms: number, serverP95Ms: number): boolean {
  return Math.abs(p95Ms - serverP95Ms) <= TRUST.p95ErrorMs + TRUST.p95ErrorShare * serverP95Ms;
}
