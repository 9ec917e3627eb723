/**
 * All rows of a comparison in their families, corrected for how many they are (STATISTICS.md section 2, step 5).
 *
 * The gate is one family; everything else is exploratory, each kind of figure a family of its own. Pure.
 */
import { benjaminiHochberg } from './benjamini-hochberg.ts';
import { type ComparedRow, compareRow, type FigureOfRun } from './compare-rows.ts';
import type { Family, Side } from './comparison.ts';
import { defaultLimits, type GateRow, type RowLimits } from './gate.ts';
import { type FigureKey, keyText, type RunFigure, type RunFigures } from './run-figures.ts';

/** A compared row with its family and, once corrected, its q-value. */
export interface FamilyRow {
  key: FigureKey;
  role: RunFigure['role'];
  family: Family;
  limits: RowLimits;
  compared: ComparedRow;
  q: number | null;
}

/** What every row is compared with. */
export interface RowSettings {
  readonly gate: readonly GateRow[];
  /** Past runs, a group for each unchanged build. */
  readonly history: readonly (readonly RunFigures[])[];
  readonly limitsOf: (key: FigureKey) => Partial<RowLimits>;
}

/** A row for every gate row, in its order, and then for every other figure of any run; not corrected yet. */
export function compareAll(figures: Record<Side, readonly RunFigures[]>, settings: RowSettings): FamilyRow[] {
  const { gate } = settings;
  const sides = { before: figures.before.map(indexed), after: figures.after.map(indexed) };
  const history = settings.history.map((group) => group.map(indexed));
  const known = new Map<string, RunFigure>();
  for (const { byKey } of [...sides.before, ...sides.after]) {
    for (const [text, figure] of byKey) if (!known.has(text)) known.set(text, figure);
  }
  const gated = new Map(gate.map((row) => [keyText(row), row]));
  const keys: [string, FigureKey][] = [...gate.map((row): [string, FigureKey] => [keyText(row), row]), ...known];
  return [...new Map(keys)].map(([text, { endpoint, metric, figure }]) => {
    const key = { endpoint, metric, figure };
    const row = gated.get(text);
    const role = known.get(text)?.role ?? 'journey';
    const { margin, minimumEffect } = { ...defaultLimits(figure), ...definedLimits(row ?? settings.limitsOf(key)) };
    const limits = { margin, minimumEffect };
    const of = (runs: readonly IndexedRun[]): FigureOfRun[] =>
      runs.map(({ run, byKey }) => ({ runId: run.runId, startedAtMs: run.startedAtMs, figure: byKey.get(text) }));
    const past = history.map((group) =>
      group.flatMap(({ byKey }) => {
        const value = byKey.get(text)?.value;
        return value?.status === 'ok' ? [value.value.y] : [];
      }),
    );
    const compared = compareRow(key, { before: of(sides.before), after: of(sides.after) }, { limits, history: past });
    return { key, role, family: row === undefined ? familyOf(figure, role) : 'gate', limits, compared, q: null };
  });
}

interface IndexedRun {
  run: RunFigures;
  byKey: Map<string, RunFigure>;
}

function indexed(run: RunFigures): IndexedRun {
  return { run, byKey: new Map(run.figures.map((figure) => [keyText(figure), figure])) };
}

function definedLimits(limits: Partial<RowLimits> | undefined): Partial<RowLimits> {
  const { margin, minimumEffect } = limits ?? {};
  return { ...(margin === undefined ? {} : { margin }), ...(minimumEffect === undefined ? {} : { minimumEffect }) };
}

function familyOf(figure: FigureKey['figure'], role: RunFigure['role']): Family {
  if (role === 'merged' || role === 'server') return role;
  return figure === 'level' ? 'server' : figure;
}

/**
 * Gives every row its family's q-value. A row without a test (no error on either side) cannot raise an alarm, so it does
 * not count among those that are corrected for (Tarone, Biometrics 46, 1990). The merged row stands alone.
 */
export function correctFamilies(rows: readonly FamilyRow[]): FamilyRow[] {
  const byFamily = new Map<Family, FamilyRow[]>();
  for (const row of rows) {
    const members = byFamily.get(row.family);
    if (members === undefined) byFamily.set(row.family, [row]);
    else members.push(row);
  }
  return [...byFamily].flatMap(([family, members]) => {
    const tested = members.filter(({ compared }) => pOf(compared) !== null);
    const ps = tested.map(({ compared }) => pOf(compared) ?? 1);
    const qs = family === 'merged' ? ps : benjaminiHochberg(ps);
    const qOf = new Map(tested.map((row, at) => [row, qs[at] ?? 1]));
    const corrected = members.map((row) => ({ ...row, q: qOf.get(row) ?? null }));
    return family === 'gate' ? corrected : ranked(corrected);
  });
}

function pOf({ evidence }: ComparedRow): number | null {
  return evidence.status === 'ok' ? evidence.value.p : null;
}

/** The surest first, then the largest change. */
function ranked(rows: readonly FamilyRow[]): FamilyRow[] {
  const size = ({ compared }: FamilyRow): number =>
    compared.evidence.status === 'ok' ? Math.abs(Math.log1p(compared.evidence.value.change)) : -1;
  return rows.toSorted((a, b) => (a.q ?? 2) - (b.q ?? 2) || size(b) - size(a));
}
