/**
 * What is said of one row: regressed, improved, unchanged or inconclusive (STATISTICS.md section 2, step 6).
 *
 * "Unchanged" is a claim of its own and has to be shown: two one-sided tests at 5 % (TOST, Schuirmann 1987), that is, the
 * 90 % interval lies inside the margin. What is neither shown to differ nor shown to be equal is inconclusive. Pure.
 */

/** The verdict of a row. */
export type RowVerdict = 'regressed' | 'improved' | 'unchanged' | 'inconclusive';

/** Why it was given; the sentence depends on it. */
export type RowGround =
  /** The 90 % interval lies inside the margin. */
  | 'inside the margin'
  /** The difference is significant and large enough. */
  | 'significant'
  /** Significant, but smaller than the smallest effect worth a word. */
  | 'too small to matter'
  /** No error on either side. */
  | 'no error'
  /** Neither shown. */
  | 'not shown'
  /** Nothing to compare. */
  | 'missing';

/** The level of all false alarms of a family. */
export const SIGNIFICANCE = 0.05;

/** What a row is judged by. `difference`, interval and margins are on one scale. */
export interface JudgedRow {
  readonly difference: number;
  readonly interval90: readonly [number, number];
  readonly margins: readonly [number, number];
  /** After the family's correction. */
  readonly q: number;
  /** The size of the difference in the figure's own unit, ≥ 0, and the smallest that counts. */
  readonly effect: number;
  readonly minimumEffect: number;
  readonly isLowerBetter: boolean;
}

/** The verdict of a row and its ground. */
export function judgeRow(row: JudgedRow): { verdict: RowVerdict; ground: RowGround } {
  const [low, high] = row.interval90;
  if (low > row.margins[0] && high < row.margins[1]) return { verdict: 'unchanged', ground: 'inside the margin' };
  if (!(row.q <= SIGNIFICANCE)) return { verdict: 'inconclusive', ground: 'not shown' };
  if (row.effect < row.minimumEffect) return { verdict: 'unchanged', ground: 'too small to matter' };
  const isWorse = row.difference > 0 === row.isLowerBetter;
  return { verdict: isWorse ? 'regressed' : 'improved', ground: 'significant' };
}

/** The verdict of a whole comparison; `invalid`: a side has no comparable run. */
export type ComparisonVerdict = RowVerdict | 'invalid';

/**
 * The verdict of the gate's rows together: the worst that is shown, then the best that is shown; `unchanged` only when
 * every row is. An empty gate is inconclusive.
 */
export function judgeGate(verdicts: readonly RowVerdict[]): RowVerdict {
  if (verdicts.includes('regressed')) return 'regressed';
  if (verdicts.includes('improved')) return 'improved';
  return verdicts.length > 0 && verdicts.every((verdict) => verdict === 'unchanged') ? 'unchanged' : 'inconclusive';
}
