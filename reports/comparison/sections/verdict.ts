/** Did it get worse? The first screen: one word, one sentence, before → after → change of four figures. */
import { ellipsise, type Html, html, nothing } from '../../html/escape.ts';
import { momentText, spanText } from '../../html/numbers.ts';
import { type Status, statusShape } from '../../html/shapes.ts';
import { changeText } from '../../statistics/words.ts';
import type { ComparisonModel, ModelRow } from '../model.ts';
import { rowChange, rowDifference, rowInterval, rowName, valueText } from '../row-texts.ts';
import { floorText, shortBuild } from '../texts.ts';

/** Which state of a report a verdict looks like. */
export const VERDICT_STATUS: Readonly<
  Record<ComparisonModel['verdict'], Status & ('pass' | 'fail' | 'inconclusive' | 'invalid')>
> = {
  regressed: 'fail',
  improved: 'pass',
  unchanged: 'pass',
  inconclusive: 'inconclusive',
  invalid: 'invalid',
};

/** Rows whose figures stand in the first sentence; the plot has all. */
const LEAD_ROWS_MAX = 2;

const KICKERS: Readonly<Record<ComparisonModel['verdict'], string>> = {
  regressed: 'At least one figure of the gate got worse',
  improved: 'The gate got better, and nothing in it is shown to be worse',
  unchanged: 'Every figure of the gate is the same, or differs by less than anyone can feel',
  inconclusive: 'Neither a change nor its absence is shown',
  invalid: 'There is nothing that may be compared',
};

/** The section with its element: it is the page's first screen. */
export function renderVerdict(model: ComparisonModel): Html {
  const { verdict, warnings } = model;
  const status = VERDICT_STATUS[verdict];
  return html`<section id="verdict" aria-labelledby="verdict-h">
<div class="hero ${status}">${statusShape(status, { silent: true })}<div><p class="kicker">${KICKERS[verdict]}</p><h1 id="verdict-h" class="${status}">${verdict.toUpperCase()}</h1></div><p class="because">${leadOf(model)}</p></div>
${tiles(model)}
<dl class="facts">${facts(model).map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>
${warnings.map((warning) => html`<p class="note warn">${warning}</p>`)}${model.environment.differences.map(
  (one) => html`<p class="note warn">Compared across environments: ${one}.</p>`,
)}
</section>`;
}

/** The figures that are shown to differ, in words with their numbers, then the verdict's own sentence. */
function leadOf({ rows, verdict, sentence }: ComparisonModel): Html {
  const shown = rows.filter((row) => row.family === 'gate' && row.verdict === verdict && isShownToDiffer(row));
  const words = shown
    .toSorted(byWeight)
    .slice(0, LEAD_ROWS_MAX)
    .map((row) => row.sentence);
  return html`${ellipsise(words.join(' '), 500)} <span class="rest">${ellipsise(sentence, 600)}</span>`;
}

function isShownToDiffer({ verdict }: ModelRow): boolean {
  return verdict === 'regressed' || verdict === 'improved';
}

function tiles(model: ComparisonModel): Html {
  const gate = model.rows.filter(({ family }) => family === 'gate');
  const latencies = gate.filter(({ figure }) => figure.startsWith('p')).toSorted(byWeight);
  const errors = gate.filter(({ figure }) => figure === 'errors').toSorted(byWeight);
  const rate = model.rows.find(({ figure }) => figure === 'throughput');
  const rest = rate === undefined ? latencies.slice(0, 3) : latencies.slice(0, 2);
  const shown = [...rest, ...errors.slice(0, 1), ...(rate === undefined ? [] : [rate])];
  return shown.length === 0 ? nothing : html`<div class="tiles">${shown.map(tile)}</div>`;
}

function tile(row: ModelRow): Html {
  const what = `${ellipsise(rowName(row), 90)}${row.family === 'gate' ? '' : ' (exploratory)'}`;
  const [from, to] = [row.before.value, row.after.value].map((value) => unbroken(valueText(row, value)));
  const difference = row.figure === 'errors' ? nothing : html` (${rowDifference(row)})`;
  const change =
    row.evidence.status === 'ok'
      ? html`<b>${rowChange(row)}</b>${difference}, 95 % interval ${rowInterval(row)}`
      : html`${row.evidence.reason}`;
  return html`<div class="tile"><div class="what">${what}</div><div class="big pair">${from} <small>→</small> ${to}</div><div class="side">${change}</div></div>`;
}

/** A value and its unit stay on one line. */
function unbroken(text: string): string {
  return text.replaceAll(' ', '\u00a0');
}

/** What is shown to differ first, then what moved most. */
function byWeight(a: ModelRow, b: ModelRow): number {
  const rank = ({ verdict }: ModelRow): number => (verdict === 'regressed' ? 0 : verdict === 'improved' ? 1 : 2);
  const size = ({ evidence }: ModelRow): number =>
    evidence.status === 'ok' ? Math.abs(Math.log(Math.max(1e-9, 1 + evidence.value.change))) : -1;
  return rank(a) - rank(b) || size(b) - size(a);
}

function facts(model: ComparisonModel): [string, string][] {
  const { before, after } = model.runs;
  const side = (runs: typeof before): string => {
    if (runs.length === 0) return 'no comparable run';
    const names = [...new Set(runs.map(({ build, profile }) => `${shortBuild(build)}, ${profile}`))].join('; ');
    return `${runs.length} × ${ellipsise(names, 120)}`;
  };
  const seconds = [...before, ...after].map(({ measuredSeconds }) => measuredSeconds);
  const starts = [...before, ...after].map(({ startedAtMs }) => startedAtMs);
  const smallest = model.rows.flatMap(({ family, figure, evidence }) =>
    family === 'gate' && figure.startsWith('p') && evidence.status === 'ok' ? [evidence.value.mde80] : [],
  );
  return [
    ['Before', side(before)],
    ['After', side(after)],
    ['Workload', `${model.workload} on ${model.deployment}`],
    ['Measured a run', seconds.length === 0 ? 'nothing' : spanText(1000 * Math.max(...seconds))],
    [
      'Made',
      starts.length === 0 ? 'never' : `${momentText(Math.min(...starts))} to ${momentText(Math.max(...starts))}`,
    ],
    ['Order of the runs', model.order.pattern || 'none'],
    ['Noise between equal runs', floorText(model)],
    [
      'Seen from',
      smallest.length === 0
        ? 'nothing was seen'
        : `a change of ${changeText(median(smallest)).replace(/^\+/, '')} (median of the gate)`,
    ],
  ];
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
