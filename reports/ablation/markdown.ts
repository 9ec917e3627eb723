/**
 * The table of an ablation as Markdown: journeys, what a request costs, effects, first token against prompt tokens.
 *
 * Pure, and the same bytes for the same model. Never prints a latency where the load broke the journey.
 */
import { isUnavailable } from '../../contract/measured.ts';
import { numberText, spanText } from '../html/numbers.ts';
import type { AblationModel, Effect } from './model.ts';
import { estimateText, journeyText, shortName, tableText } from './texts.ts';

/** The whole page, ending with a line feed. */
export function writeMarkdown(model: AblationModel): string {
  const title = model.kind === 'scale' ? 'One profile at several sizes' : 'What each change is worth';
  return `${[`# ${title}`, describeRuns(model), ...writeTables(model), writeNotes(model)].join('\n\n')}\n`;
}

/** The tables without a title, each under a heading of the second level. */
export function writeTables(model: AblationModel): string[] {
  return [
    `## Journeys\n\n${journeyTable(model)}`,
    `## What a request costs\n\n${figureTable(model)}`,
    ...(model.effects.length === 0 ? [] : [`## Effects against \`after\`\n\n${effectTable(model)}`]),
    `## What the report names first\n\n${findingTable(model)}`,
    `## First token against prompt tokens\n\n${promptTable(model)}`,
  ];
}

/** How it was measured, in a paragraph. */
export function describeRuns(model: AblationModel): string {
  const { rounds, measureMs, isQuick } = model;
  const interval =
    rounds === 1
      ? 'One round in seeded random order: no interval, so small differences say nothing.'
      : `${rounds} rounds, each in a seeded random order of its own; ± is half the 95 % interval of the mean over rounds.`;
  const quick = isQuick ? ' Quick: the median only, and no benchmark is judged.' : '';
  const order = `Order of the first round: ${model.order.join(', ')} (seed ${model.seed}).`;
  return `Workload \`${model.workload}\`, ${spanText(measureMs)} measured each. ${interval}${quick} ${order}`;
}

function journeyTable({ arms, isQuick }: AblationModel): string {
  const known = arms.find((arm) => arm.journeys.length > 0)?.journeys ?? [];
  const quantiles = isQuick ? 'p50' : 'p50 / p95';
  const limit = (limitMs: number) => (isQuick ? '' : ` (limit ${numberText(limitMs)})`);
  const head = ['arm', ...known.map((cell) => `${cell.journey}, ${quantiles} ms${limit(cell.limitMs)}`)];
  const rows = arms.map((arm) => [
    arm.name,
    ...known.map(({ journey }) => {
      const cell = arm.journeys.find((one) => one.journey === journey);
      return cell === undefined ? '–' : journeyText(cell, isQuick);
    }),
  ]);
  return tableText(head, rows);
}

function figureTable({ arms, figures }: AblationModel): string {
  const head = ['figure', ...arms.map((arm) => shortName(arm.name))];
  const rows = figures.map(({ id, title, unit }) => [
    unit === '' || unit === 'share' ? title : `${title}, ${unit}`,
    ...arms.map((arm) => {
      const figure = arm.figures.find((one) => one.id === id);
      return figure === undefined ? '–' : estimateText(figure.value, unit);
    }),
  ]);
  return tableText(head, rows);
}

function effectTable({ effects }: AblationModel): string {
  const rows = effects.map(({ arm, effects: cells }) => {
    const of = (expectation: Effect['expectation'], mark: Effect['mark']) =>
      cells.filter((cell) => cell.expectation === expectation && cell.mark === mark).map(effectText);
    const side = cells.filter(({ expectation, move }) => expectation === 'may' && !['same', 'unknown'].includes(move));
    return [
      arm,
      listText(of('moves', 'as expected')),
      listText(of('moves', 'missing')),
      listText(of('still', 'unexpected')),
      listText(side.map(effectText)),
      listText([...cells.filter(({ mark }) => mark === 'unknown').map(({ cell }) => cell), ...unjudgedText(cells)]),
    ];
  });
  const head = ['arm', '✔ moves as it should', '✖ should move', '✖ should be still', 'moves, too', 'not known'];
  return tableText(head, rows);
}

/** Such as `dashboard.p50 ×12`. */
function effectText({ cell, move, ratio, to }: Effect): string {
  if (move === 'gone' || move === 'breaks' || ratio === null) return `${cell} ${move}`;
  const bound = !isUnavailable(to) && to.isAtLeast ? '≥ ' : '';
  return `${cell} ×${bound}${numberText(ratio)}`;
}

/** What is not judged, as one item; none where everything is. */
function unjudgedText(effects: readonly Effect[]): string[] {
  const cells = effects.filter(({ mark }) => mark === 'not judged').map(effectText);
  return cells.length === 0 ? [] : [`not judged, because the arm broke: ${cells.join(', ')}`];
}

function listText(items: readonly string[]): string {
  return items.length === 0 ? '–' : items.join(', ');
}

function findingTable({ arms }: AblationModel): string {
  const rows = arms.map(({ name, findings: [first, ...others], expectedFinding }) => {
    const mark = expectedFinding === null ? '' : first?.id === expectedFinding ? '✔ ' : '✖ ';
    return [
      name,
      first === undefined ? `${mark}nothing` : `${mark}${first.title}`,
      expectedFinding === null ? '–' : `\`${expectedFinding}\``,
      listText(others.map(({ id }) => `\`${id}\``)),
    ];
  });
  return tableText(['arm', 'first finding', 'should be', 'then'], rows);
}

function promptTable({ promptCurve }: AblationModel): string {
  const head = ['arm', 'prompt tokens a turn', 'first token p50, ms', "the model's share, ms", "the application's, ms"];
  const rows = promptCurve.map(({ arm, promptTokens, firstTokenP50, modelMs, ownMs }) => [
    arm,
    estimateText(promptTokens, 'tokens'),
    isUnavailable(firstTokenP50) ? firstTokenP50.reason : estimateText(firstTokenP50, 'ms'),
    estimateText(modelMs, 'ms'),
    estimateText(ownMs, 'ms'),
  ]);
  return tableText(head, rows);
}

/** Machine, versions and model; what of the runs must be known; why a figure is missing. */
export function writeNotes({ setting, notes, arms }: AblationModel): string {
  const facts = setting.map(({ label, value }) => `- ${label}: ${value}`);
  const remarks = [...notes, ...arms.flatMap((arm) => arm.notes.map((note) => `\`${arm.name}\`: ${note}`))];
  const missing = missingFigures(arms);
  return [
    `## Setting\n\n${facts.join('\n')}`,
    ...(remarks.length + missing.length === 0
      ? []
      : [`## Notes\n\n${[...remarks, ...missing].map((note) => `- ${note}`).join('\n')}`]),
  ].join('\n\n');
}

/** Why a figure stands as `–`; one line a reason, with the arms that it holds for. */
function missingFigures(arms: AblationModel['arms']): string[] {
  const found = new Map<string, string[]>();
  for (const arm of arms) {
    for (const { id, value } of arm.figures) {
      if (!isUnavailable(value)) continue;
      const key = `${id}: ${value.reason}`;
      found.set(key, [...(found.get(key) ?? []), shortName(arm.name)]);
    }
  }
  return [...found].map(([what, of]) => `${what} (${of.length === arms.length ? 'every arm' : of.join(', ')})`);
}
