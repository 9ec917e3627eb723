/**
 * The runs of one night → what is kept of it when their records are gone: verdicts, reasons, and some twenty figures.
 *
 * A run that may not be compared is kept with its reasons and gives no figure. Facts only: whether a level changed is
 * derived from all nights. Reads records, never writes.
 */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { HeadroomError } from '../../contract/errors.ts';
import type { NightFigure, NightRecord, NightRun } from '../../contract/night.ts';
import { runSchema } from '../../contract/run.ts';
import { buildModel } from '../analysis/build-model.ts';
import { readRecord } from '../analysis/read-record.ts';
import { type ComparedRun, reduceRecord } from '../comparison/compared-run.ts';
import { tidied } from '../comparison/tidy.ts';
import {
  candidateOf,
  chooseComparable,
  defaultGate,
  type GateRow,
  keyText,
  measureRun,
  quantilesFor,
  type RunFigures,
} from '../statistics/index.ts';
import { checkRun } from '../statistics/run-input.ts';
import { isControlFigure, keptFigures } from './kept-figures.ts';

/** A run of a night. */
export interface RunOfNight {
  folder: string;
  purpose: NightRun['purpose'];
}

/** What a night was. */
export interface NightJob {
  /** ISO date of the job's start, in the job's time zone. */
  night: string;
  /** In the order in which they were made; at least one. */
  runs: readonly RunOfNight[];
  /** The rows that may fail a build; their figures are kept too. Default: those of the runs' own objectives. */
  gate?: readonly GateRow[];
}

type ReadNightRun = { purpose: NightRun['purpose']; verdict: string; compared: ComparedRun };

/**
 * The record of a night. Throws HR_RECORD_NOT_FOUND for a folder that is none, and HR_RECORD_UNREADABLE when no run can
 * be read, or one whose `run.json` is torn too.
 */
export async function nightOfRuns({ night, runs, gate }: NightJob): Promise<NightRecord> {
  const read: ReadNightRun[] = [];
  const unreadable: NightRun[] = [];
  const problems: string[] = [];
  for (const run of runs) {
    const found = await readOrReason(run);
    if (typeof found !== 'string') read.push(found);
    else {
      problems.push(`${run.folder}: ${found}`);
      unreadable.push(await tornRun(run, found));
    }
  }
  const [first] = read;
  if (first === undefined) {
    const told = problems.join('; ') || 'no run was given';
    throw new HeadroomError('HR_RECORD_UNREADABLE', `the night of ${night} has no readable record (${told})`);
  }
  const chosen = chooseComparable({ before: read.map(({ compared }) => candidateOf(compared.input)), after: [] });
  const isChosen = ({ compared }: ReadNightRun): boolean => chosen.runs.before.includes(compared.facts.id);
  const reasonsOf = ({ compared }: ReadNightRun): string[] =>
    chosen.excluded.flatMap(({ runId, reasons }) =>
      runId === compared.facts.id ? reasons.map(({ message }) => message) : [],
    );
  const rows = gate ?? defaultGate(first.compared.facts.slos);
  const measured = read
    .filter(isChosen)
    .map(({ compared }) => measureRun(compared.input, chosen.cutSeconds, quantilesFor(rows)));
  const { facts } = (read.find(isChosen) ?? first).compared;
  return {
    headroom: 'night/1',
    night,
    build: facts.build,
    environmentKey: facts.environment.key,
    toggles: facts.toggles,
    workload: facts.workload,
    deployment: facts.deployment,
    runs: [
      ...read.map((run) => ({
        id: run.compared.facts.id,
        startedAtMs: run.compared.facts.startedAtMs,
        verdict: run.verdict,
        purpose: run.purpose,
        reasons: reasonsOf(run),
      })),
      ...unreadable,
    ].sort((a, b) => a.startedAtMs - b.startedAtMs),
    figures: figuresOf(measured, rows),
  };
}

/** A run read and judged, or why it cannot be. */
async function readOrReason({ folder, purpose }: RunOfNight): Promise<ReadNightRun | string> {
  try {
    const record = await readRecord(folder);
    const compared = reduceRecord(folder, record);
    checkRun(compared.input);
    return { purpose, compared, verdict: buildModel(record).summary.verdict };
  } catch (error) {
    if (error instanceof HeadroomError && error.code === 'HR_RECORD_UNREADABLE') return error.message;
    // A column that cannot be (a negative count): the record is damaged, not the suite.
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

/** What is left of a run whose record cannot be read: its own first file says that it was. */
async function tornRun({ folder, purpose }: RunOfNight, reason: string): Promise<NightRun> {
  const text = await readFile(join(folder, 'run.json'), 'utf8').catch(() => '');
  const parsed = runSchema.pick({ id: true, startedAtMs: true }).safeParse(parseJson(text));
  if (!parsed.success) {
    throw new HeadroomError('HR_RECORD_UNREADABLE', `the run ${basename(folder)} of the night is lost: ${reason}`);
  }
  return { ...parsed.data, verdict: 'invalid', purpose, reasons: [`The record cannot be read: ${reason}`] };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The kept figures, in the order in which the runs name them; a run without such a figure is left out of it. */
function figuresOf(measured: readonly RunFigures[], gate: readonly GateRow[]): NightFigure[] {
  const isKept = keptFigures(gate);
  const byKey = new Map<string, NightFigure>();
  for (const run of measured) {
    for (const one of run.figures) {
      if (one.value.status !== 'ok' || !isKept(one)) continue;
      const { endpoint, metric, figure, isLowerBetter } = one;
      const known = byKey.get(keyText(one)) ?? {
        ...{ endpoint, metric, figure, isLowerBetter, isControl: isControlFigure(one) },
        runs: [],
      };
      known.runs.push({ id: run.runId, value: Number(tidied(one.value.value.value)) });
      byKey.set(keyText(one), known);
    }
  }
  return [...byKey.values()];
}
