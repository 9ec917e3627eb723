/**
 * Remembers which servers a run started, so that the next one can tell what a killed run left, which it stops, from
 * what the user brought up by hand, which stays.
 *
 * A mark holds only while the very servers of it run; it never stops anything itself.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { identifyProcess, isAlive } from '../run/process-identity.ts';

const identity = z.object({ pid: z.number().int().positive(), startTicks: z.string() });
const markSchema = z.object({ run: identity, servers: z.array(identity) });

/** Marks servers, by process id, as started by the run of process `run`. */
export function markStartedByRun(stateDir: string, run: number, pids: readonly number[]): void {
  const servers = pids.map((pid) => identifyProcess(pid)).filter((server) => server !== null);
  const mark = { run: identifyProcess(run) ?? { pid: run, startTicks: '' }, servers };
  writeFileSync(pathOf(stateDir), `${JSON.stringify(mark)}\n`, { mode: 0o600 });
}

/** Whether one of these servers, by process id, was started by a run that is gone without having stopped it. */
export function isLeftByRun(stateDir: string, pids: readonly number[]): boolean {
  const mark = readMark(stateDir);
  return mark !== null && !isAlive(mark.run) && mark.servers.some((one) => pids.includes(one.pid) && isAlive(one));
}

/** The servers are the user's from now on. */
export function forgetStartedByRun(stateDir: string): void {
  rmSync(pathOf(stateDir), { force: true });
}

function readMark(stateDir: string): z.infer<typeof markSchema> | null {
  try {
    return markSchema.parse(JSON.parse(readFileSync(pathOf(stateDir), 'utf8')));
  } catch {
    return null;
  }
}

function pathOf(stateDir: string): string {
  return join(stateDir, 'started-by-run.json');
}
