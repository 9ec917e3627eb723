/**
 * Gives a session's scheduling group its weight, where the kernel groups processes by session (sched(7), "The autogroup
 * feature"): a niceness then only counts among the processes of one session, and ours are sessions of their own.
 */
import { writeFileSync } from 'node:fs';

/**
 * Sets the niceness (-20 to 19) of the whole session that `pid` leads; returns whether the kernel took it. It does not
 * where it groups otherwise, and takes values below 0 only of root: the run goes on, and its timer lag tells.
 */
export function setSessionNiceness(pid: number, niceness: number, root = '/proc'): boolean {
  try {
    writeFileSync(`${root}/${pid}/autogroup`, `${niceness}`);
    return true;
  } catch {
    return false;
  }
}
