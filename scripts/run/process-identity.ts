/**
 * Tells one process from a later one with the same number, by its start time (`/proc/<pid>/stat`, field 22).
 *
 * Processes are ended by id only, and only when the identity still fits.
 */
import { readFileSync } from 'node:fs';

/** A process and when it started, in clock ticks since boot. */
export interface ProcessIdentity {
  pid: number;
  startTicks: string;
}

/** The identity of a running process, or null when there is none of that number. */
export function identifyProcess(pid: number): ProcessIdentity | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name may hold spaces and brackets: fields are counted from behind the last bracket.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const startTicks = fields[19];
    return startTicks === undefined || fields[0] === 'Z' ? null : { pid, startTicks };
  } catch {
    return null;
  }
}

/** Whether that very process still runs. */
export function isAlive(identity: ProcessIdentity): boolean {
  return identifyProcess(identity.pid)?.startTicks === identity.startTicks;
}
