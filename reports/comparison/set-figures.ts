/**
 * What a set of runs stands for: each figure that may fail a build, by run and over the runs, as a comparison takes it.
 * Reads records one after the other, never writes.
 */
import {
  defaultGate,
  type FigureKey,
  keyText,
  measureRun,
  quantilesFor,
  type RunFigure,
  type RunFigures,
} from '../statistics/index.ts';
import { readCheckedRun } from './compared-run.ts';
import type { ExaminedRuns } from './examine-runs.ts';
import { rowName, valueText } from './row-texts.ts';
import { tidied } from './tidy.ts';

/** One figure of a set. */
export interface SetFigure extends FigureKey {
  /** Geometric mean over the runs (ms), of errors the pooled share; null without a run that has it. */
  value: number | null;
  /** Each run's value, in the order of the runs; a run without one says why. */
  runs: { runId: string; value: number | null; reason: string }[];
}

/**
 * The figures of the runs that count, from the warm-up cut common to them, in the order of their objectives; empty when no
 * run counts. Throws HR_RECORD_UNREADABLE for a record that was damaged since it was examined.
 */
export async function figuresOfSet({ runs, cutSeconds }: ExaminedRuns): Promise<SetFigure[]> {
  const counted = runs.filter(({ reasons }) => reasons.length === 0);
  const gate = defaultGate(counted.at(-1)?.facts.slos ?? []);
  const measured: RunFigures[] = [];
  for (const { facts } of counted) {
    const { input } = await readCheckedRun(facts.folder);
    measured.push(measureRun(input, cutSeconds, quantilesFor(gate)));
  }
  return counted.length === 0 ? [] : gate.map((key) => figureOver(key, measured));
}

/** One line: `dashboard p95  476 ms  (470 ms, 481 ms, none: no successful request)`. */
export function setFigureText(figure: SetFigure): string {
  const values = figure.runs.map(({ value, reason }) =>
    value === null ? `none: ${reason}` : valueText(figure, value),
  );
  return `${rowName(figure).padEnd(32)} ${valueText(figure, figure.value).padStart(9)}  (${values.join(', ')})`;
}

function figureOver({ endpoint, metric, figure }: FigureKey, measured: readonly RunFigures[]): SetFigure {
  const key = { endpoint, metric, figure };
  const found = measured.map(({ runId, figures }) => ({
    runId,
    one: figures.find((candidate) => keyText(candidate) === keyText(key)),
  }));
  return {
    ...key,
    value: meanOf(found.flatMap(({ one }) => (one?.value.status === 'ok' ? [one.value.value] : []))),
    runs: found.map(({ runId, one }) => ({ runId, ...valueInRun(one) })),
  };
}

function valueInRun(one: RunFigure | undefined): { value: number | null; reason: string } {
  if (one === undefined) return { value: null, reason: 'not measured in this run' };
  if (one.value.status !== 'ok') return { value: null, reason: one.value.reason };
  return { value: Number(tidied(one.value.value.value)), reason: '' };
}

type Value = Extract<RunFigure['value'], { status: 'ok' }>['value'];

function meanOf(values: readonly Value[]): number | null {
  if (values.length === 0) return null;
  const failed = values.flatMap(({ errors }) => errors ?? []);
  const mean =
    failed.length > 0
      ? failed.reduce((sum, { errors }) => sum + errors, 0) / failed.reduce((sum, { requests }) => sum + requests, 0)
      : Math.exp(values.reduce((sum, { y }) => sum + y, 0) / values.length);
  return Number(tidied(mean));
}
