/** `headroom runs`: the records there are, newest first, with their verdicts. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { HeadroomError } from '../../contract/errors.ts';
import { nearestName } from '../../contract/nearest-name.ts';
import { summarySchema } from '../../contract/summary.ts';
import { buildOf, shortBuild } from '../../reports/comparison/index.ts';
import { listRecords } from '../records/list-records.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** A record in the list; the verdict is absent where no summary was written. */
export interface ListedRun {
  id: string;
  workload: string;
  startedAtMs: number;
  status: string;
  build: string;
  verdict?: string;
}

/** Prints the runs of a folder. */
export function listRuns(terminal: Terminal, runsDir: string): ListedRun[] {
  const runs = readRuns(runsDir);
  terminal.json(runs);
  if (runs.length === 0) terminal.print(`no runs in ${runsDir}; make one with \`npm run baseline\``);
  for (const run of runs) {
    const when = new Date(run.startedAtMs).toISOString().slice(0, 19).replace('T', ' ');
    terminal.print(
      `${when} UTC  ${(run.verdict ?? '–').padEnd(12)}  ${run.status.padEnd(11)}  ${run.id}  ${shortBuild(run.build)}`,
    );
  }
  return runs;
}

/** The folder of a run given by id, by path, or as `latest`; HR_RECORD_NOT_FOUND names the nearest id. */
export function findRunFolder(runsDir: string, given: string): string {
  const runs = readRuns(runsDir);
  const id = given === 'latest' ? runs[0]?.id : given;
  for (const candidate of id === undefined ? [] : [join(runsDir, id), isAbsolute(id) ? id : resolve(id)]) {
    if (existsSync(candidate) && statSync(candidate).isDirectory()) return candidate;
  }
  const nearest = nearestName(
    given,
    runs.map((run) => run.id),
  );
  throw new HeadroomError('HR_RECORD_NOT_FOUND', `there is no run '${given}' in ${runsDir}`, {
    ...(nearest === undefined ? {} : { hint: `Did you mean '${nearest}'? \`npm run runs\` lists them all.` }),
  });
}

function readRuns(runsDir: string): ListedRun[] {
  return listRecords(runsDir).flatMap(({ folder, run }) => {
    if (run === null) return [];
    const summary = summarySchema.safeParse(readJson(join(folder, 'summary.json')));
    const { id, workload, startedAtMs, status } = run;
    const verdict = summary.success ? { verdict: summary.data.verdict } : {};
    return [{ id, workload, startedAtMs, status, build: buildOf(run), ...verdict }];
  });
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
