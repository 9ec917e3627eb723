/** The machine and how busy it was with other things: part of every figure that was taken on it. */
import { cpus, loadavg, release, totalmem } from 'node:os';

/** A line on the machine, such as `2 × AMD EPYC, 24 GiB, Linux 6.1, Node.js v20`. */
export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GiB`;
  return `${cpus().length} × ${model}, ${memory}, Linux ${release()}, Node.js ${process.version}`;
}

/** The load average of the last minute: before a measurement it is other people's work. */
export function loadAverage(): number {
  return loadavg()[0] ?? Number.NaN;
}

/** Throws where generator and server can't have a core each: the figures would be of something else. */
export function requireTwoCores(): void {
  if (process.platform !== 'linux') throw new Error('this benchmark pins processes and reads /proc: Linux only');
  if (cpus().length < 2) throw new Error(`this benchmark needs 2 cores, one for the server; here is ${cpus().length}`);
}
