/**
 * Why a journey changed: what else changed in the evidence, ranked by its share of the change.
 *
 * A mean start is the sum of its parts, so each part has an exact share of the change of the mean. A statement's share is
 * that of the part "database", divided among the statements by how much longer each of them ran a request. PostgreSQL
 * does not know for which journey, so a share is never more than the statement's own change of a whole run: those that an index experiment names are the journey's, the others are said with an
 * `if`, once, for the journey whose change they may explain most. Plans, indexes and whole-run figures have no share of their own: they stand beside.
 * An explanation is no proof: it says what moved together. Pure.
 */
import { PART_TITLES } from '../analysis/attribution/words.ts';
import { compareText } from '../analysis/load-data.ts';
import { latencyText, numberText, shareText } from '../html/numbers.ts';
import type { ComparisonRow } from '../statistics/index.ts';
import {
  indexVerdictsOf,
  type MeanStatement,
  meanFigure,
  meanStatements,
  meanTimeOf,
  ownersOf,
  planHashesOf,
  type Sides,
  type Time,
} from './mean-evidence.ts';
import type { Cause } from './model.ts';
import { EVIDENCE_FIGURES, type EvidenceFigure } from './run-evidence.ts';

/** Shares of a change below it are noise. */
const SHARE_MIN = 0.05;
/** Whole-run figures that moved by less than this share are not told. */
const FIGURE_CHANGE_MIN = 0.1;
/** Most causes with a share, and beside them; more would be read by nobody. */
const SHARED_MAX = 8;
const BESIDE_MAX = 6;

/** The causes, the largest share first, and why there are none. */
export function explainChange(rows: readonly ComparisonRow[], sides: Sides): { why: Cause[]; note: string } {
  const affected = new Map<string, ComparisonRow>();
  for (const row of rows) {
    const isShown = row.verdict === 'regressed' || row.verdict === 'improved';
    if (row.family === 'gate' && isShown && row.figure.startsWith('p')) affected.set(row.endpoint, row);
  }
  if (affected.size === 0) {
    return { why: [], note: 'No latency of the gate is shown to have changed, so there is nothing to explain.' };
  }
  const times = [...affected].map(([journey, { verdict }]) => {
    const time = meanTimeOf(sides, journey);
    // Where the mean moved the other way, its parts do not explain the quantile.
    return { journey, time, isTail: time !== null && time.changeMs > 0 !== (verdict === 'regressed') };
  });
  const shared = times.flatMap(({ journey, time, isTail }) =>
    time === null || isTail ? [] : explainJourney(journey, time, sides),
  );
  const tails = times.filter(({ isTail }) => isTail).map(({ journey }) => journey);
  const isUnsplit = shared.length === 0 && tails.length === 0;
  const beside = [...changedPlans(sides), ...changedIndexes(sides), ...changedFigures(sides)];
  const why = [...onceEach(shared.toSorted(byShare)).slice(0, SHARED_MAX), ...beside.slice(0, BESIDE_MAX)];
  const note = isUnsplit
    ? 'The records do not tell where the time of a start went, so nothing has a share.'
    : tails.length === 0
      ? ''
      : `The mean start of ${tails.join(' and ')} did not move the way its figure did: the change lies in the tail.`;
  if (why.length === 0) return { why, note: `${note} Nothing else in the evidence changed.`.trim() };
  return { why, note };
}

/** A statement stands where its share is the largest; parts are of one journey anyway. */
function onceEach(ranked: readonly Cause[]): Cause[] {
  const seen = new Set<string>();
  return ranked.filter(({ kind, title }) => {
    const isNew = !seen.has(`${kind} ${title}`);
    seen.add(`${kind} ${title}`);
    return isNew;
  });
}

/** A part comes before the statements that it is made of. */
function byShare(a: Cause, b: Cause): number {
  const rank = ({ kind }: Cause): number => (kind === 'part' ? 0 : 1);
  return (b.share ?? 0) - (a.share ?? 0) || rank(a) - rank(b) || compareText(a.title, b.title);
}

function explainJourney(journey: string, { before, after, changeMs }: Time, sides: Sides): Cause[] {
  const parts = [...before.parts.keys()].flatMap((part) => {
    const [from, to] = [before.parts.get(part) ?? 0, after.parts.get(part) ?? 0];
    const share = changeMs === 0 ? 0 : (to - from) / changeMs;
    return share < SHARE_MIN ? [] : [{ part, from, to, share }];
  });
  return parts.flatMap(({ part, from, to, share }) => {
    const title = `${journey}: ${PART_TITLES[part]}`;
    const sentence = `Of a mean start of ${journey}, ${PART_TITLES[part]} took ${plain(latencyText(from))} → ${plain(latencyText(to))}: ${sharePhrase(share)} (${plain(latencyText(before.totalMs))} → ${plain(latencyText(after.totalMs))}).`;
    const own: Cause = { kind: 'part', title, share, journey, before: from, after: to, unit: 'ms', sentence };
    return part === 'db'
      ? [own, ...explainDatabase({ journey, databaseShare: share, journeyMs: changeMs * after.starts }, sides)]
      : [own];
  });
}

interface DatabasePart {
  journey: string;
  databaseShare: number;
  /** The change of all the journey's starts of a run together; negative when they got quicker. */
  journeyMs: number;
}

/** The statements that ran longer (or shorter) a request, as the part itself did. */
function explainDatabase({ journey, databaseShare, journeyMs }: DatabasePart, sides: Sides): Cause[] {
  const [before, after] = [meanStatements(sides.before), meanStatements(sides.after)];
  const owners = ownersOf(sides);
  const names = [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => owners.get(name)?.has(journey) ?? true)
    .sort(compareText);
  const changes = names.map((name) => {
    const [from, to] = [before.get(name), after.get(name)];
    return { name, from, to, change: (to?.msPerRequest ?? 0) - (from?.msPerRequest ?? 0) };
  });
  const total = changes.reduce((sum, { change }) => sum + change, 0);
  if (total === 0) return [];
  return changes.flatMap(({ name, from, to, change }): Cause[] => {
    const share = (databaseShare * change) / total;
    // Not more than all of it, where others moved the other way, nor more than the statement itself ran longer.
    const own = journeyMs === 0 ? 0 : ((to?.totalMs ?? 0) - (from?.totalMs ?? 0)) / journeyMs;
    const told = Math.min(share, databaseShare, own);
    if (told < SHARE_MIN) return [];
    const condition = owners.has(name) ? '' : ` if ${journey} runs it`;
    const sentence = `The statement ${name} ran ${ranText(from)} → ${ranText(to)}: ${sharePhrase(told)}${condition}.`;
    return [
      {
        kind: 'statement',
        title: name,
        share: told,
        journey,
        before: from?.msPerRequest ?? null,
        after: to?.msPerRequest ?? null,
        unit: 'ms',
        sentence,
      },
    ];
  });
}

function changedPlans(sides: Sides): Cause[] {
  const [before, after] = [planHashesOf(sides.before), planHashesOf(sides.after)];
  return [...before.keys()].sort(compareText).flatMap((key): Cause[] => {
    const [from, to] = [before.get(key) ?? new Set<string>(), after.get(key)];
    if (to === undefined || [...to].some((hash) => from.has(hash))) return [];
    const sentence = `The plan of ${key} changed: ${[...from].join(', ')} before, ${[...to].join(', ')} after.`;
    return [{ ...withoutShare('plan', key), sentence }];
  });
}

function changedIndexes(sides: Sides): Cause[] {
  const [before, after] = [indexVerdictsOf(sides.before), indexVerdictsOf(sides.after)];
  const names = [...new Set([...before.keys(), ...after.keys()])].sort(compareText);
  return names.flatMap((name): Cause[] => {
    const [from, to] = [before.get(name) ?? 'absent', after.get(name) ?? 'absent'];
    const isUnknown = before.size === 0 || after.size === 0;
    if (from === to || isUnknown || from === 'mixed' || to === 'mixed') return [];
    return [{ ...withoutShare('index', name), sentence: `The index ${name} was ${from} before and is ${to} after.` }];
  });
}

function changedFigures(sides: Sides): Cause[] {
  return EVIDENCE_FIGURES.flatMap((figure): (Cause & { size: number })[] => {
    const [from, to] = [meanFigure(sides.before, figure.id), meanFigure(sides.after, figure.id)];
    if (from === null || to === null) return [];
    const size = sizeOf(figure, from, to);
    if (size < FIGURE_CHANGE_MIN) return [];
    const sentence = `${figure.title}: ${valueText(figure, from)} → ${valueText(figure, to)}.`;
    return [{ ...withoutShare('figure', figure.title), before: from, after: to, unit: figure.unit, sentence, size }];
  })
    .sort((a, b) => b.size - a.size)
    .map(({ size: _size, ...cause }) => cause);
}

/** Shares by their difference, everything else by its ratio, whichever way it went. */
function sizeOf({ unit }: EvidenceFigure, from: number, to: number): number {
  if (unit === 'share') return Math.abs(to - from);
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  return high === 0 ? 0 : low <= 0 ? Number.MAX_VALUE : high / low - 1;
}

function withoutShare(kind: Cause['kind'], title: string): Omit<Cause, 'sentence'> {
  return { kind, title, share: null, journey: null, before: null, after: null, unit: '' };
}

function sharePhrase(share: number): string {
  return `${Math.round(100 * share)} % of the change`;
}

function ranText(statement: MeanStatement | undefined): string {
  if (statement === undefined) return 'not at all';
  return `${plain(latencyText(statement.meanMs))} a call (${plain(latencyText(statement.msPerRequest))} a request)`;
}

function valueText({ unit }: EvidenceFigure, value: number): string {
  if (unit === 'ms') return plain(latencyText(value));
  return unit === 'share' ? plain(shareText(value)) : numberText(value);
}

/** A plain space: these sentences also stand in JSON and in terminals. */
function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}
