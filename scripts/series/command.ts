/** What the verbs that make series of runs are given by the entry point, and how they read their options. */
import { InvalidArgumentError } from 'commander';
import type { Config } from '../../contract/config.ts';
import type { Context } from '../context.ts';
import { parseLengthMs } from './measured-length.ts';
import type { PerformRun } from './perform-series.ts';

/** What such a verb is given. */
export interface SeriesCommand {
  context(): Context;
  config(): Promise<Config>;
  performRun: PerformRun;
  setExitCode(code: number): void;
}

/** A number from 1. */
export function parseCount(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('not a positive whole number');
  return Number(text);
}

/** Milliseconds of `120s`, `2m` or a number of seconds. */
export function parseLength(text: string): number {
  const lengthMs = parseLengthMs(text);
  if (lengthMs === null) throw new InvalidArgumentError('not a length such as 120s, 2m or 120 (seconds)');
  return lengthMs;
}
