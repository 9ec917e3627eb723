/**
 * Watches every process that descends from a command, however deep: who they are, and with which arguments they ran.
 *
 * Servers and generators are detached, but stay children of the command while it lives, so that the ancestry finds them
 * all; what was seen once is known for ever, by id and start time. Nothing is looked up by name, nothing is ended.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { identifyProcess, isAlive, type ProcessIdentity } from '../../scripts/run/process-identity.ts';

/** How often the process table is read, milliseconds: a server lives for seconds, and a look costs about one. */
const LOOK_INTERVAL_MS = 60;

/** A process that was seen. */
export interface SeenProcess extends ProcessIdentity {
  /** The kernel's short name when it was last seen, such as `k6`. */
  name: string;
  /** Every command line that it was seen with: a program starts as the one that starts it. */
  commandLines: Set<string>;
}

/** A watch that goes on until it is stopped. */
export interface ProcessWatch {
  /** Every process seen so far, the watched one left out, in the order of their first sight. */
  seen(): SeenProcess[];
  /** Those of them that still run. */
  running(): SeenProcess[];
  stop(): void;
}

/** Watches the descendants of `root`, a running process. */
export function watchDescendants(root: number): ProcessWatch {
  const seen = new Map<string, SeenProcess>();
  const look = () => addDescendants(root, seen);
  look();
  const timer = setInterval(look, LOOK_INTERVAL_MS);
  return {
    seen: () => [...seen.values()],
    running: () => [...seen.values()].filter(isAlive),
    stop: () => clearInterval(timer),
  };
}

function addDescendants(root: number, seen: Map<string, SeenProcess>): void {
  const table = readTable();
  const known = new Set([root, ...[...seen.values()].filter(isAlive).map(({ pid }) => pid)]);
  // Parents come before their children: a pass that finds nobody new ends the search.
  for (let found = -1; found !== known.size; ) {
    found = known.size;
    for (const [pid, { parent }] of table) if (known.has(parent)) known.add(pid);
  }
  for (const pid of known) {
    const identity = pid === root ? null : identifyProcess(pid);
    if (identity === null) continue;
    const key = `${pid} ${identity.startTicks}`;
    const process = seen.get(key) ?? { ...identity, name: '', commandLines: new Set() };
    process.name = table.get(pid)?.name ?? process.name;
    const line = readCommandLine(pid);
    if (line !== '') process.commandLines.add(line);
    seen.set(key, process);
  }
}

function readTable(): Map<number, { parent: number; name: string }> {
  const table = new Map<number, { parent: number; name: string }>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = readText(`/proc/${entry}/stat`);
    const end = stat.lastIndexOf(')');
    const parent = Number(stat.slice(end + 2).split(' ')[1]);
    if (end > 0) table.set(Number(entry), { parent, name: stat.slice(stat.indexOf('(') + 1, end) });
  }
  return table;
}

function readCommandLine(pid: number): string {
  return readText(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It ended in between.
    return '';
  }
}
