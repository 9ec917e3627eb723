/**
 * CPU and memory of named process trees on this machine, through /proc.
 *
 * A tree is a root and its living descendants. Processes that have ended count through the parent that waited for them,
 * so that a server which forks for each connection is counted whole. A root whose pid has passed to another process is
 * gone, never mistaken. Never sends a signal.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SampleValue } from '../contract/samples.ts';
import { type Collector, pushValue } from './collector.ts';

/** Ticks a second of /proc/<pid>/stat: USER_HZ, 100 on every architecture that Node.js runs on. */
const TICKS_PER_SECOND = 100;

/**
 * Every so many scrapes all processes are read; in between those known to belong to no tree are passed over, which are
 * most on a machine and cost the most. A pid that passes from one of them into a tree is seen that much later.
 */
const SCRAPES_BETWEEN_FULL_ONES = 10;

/** What to watch, and how /proc is read; the readers are injected in tests. */
export interface ProcessesInput {
  /** Name → pid of the tree's root. */
  processes: Readonly<Record<string, number>>;
  procRoot?: string;
  readText?: (path: string) => string | Promise<string>;
  listFolder?: (path: string) => string[];
}

interface Process {
  pid: number;
  parent: number;
  /** Its own time and that of the children it waited for, ticks. */
  ticks: number;
  /** When it began, ticks since the machine did: with the pid it names one process. */
  startedAt: number;
}

interface Root {
  name: string;
  pid: number;
  startedAt: number | undefined;
  /** The most that was seen: a child that ends while /proc is read must not take time back. */
  ticksMax: number;
}

/** A collector of the named trees. */
export function createProcessesCollector(input: ProcessesInput): Collector {
  const procRoot = input.procRoot ?? '/proc';
  // Reading synchronously costs a tenth of the CPU; procfs never waits for a disk.
  const readText = input.readText ?? ((path: string) => readFileSync(path, 'utf8'));
  const listFolder = input.listFolder ?? readdirSync;
  const roots: Root[] = Object.entries(input.processes).map(([name, pid]) => ({
    name,
    pid,
    startedAt: undefined,
    ticksMax: 0,
  }));

  const outside = new Set<number>();
  let scrapes = 0;
  let pageBytes: number | undefined;

  const readOf = async (pid: number, file: string) => {
    try {
      return await readText(join(procRoot, String(pid), file));
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  };

  async function readProcesses(): Promise<Map<number, Process>> {
    const found = new Map<number, Process>();
    if (scrapes % SCRAPES_BETWEEN_FULL_ONES === 0) outside.clear();
    scrapes += 1;
    const pids = listFolder(procRoot).filter((name) => /^\d+$/.test(name));
    // Mostly parents first: the time of a child that ends in between is missing for a moment, not counted twice.
    for (const pid of pids.map(Number).sort((a, b) => a - b)) {
      const process = outside.has(pid) ? undefined : parseStat((await readOf(pid, 'stat')) ?? '');
      if (process !== undefined) found.set(pid, process);
    }
    return found;
  }

  /** The size of a page, which differs by kernel: what a process holds in kB over what it holds in pages. */
  async function readPageBytes(pid: number): Promise<number | undefined> {
    const kibibytes = Number(/^VmRSS:\s*(\d+) kB$/m.exec((await readOf(pid, 'status')) ?? '')?.[1]);
    const pages = Number(((await readOf(pid, 'statm')) ?? '').split(' ')[1]);
    // It is a power of two; the process may have grown between the two files.
    const power = Math.round(Math.log2((kibibytes * 1024) / pages));
    return Number.isFinite(power) ? 2 ** power : undefined;
  }

  async function pushTree(values: SampleValue[], root: Root, members: readonly Process[]): Promise<void> {
    const labels = { process: root.name };
    pageBytes ??= await readPageBytes(root.pid);
    let own = 0;
    let sharedMax = 0;
    for (const { pid } of members) {
      const [, resident = 0, shared = 0] = ((await readOf(pid, 'statm')) ?? '').split(' ').map(Number);
      own += resident - shared;
      sharedMax = Math.max(sharedMax, shared);
    }
    root.ticksMax = Math.max(
      root.ticksMax,
      members.reduce((sum, { ticks }) => sum + ticks, 0),
    );
    pushValue(values, 'process_tree_cpu_seconds_total', root.ticksMax / TICKS_PER_SECOND, labels);
    // Pages that several processes share (PostgreSQL's buffers) are there once.
    const bytes = pageBytes === undefined ? undefined : (own + sharedMax) * pageBytes;
    pushValue(values, 'process_tree_resident_bytes', bytes, labels);
    pushValue(values, 'process_tree_count', members.length, labels);
  }

  return {
    name: 'processes',
    secrets: [],
    async scrape() {
      const found = await readProcesses();
      const children = groupByParent(found.values());
      const inside = new Set<number>();
      const values: SampleValue[] = [];
      const gone: string[] = [];
      for (const root of roots) {
        const process = found.get(root.pid);
        if (process !== undefined) root.startedAt ??= process.startedAt;
        if (process === undefined || process.startedAt !== root.startedAt) {
          gone.push(`${root.name} (${root.pid})`);
          continue;
        }
        const members = treeOf(process, children);
        for (const { pid } of members) inside.add(pid);
        await pushTree(values, root, members);
      }
      for (const pid of found.keys()) if (!inside.has(pid)) outside.add(pid);
      const remark = `processes that are gone: ${gone.join(', ')}`;
      if (values.length === 0) throw new Error(remark);
      return gone.length === 0 ? { values } : { values, remark };
    },
    async close() {},
  };
}

/** A process of /proc/<pid>/stat (proc(5)): the name in brackets may hold anything, so fields count from its end. */
function parseStat(text: string): Process | undefined {
  const pid = Number.parseInt(text, 10);
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [parent, startedAt] = [fields[1], fields[19]];
  const ticks = fields.slice(11, 15).reduce((sum, part) => sum + part, 0);
  if (parent === undefined || startedAt === undefined || Number.isNaN(pid + parent + startedAt + ticks))
    return undefined;
  return { pid, parent, ticks, startedAt };
}

function groupByParent(processes: Iterable<Process>): Map<number, Process[]> {
  const children = new Map<number, Process[]>();
  for (const process of processes) {
    const siblings = children.get(process.parent);
    if (siblings === undefined) children.set(process.parent, [process]);
    else siblings.push(process);
  }
  return children;
}

function treeOf(root: Process, children: ReadonlyMap<number, Process[]>): Process[] {
  const tree = [root];
  for (const member of tree) tree.push(...(children.get(member.pid) ?? []));
  return tree;
}

/** Whether a process ended between being listed and being read. */
function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH');
}
