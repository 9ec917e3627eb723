/**
 * `npm run calibrate`: measures how often the statistics are wrong, on simulated runs and nights, against the targets of
 * STATISTICS.md. Prints Markdown and exits 1 when a target is missed, 2 for an option that does not exist.
 *
 * `--quick` a tenth of it; `--only gate,step` single targets; `--seed N` other draws; `--verdicts` the table of verdicts
 * and of the usual ways too. The same seed gives the same figures, costs apart. Progress goes to the error stream.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { NIGHTS } from '../../reports/statistics/support/simulate-nights.ts';
import { BUSY_ERRORS, COMMON_EFFECT_SHARE } from '../../reports/statistics/support/simulate-run.ts';
import { BUSY } from '../../reports/statistics/support/simulate-series.ts';
import { naiveTable } from './naive-ways.ts';
import { FULL, type MeasuredTarget, makeBench, QUICK, TARGETS } from './targets.ts';
import { verdictTable } from './verdict-table.ts';

/** The day the targets were first measured with this simulator. */
const SEED = 20_261_125;
/** Milliseconds between two lines of progress. */
const PROGRESS_MS = 5_000;

const options = readOptions();
if (options === undefined) process.exitCode = 2;
else calibrate(options);

interface Options {
  quick: boolean;
  verdicts: boolean;
  seed: number;
  names: string[];
}

function calibrate({ quick, verdicts, seed, names }: Options): void {
  const startedAt = Date.now();
  const bench = makeBench(quick ? QUICK : FULL, seed, progressLine());
  const rows = names.flatMap((name) => TARGETS[name]?.(bench) ?? []);
  print(rows);
  if (verdicts) process.stdout.write(`\n${verdictTable(bench).join('\n')}\n\n${naiveTable(bench).join('\n')}\n`);
  const minutes = ((Date.now() - startedAt) / 60_000).toFixed(1);
  process.stdout.write(
    `\n${quick ? 'Quick form (a tenth of the comparisons). ' : ''}Seed ${seed}, ${minutes} minutes, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${new Date().toISOString()}.\n\n${parameters()}\n`,
  );
  process.exitCode = rows.every(({ isMet }) => isMet) ? 0 : 1;
}

function readOptions(): Options | undefined {
  try {
    const { values } = parseArgs({
      options: {
        quick: { type: 'boolean', default: false },
        verdicts: { type: 'boolean', default: false },
        only: { type: 'string' },
        seed: { type: 'string', default: String(SEED) },
      },
    });
    const names = values.only === undefined ? Object.keys(TARGETS) : values.only.split(',');
    const unknown = names.filter((name) => !(name in TARGETS));
    if (unknown.length > 0)
      throw new Error(`no target ${unknown.join(', ')}; there are ${Object.keys(TARGETS).join(', ')}`);
    const seed = Number(values.seed);
    if (!Number.isInteger(seed)) throw new Error(`--seed takes a whole number, got ${values.seed}`);
    return { quick: values.quick, verdicts: values.verdicts, seed, names };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : 'unknown option'}\n`);
    return undefined;
  }
}

function print(rows: readonly MeasuredTarget[]): void {
  const lines = rows.map(
    ({ what, target, measured, isMet }) => `| ${what} | ${target} | ${measured} | ${isMet ? 'met' : 'MISSED'} |`,
  );
  process.stdout.write(`${['| what | target | measured | |', '|---|---|---|---|', ...lines].join('\n')}\n`);
}

/** The simulator's parameters, as they are in the code. */
function parameters(): string {
  const of = (name: string, value: unknown): string => `- ${name}: \`${JSON.stringify(value)}\``;
  return [
    'Simulator:',
    of('busy runs', BUSY),
    of('their errors', BUSY_ERRORS),
    `- run effect: exp(N(0, σ)) on every latency, ${100 * COMMON_EFFECT_SHARE} % of its variance common to all endpoints`,
    of('nights', NIGHTS),
    '- smallest effect that counts: 0 (the statistics alone hold the rates)',
  ].join('\n');
}

/** Writes a line at most every five seconds. */
function progressLine(): (text: string) => void {
  let last = 0;
  return (text) => {
    if (Date.now() - last < PROGRESS_MS) return;
    last = Date.now();
    process.stderr.write(`${text}\n`);
  };
}
