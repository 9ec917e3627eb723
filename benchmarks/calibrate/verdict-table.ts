/** Which verdict a user gets, by runs a side, history and true change: the table of STATISTICS.md section 1.8. */
import { markdownTable } from '../ladder/page.ts';
import { tallyComparisons } from './simulated-comparisons.ts';
import type { Bench } from './targets.ts';

/** Runs a side and past runs of the table's rows. */
const DESIGNS = [
  { repeats: 1, past: 0 },
  { repeats: 1, past: 10 },
  { repeats: 3, past: 0 },
  { repeats: 3, past: 10 },
  { repeats: 5, past: 10 },
  { repeats: 8, past: 10 },
] as const;
const FACTORS = [1, 1.05, 1.1, 1.2] as const;
/** Comparisons a row, as a part of those of one target. */
const PART = 1 / 5;

/** The table as Markdown; frequencies in per cent. */
export function verdictTable(bench: Bench): string {
  const comparisons = Math.max(20, Math.round(bench.sizes.single * PART));
  const rows = DESIGNS.flatMap(({ repeats, past }) =>
    FACTORS.map((factor) => {
      bench.progress(`verdicts: R = ${repeats}, ${past} past runs, true +${Math.round(100 * (factor - 1))} %`);
      const experiment = { repeats, endpoints: 1, runNoise: 0.02, factor, past, gate: 'p95' as const };
      const { verdicts, mde80 } = tallyComparisons(bench.pool(), experiment, { comparisons, seed: bench.seed + 1 });
      const share = (count: number): string => String(Math.round((100 * count) / comparisons));
      return [
        String(repeats),
        past === 0 ? 'none' : String(past),
        `+${Math.round(100 * (factor - 1))} %`,
        share(verdicts.regressed),
        share(verdicts.improved),
        share(verdicts.unchanged),
        share(verdicts.inconclusive + verdicts.invalid),
        `${Math.round(100 * mde80)} %`,
      ];
    }),
  );
  const header = ['R', 'past runs', 'true', 'regressed', 'improved', 'unchanged ±10 %', 'inconclusive', 'median MDE80'];
  return markdownTable(header, rows);
}
