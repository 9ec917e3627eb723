/** One run of one peer: the tool on one core, the server on the other, and what either says of it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Measured } from '../../contract/measured.ts';
import { measured, unavailable } from '../../contract/measured.ts';
import { cpuSecondsBetween, othersShareBetween, rssBytesMax, runPinned } from '../ladder/pinned-process.ts';
import { CORES, EXTRA_SECONDS_MAX } from '../ladder/rung.ts';
import type { LoggingServer } from '../ladder/server.ts';
import { type Load, type ServerFigures, serverFigures } from '../ladder/server-figures.ts';
import type { InstalledPeer, Reported } from './peer.ts';

/** What one run showed. */
export interface PeerFigures {
  server: ServerFigures;
  /** CPU-seconds per 10,000 requests or tokens, from the first request to the last answer. */
  cpuPer10k: number;
  /** The same of the whole process: with its start, and what it does after the load. */
  cpuPer10kWhole: number;
  /** What other processes had of the tool's core meanwhile. */
  othersShare: number;
  rssBytesMax: number;
  reported: Reported;
}

/** Runs a peer once. `unavailable` when the tool cannot do it, or failed at it: then no figure is taken. */
export async function measurePeer(
  peer: InstalledPeer,
  server: LoggingServer,
  load: Load,
): Promise<Measured<PeerFigures>> {
  const folder = await mkdtemp(join(tmpdir(), 'headroom-peer-'));
  try {
    const run = { load, serverUrl: server.url, folder };
    const command = peer.command(run);
    if (command.status === 'unavailable') return command;
    await server.reset();
    const cost = await runPinned(command.value, CORES.generator, (load.seconds + EXTRA_SECONDS_MAX) * 1_000);
    if (cost.exitCode !== 0) {
      const words = cost.output.trim().split('\n').at(-1) ?? '';
      return unavailable(`failed: exit ${cost.exitCode ?? 'by a signal'}: ${words}`);
    }
    const times = await server.times();
    const seen = serverFigures(load.kind === 'requests' ? times.plain : times.streams, load);
    const tens = (load.kind === 'requests' ? seen.count : seen.chunks) / 10_000;
    const window = { fromMs: seen.firstStartMs, toMs: seen.firstStartMs + load.seconds * 1_000 };
    return measured({
      server: seen,
      cpuPer10k: cpuSecondsBetween(cost.readings, seen.firstStartMs, seen.lastEndMs) / tens,
      cpuPer10kWhole: (cost.readings.at(-1)?.cpuSeconds ?? Number.NaN) / tens,
      othersShare: othersShareBetween(cost.readings, seen.firstStartMs, seen.lastEndMs),
      rssBytesMax: rssBytesMax(cost.readings),
      reported: await peer.reported(run, window),
    });
  } catch (error) {
    return unavailable(`failed: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
