/** Finds the processes below a command, by id: nothing is ever looked up or ended by name alone. */
import { readdirSync, readFileSync } from 'node:fs';

/** The k6 processes whose parent is `parent`, in ascending order of id; may be empty. */
export function k6ChildrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent && stat.includes('(k6)');
      } catch {
        return false;
      }
    });
}

/** The first k6 process below `parent`; throws when there is none. */
export function findK6(parent: number): number {
  const [pid] = k6ChildrenOf(parent);
  if (pid === undefined) throw new Error('k6 was not found below the command');
  return pid;
}
