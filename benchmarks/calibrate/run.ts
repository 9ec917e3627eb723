/**
 * `npm run calibrate`: measures how often the statistics are wrong, on simulated runs and nights, against the targets of
 * STATISTICS.md. Prints Markdown and exits 1 when a target is missed, 2 for an option that does not exist.
 *
 * `--quick` a tenth of it; `--only gate,step` single targets; `--seed N` other draws; `--verdicts` the tables of verdicts
 * and of the usual ways too; `--write` all of it, also into docs/statistics.md. The same seed gives the same figures,
 * costs apart. Progress goes to the error stream.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { NIGHTS } from '../../reports/statistics/support/simulate-nights.ts';
import { BUSY_ERRORS, COMMON_EFFECT_SHARE } from '../../reports/statistics/support/simulate-run.ts';
import { BUSY } from '../../reports/statistics/support/simulate-series.ts';
import { markdownTable, replaceSection } from '../ladder/page.ts';
import { naiveTable } from './naive-ways.ts';
import { FULL, type MeasuredTarget, makeBench, QUICK, TARGETS } from './targets.ts';
import { verdictTable } from './verdict-table.ts';

/** The day the targets were first measured with this simulator. */
const SEED = 20_261_125;
/** Holds the measured tables between its markers. */
const PAGE = join(import.meta.dirname, '../../docs/statistics.md');
/** Milliseconds between two lines of progress. */
const PROGRESS_MS = 5_000;

const options = readOptions();
if (options === undefined) process.exitCode = 2;
else await calibrate(options);

interface Options {
  quick: boolean;
  verdicts: boolean;
  write: boolean;
  seed: number;
  names: string[];
}

async function calibrate({ quick, verdicts, write, seed, names }: Options): Promise<void> {
  const startedAt = Date.now();
  const bench = makeBench(quick ? QUICK : FULL, seed, progressLine());
  const rows = names.flatMap((name) => TARGETS[name]?.(bench) ?? []);
  const more = verdicts || write ? [verdictTable(bench), naiveTable(bench)] : [];
  const minutes = ((Date.now() - startedAt) / 60_000).toFixed(1);
  const how = `${quick ? 'Quick form: a tenth of the comparisons. ' : ''}Seed ${seed}, ${minutes} minutes, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${new Date().toISOString()}.`;
  const content = [how, targetTable(rows), ...more, parameters()].join('\n\n');
  process.stdout.write(`${content}\n`);
  if (write) await writeFile(PAGE, replaceSection(await readFile(PAGE, 'utf8'), 'calibrate', content));
  process.exitCode = rows.every(({ isMet }) => isMet) ? 0 : 1;
}

function readOptions(): Options | undefined {
  try {
    const { values } = parseArgs({
      options: {
        quick: { type: 'boolean', default: false },
        verdicts: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
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
    if (values.write && (values.quick || values.only !== undefined)) {
      throw new Error('--write takes the full form: leave out --quick and --only');
    }
    return { quick: values.quick, verdicts: values.verdicts, write: values.write, seed, names };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : 'unknown option'}\n`);
    return undefined;
  }
}

function targetTable(rows: readonly MeasuredTarget[]): string {
  const cells = rows.map(({ what, target, measured, isMet }) => [what, target, measured, isMet ? 'met' : '**MISSED**']);
  return markdownTable(['what', 'target', 'measured', ''], cells);
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
    '- smallest effect that counts: 0 in comparisons (the statistics alone hold the rates), 2 % in trends',
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
