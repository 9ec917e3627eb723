/**
 * A comparison in plain words: one sentence or two a row, for a reader who knows no statistics. Pure.
 *
 * Never says more than the row's verdict, and always what could not have been seen.
 */
import type { Comparison, ComparisonRow, Evidence } from './comparison.ts';
import { SIGNIFICANCE } from './verdict.ts';
import {
  changeText,
  countText,
  intervalText,
  latencyText,
  percentText,
  pointsIntervalText,
  pointsText,
  threeDigits,
} from './words.ts';

/** What a sentence needs of a row. */
export type UnspokenRow = Omit<ComparisonRow, 'sentence'>;

/** The sentence of a row. */
export function rowSentence(row: UnspokenRow): string {
  const name = `${figureText(row)} of ${row.endpoint}`;
  if (row.evidence.status === 'unavailable') return `${name}: cannot be compared, ${row.evidence.reason}.`;
  const evidence = row.evidence.value;
  const flags = flagSentences(row);
  return [`${name} ${bodyOf(row, evidence)}`, ...flags].join(' ');
}

function bodyOf(row: UnspokenRow, evidence: Evidence): string {
  const change = sizeText(evidence);
  const values = `${valueText(row, row.before.value)} → ${valueText(row, row.after.value)}`;
  const interval = `95 % interval ${rangeText(evidence, evidence.ci95)}`;
  switch (row.ground) {
    case 'significant': {
      const word = row.verdict === 'regressed' ? 'got worse' : 'got better';
      return `${word} by ${change.replace(/^[+−]/, '')} (${values}; ${interval}).`;
    }
    case 'inside the margin':
      return `is unchanged within ±${marginText(row, evidence)} (${values}; 90 % interval ${rangeText(evidence, evidence.ci90)}).`;
    case 'too small to matter':
      return `changed by ${change} (${values}), which is smaller than anyone can feel (below ${minimumText(row)}): unchanged.`;
    case 'no error':
      return `is unchanged: no error before or after; a share above ${percentText(evidence.shareUpperBound ?? 1)} would have shown one.`;
    default:
      return `cannot be told: ${values}, ${change} (${interval}). ${powerText(row, evidence)}`;
  }
}

function powerText(row: UnspokenRow, evidence: Evidence): string {
  const limit = evidence.scale === 'points' ? pointsText(evidence.mde80).slice(1) : changeText(evidence.mde80);
  const seen = `A change below ${limit.replace(/^\+/, '')} was likely to stay unseen;`;
  const had = Math.min(row.before.runs.length, row.after.runs.length);
  if (evidence.repeatsNeeded === null) {
    return `${seen} more than a hundred runs a side would be needed to see ${marginText(row, evidence)}.`;
  }
  const more = Math.max(1, evidence.repeatsNeeded - had);
  return `${seen} ${countText(more, 'more interleaved repeat')} a side would settle ${marginText(row, evidence)}.`;
}

function flagSentences(row: UnspokenRow): string[] {
  const said: string[] = [];
  if (row.flags.includes('survivorship')) {
    said.push('Latency is not comparable (survivorship): the error shares differ by more than one point.');
  }
  if (row.flags.includes('history contradicted')) {
    said.push('Today’s runs differ more than past ones did, so only today’s count.');
  }
  return said;
}

function figureText({ figure, metric }: UnspokenRow): string {
  if (figure === 'errors') return 'The error share';
  if (figure === 'throughput') return 'The throughput';
  return figure === 'level' ? metric : `The ${figure}`;
}

function valueText({ figure }: UnspokenRow, value: number | null): string {
  if (value === null) return 'unknown';
  if (figure === 'errors') return value === 0 ? '0 %' : percentText(value);
  if (figure === 'throughput') return `${threeDigits(value)}/s`;
  return figure === 'level' ? threeDigits(value) : latencyText(value);
}

function sizeText({ scale, change }: Evidence): string {
  return scale === 'points' ? pointsText(change) : changeText(change);
}

function rangeText({ scale }: Evidence, range: readonly [number, number]): string {
  return scale === 'points' ? pointsIntervalText(range) : intervalText(range);
}

function marginText({ margin }: UnspokenRow, { scale }: Evidence): string {
  return scale === 'points' ? pointsText(margin).slice(1) : percentText(margin);
}

function minimumText({ figure, minimumEffect }: UnspokenRow): string {
  return figure === 'errors' ? pointsText(minimumEffect).slice(1) : latencyText(minimumEffect);
}

/** The sentence of a whole comparison. */
export function comparisonSentence({ verdict, rows, excluded, runs }: Omit<Comparison, 'sentence'>): string {
  const gate = rows.filter(({ family }) => family === 'gate');
  const of = (wanted: ComparisonRow['verdict']): string[] =>
    gate.filter((row) => row.verdict === wanted).map(({ endpoint, figure }) => `${endpoint} ${figure}`);
  const untold = of('inconclusive').length;
  const rest = untold === 0 ? '' : ` ${untold} of ${gate.length} gate rows cannot be told.`;
  switch (verdict) {
    case 'invalid': {
      const empty = runs.before.length === 0 ? 'before' : 'after';
      return `Nothing can be said: no run of side ${empty} is comparable (${countText(excluded.length, 'run')} excluded).`;
    }
    case 'regressed':
      return `Regressed: ${of('regressed').join(', ')}.${rest} A false alarm in at most ${percentText(SIGNIFICANCE)} of unchanged comparisons.`;
    case 'improved':
      return `Improved: ${of('improved').join(', ')}; no row of the gate is shown to be worse.${rest}`;
    case 'unchanged':
      return `Unchanged: each of the ${gate.length} gate rows lies within its margin, or differs by less than anyone can feel.`;
    default:
      return gate.length === 0
        ? 'Inconclusive: the gate has no rows.'
        : `Inconclusive: no gate row is shown to differ.${rest}`;
  }
}
