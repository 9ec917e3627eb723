/**
 * `docs/baselines.md`: the benchmarks of the requirement before and after the sprint, from an ablation's model and, where
 * they were measured, from runs of `before` at other sizes of the database.
 *
 * Pure. Every figure comes from the models' arms; what was not measured is said to be so. Never takes an effect from a
 * stored model: a page whose figures were judged by older rules would look like one of today's.
 */

import { HeadroomError } from '../../contract/errors.ts';
import { isUnavailable } from '../../contract/measured.ts';
import { DEFAULT_SLOS } from '../../contract/slos.ts';
import { numberText } from '../html/numbers.ts';
import { judgeAnew } from './build-ablation.ts';
import { describeRuns, writeNotes, writeTables } from './markdown.ts';
import type { AblationModel, ArmResult, JourneyCell } from './model.ts';
import { estimateText, tableText } from './texts.ts';

/** What the page is made from; stored beside it, so that a test can make the page again. */
export interface BaselineFigures {
  ablation: AblationModel;
  /** Series of one profile at several sizes; may be empty. */
  scales: readonly AblationModel[];
}

/** The page, ending with a line feed; HR_USAGE when the ablation was quick, or has no `before` or no `after`. */
export function writeBaselines(stored: BaselineFigures): string {
  const figures = judgeBaselines(stored);
  const { ablation } = figures;
  if (ablation.isQuick)
    throw new HeadroomError('HR_USAGE', `${ablation.id} was quick: it has no p95 and judges nothing`);
  const [before, after] = [requireArm(ablation, 'before'), requireArm(ablation, 'after')];
  return `${[
    '# Performance baselines',
    'Generated from records by `npm run docs:baselines`; changes by hand are lost. The figures stand in `baselines.json`.',
    describeRuns(ablation),
    `## The five benchmarks, at ${orders(after)} orders`,
    benchmarkTable(before, after),
    describeUncertainty(ablation),
    describeBefore(before, figures.scales),
    ...scaleSection(before, figures.scales),
    ...writeTables(ablation),
    writeNotes(ablation),
    reproduce(figures),
  ].join('\n\n')}\n`;
}

/** The figures with their effects as this version judges them, from the arms alone. */
export function judgeBaselines({ ablation, scales }: BaselineFigures): BaselineFigures {
  return { ablation: judgeAnew(ablation), scales: scales.map(judgeAnew) };
}

function requireArm({ id, arms }: AblationModel, profile: string): ArmResult {
  const arm = arms.find((one) => one.profile === profile && one.runIds.length > 0);
  if (arm === undefined) throw new HeadroomError('HR_USAGE', `the ablation ${id} has no run of the profile ${profile}`);
  return arm;
}

function benchmarkTable(before: ArmResult, after: ArmResult): string {
  const rows = after.journeys.map((cell) => [
    titleOf(cell),
    `${numberText(cell.limitMs)} ms`,
    resultText(before.journeys.find(({ sloId }) => sloId === cell.sloId)),
    resultText(cell),
  ]);
  return tableText(['benchmark', 'p95 at most', 'before', 'after'], rows);
}

/** Such as `✔ 612 ms (590–640 within the run)`. */
function resultText(cell: JourneyCell | undefined): string {
  if (cell === undefined) return 'not measured';
  if (cell.broken !== null)
    return `${cell.broken.kind === 'breaks' ? '✖' : '?'} ${cell.broken.kind}: ${cell.broken.words}`;
  if (isUnavailable(cell.p95)) return `✖ ${cell.p95.reason}`;
  const mark = cell.verdict === 'pass' ? '✔' : cell.verdict === 'fail' ? '✖' : '?';
  const within = cell.p95Within;
  const range = within === null ? '' : ` (${numberText(within.low)}–${numberText(within.high)} within the run)`;
  const verdict = mark === '?' ? `, ${cell.verdict}` : '';
  return `${mark} ${estimateText(cell.p95, 'ms')} ms${range}${verdict}`;
}

function describeUncertainty({ rounds }: AblationModel): string {
  const between =
    rounds === 1
      ? 'There is one run of each arm, so nothing is known of how much two runs differ: no interval between runs.'
      : `± is half the 95 % interval of the mean over ${rounds} rounds (Student's t).`;
  return (
    'A p95 is over intended starts: a failed, dropped or unfinished one is infinitely slow. ' +
    (rounds === 1
      ? 'The range in brackets is a distribution-free 95 % interval of the p95 from the starts of that run, as if they were independent; under load they are not, so the true one is wider. '
      : '') +
    between
  );
}

/** Whether `before` meets a benchmark already, and from how many orders on it does not. */
function describeBefore(before: ArmResult, scales: readonly AblationModel[]): string {
  const met = before.journeys.filter(({ verdict }) => verdict === 'pass');
  const open = before.journeys.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'fail');
  const rest = open.length === 0 ? '' : ` Its run says nothing of ${open.map(titleOf).join(', ')}.`;
  if (met.length === 0) return `\`before\` is shown to meet none of them at ${orders(before)} orders.${rest}`;
  const larger = armsBySize(scales).filter((arm) => arm.profile === before.profile && arm.orders > before.orders);
  const sentences = met.map((cell) => {
    const missed = larger.find((arm) => cellOf(arm, cell.sloId)?.verdict === 'fail');
    const largest = larger.at(-1);
    if (missed !== undefined) return `${titleOf(cell)} is missed from ${orders(missed)} orders on`;
    return largest === undefined
      ? `${titleOf(cell)} was not measured at more orders`
      : `${titleOf(cell)} is not missed at ${orders(largest)} orders either`;
  });
  const names = met.map(titleOf).join(', ');
  return `\`before\` meets ${names} at ${orders(before)} orders, with PostgreSQL as it is in every arm. Of these: ${sentences.join('; ')}.${rest}`;
}

function scaleSection(before: ArmResult, scales: readonly AblationModel[]): string[] {
  const arms = armsBySize(scales);
  if (arms.length === 0) return [];
  const head = ['orders', ...before.journeys.map((cell) => `${titleOf(cell)} (limit ${numberText(cell.limitMs)} ms)`)];
  const rows = arms.map((arm) => [
    `${orders(arm)} (\`${arm.profile}\`)`,
    ...before.journeys.map(({ sloId }) => resultText(cellOf(arm, sloId))),
  ]);
  return [`## At other sizes of the database\n\n${tableText(head, rows)}`];
}

function armsBySize(scales: readonly AblationModel[]): ArmResult[] {
  return scales
    .flatMap(({ arms }) => arms)
    .filter((arm) => arm.runIds.length > 0)
    .sort((a, b) => a.orders - b.orders);
}

function cellOf(arm: ArmResult, sloId: string): JourneyCell | undefined {
  return arm.journeys.find((cell) => cell.sloId === sloId);
}

function titleOf({ sloId }: JourneyCell): string {
  return DEFAULT_SLOS.find((slo) => slo.id === sloId)?.title ?? sloId;
}

function orders(arm: ArmResult): string {
  return numberText(arm.orders);
}

function reproduce({ ablation, scales }: BaselineFigures): string {
  const { workload, rounds, isQuick, measureMs, arms } = ablation;
  const flags = [
    ...(workload === 'baseline' ? [] : [`--workload ${workload}`]),
    ...(isQuick ? ['--quick'] : [`--measure ${measureMs / 1000}`]),
    ...(rounds === 1 ? [] : [`--repeats ${rounds}`]),
  ];
  const size = arms[0]?.orders ?? 0;
  const sizes = scales.map(
    (scale) =>
      `npm run ablation -- --scale ${scale.arms.map((arm) => arm.orders).join(',')} --measure ${scale.measureMs / 1000}`,
  );
  const commands = [
    'npm run setup',
    `npm run ablation -- --orders ${size} ${flags.join(' ')}`,
    ...sizes,
    'npm run docs:baselines -- <id of the ablation> [<id of a series>]',
  ];
  return `## How to reproduce\n\n\`\`\`sh\n${commands.join('\n')}\n\`\`\``;
}
