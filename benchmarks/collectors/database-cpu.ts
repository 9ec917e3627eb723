/**
 * What the watched database used of the CPU: seconds of its server's process tree, as `collectors/processes.ts` reads
 * them.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { createProcessesCollector } from '../../collectors/processes.ts';

/** CPU of a server while nobody and while the collectors watched it. */
export interface DatabaseCpu {
  /** Seconds of CPU a second, unwatched; both halves of the measurement together. */
  idleShare: number;
  watchedShare: number;
  watchedSeconds: number;
}

/** Measures `idleSeconds` before and after `work`, and `work` itself, whole; returns what it resolved with too. */
export async function measureDatabaseCpu<T>(
  pid: number,
  idleSeconds: number,
  work: () => Promise<T>,
): Promise<{ result: T; cpu: DatabaseCpu }> {
  const collector = createProcessesCollector({ processes: { postgres: pid } });
  const read = async () => {
    const { values } = await collector.scrape(new AbortController().signal);
    const cpu = values.find(({ name }) => name === 'process_tree_cpu_seconds_total')?.value;
    if (cpu === undefined) throw new Error(`no process ${pid}`);
    return { cpu, atMs: performance.now() };
  };
  const over = async <R>(wait: () => Promise<R>) => {
    const before = await read();
    const result = await wait();
    const after = await read();
    return { result, cpuSeconds: after.cpu - before.cpu, seconds: (after.atMs - before.atMs) / 1000 };
  };
  const first = await over(() => pause(idleSeconds * 1000));
  const watched = await over(work);
  const second = await over(() => pause(idleSeconds * 1000));
  const cpu = {
    idleShare: (first.cpuSeconds + second.cpuSeconds) / (first.seconds + second.seconds),
    watchedShare: watched.cpuSeconds / watched.seconds,
    watchedSeconds: watched.seconds,
  };
  return { result: watched.result, cpu };
}
