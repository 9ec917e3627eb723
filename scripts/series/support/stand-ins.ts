/** Stand-ins for tests of series: a context whose clock ticks a second a look, and runs that end at once. */
import { EventEmitter } from 'node:events';
import { sampleModel } from '../../../reports/html/support/sample-model.ts';
import type { Context } from '../../context.ts';
import type { RunOutcome } from '../../verbs/perform-run.ts';

const { summary } = sampleModel('pass');

/** What a command showed, and the signals that it listens to. */
export interface StandIn {
  context: Context;
  signals: EventEmitter;
  /** Titles of steps, their progress (indented), and printed lines. */
  shown: string[];
  /** What was given to `--json`. */
  json: unknown[];
  /** Codes that the process was to end with at once. */
  exits: number[];
}

/** Steps end at once; their progress is kept. */
export function createStandIn(root: string): StandIn {
  let nowMs = 0;
  const [shown, json, exits]: [string[], unknown[], number[]] = [[], [], []];
  const signals = new EventEmitter();
  const context: Context = {
    root,
    env: { PATH: process.env.PATH },
    terminal: {
      isJson: false,
      print: (line = '') => void shown.push(line),
      json: (value) => void json.push(value),
      step: (title, work) => {
        shown.push(title);
        return work((progress) => shown.push(`  ${progress}`));
      },
    },
    nowMs: () => {
      nowMs += 1_000;
      return nowMs;
    },
    signals,
    exitNow: (code) => void exits.push(code),
    command: 'headroom',
    processId: process.pid,
  };
  return { context, signals, shown, json, exits };
}

/** Stands in for a run that takes minutes: ends with a record of that id. */
export function outcomeOf(id: string, exitCode = 0): RunOutcome {
  return { exitCode, folder: id, summary: { ...summary, run: { ...summary.run, id } }, reportPath: '' };
}
