/**
 * The rows that may fail a build: those of the configuration where it has some, else those of the runs' own SLOs; and
 * which of them no run knows. Pure.
 */
import type { Config } from '../../contract/config.ts';
import { HeadroomError } from '../../contract/errors.ts';
import { nearestName } from '../../contract/nearest-name.ts';
import type { SloDefinition } from '../../contract/slos.ts';
import {
  defaultGate,
  type FigureKey,
  type FigureName,
  GATE_ROWS_MAX,
  type GateRow,
  keyText,
  quantileFigureName,
  type RunFigures,
} from '../statistics/index.ts';

/** `comparison.gate` of the configuration. */
export type ConfiguredGate = Config['comparison']['gate'];

/**
 * The gate: the configured rows in their order, or the SLOs' own, the judged ones first when there are too many. Limits
 * that the configuration leaves out are the defaults of the same figure. HR_CONFIG_INVALID for rows that cannot be.
 */
export function gateFor(configured: ConfiguredGate, slos: readonly (SloDefinition & { judged: boolean })[]): GateRow[] {
  const own = defaultGate(slos.toSorted((a, b) => Number(b.judged) - Number(a.judged)));
  if (configured === null) return own.slice(0, GATE_ROWS_MAX);
  const limitsOf = new Map(own.map((row) => [keyText(row), row]));
  return parseGate(configured).map((row) => ({ ...limitsOf.get(keyText(row)), ...row }));
}

/** The configured rows; HR_CONFIG_INVALID, with all problems, for a quantile that is none and a row that stands twice. */
export function parseGate(configured: NonNullable<ConfiguredGate>): GateRow[] {
  const problems: string[] = [];
  const seen = new Set<string>();
  const rows = configured.flatMap(({ endpoint, metric, figure: given, margin, minimumEffect }, at): GateRow[] => {
    const figure = figureOf(given);
    if (figure === null) {
      problems.push(`comparison.gate.${at}.figure: ${given} is no quantile; it must lie between p0 and p100`);
      return [];
    }
    const row = { endpoint, metric, figure };
    if (seen.has(keyText(row))) problems.push(`comparison.gate.${at}: ${textOf(row)} stands there twice`);
    seen.add(keyText(row));
    return [
      {
        ...row,
        ...(margin === undefined ? {} : { margin }),
        ...(minimumEffect === undefined ? {} : { minimumEffect }),
      },
    ];
  });
  if (problems.length === 0) return rows;
  throw new HeadroomError('HR_CONFIG_INVALID', `the gate has ${problems.length} problem(s)`, { problems });
}

/** A warning for each row that none of the runs has, with the nearest one that there is. */
export function warnOfUnknownRows(gate: readonly GateRow[], runs: readonly RunFigures[]): string[] {
  const known = new Map(runs.flatMap(({ figures }) => figures.map((one) => [keyText(one), textOf(one)])));
  if (known.size === 0) return [];
  return gate
    .filter((row) => !known.has(keyText(row)))
    .map((row) => {
      const nearest = nearestName(textOf(row), [...known.values()]);
      const hint = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
      return `The gate’s row ${textOf(row)} is in no run, so it can never fail.${hint}`;
    });
}

function textOf({ endpoint, metric, figure }: FigureKey): string {
  return `${endpoint} ${metric} ${figure}`;
}

/** The figure's name as the statistics write it: p95.0 is p95. */
function figureOf(given: string): FigureName | null {
  if (given === 'errors' || given === 'throughput') return given;
  const percent = Number(given.slice(1));
  return given.startsWith('p') && percent > 0 && percent < 100 ? quantileFigureName(percent / 100) : null;
}
