/**
 * `trend.csv`: one line a night and figure, one a change and one a night, with the figures of the model (RFC 4180, CRLF).
 *
 * A cell that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay numbers.
 */
import type { ModelChange, TrendModel } from './model.ts';

const HEADER = [
  'row',
  'night',
  'build',
  'endpoint',
  'metric',
  'figure',
  'unit',
  'value',
  'verdict',
  'direction',
  'state',
  'before',
  'after',
  'change',
  'p',
  'from',
  'to',
  'text',
] as const;

type Column = (typeof HEADER)[number];
type Line = Partial<Record<Column, string | number | null>>;

/** The whole file; the first line holds the column names. */
export function writeTrendCsv(model: TrendModel): string {
  const lines: Line[] = [
    { row: 'trend', night: model.nights.at(-1)?.night ?? null, verdict: model.status, text: model.sentence },
    ...model.nights.map(({ night, build, verdict, runs }) => ({
      ...{ row: 'night', night, build, verdict },
      text: runs.map(({ id }) => id).join(' '),
    })),
    ...model.series.flatMap(({ trend }) =>
      trend.status === 'ok'
        ? [
            ...trend.changes.map((one) => changeLine('change', one)),
            ...trend.suspects.map((one) => changeLine('suspect', one)),
          ]
        : [],
    ),
    ...creepLines(model),
    ...valueLines(model),
    ...model.unreadable.map(({ name, reason }) => ({ row: 'unreadable', night: name, text: reason })),
  ];
  return [HEADER, ...lines.map((line) => HEADER.map((column) => line[column]))]
    .map((cells) => `${cells.map(quoted).join(',')}\r\n`)
    .join('');
}

function changeLine(row: 'change' | 'suspect', one: ModelChange): Line {
  const { endpoint, metric, figure, night, direction, state, before, after, change, p, between, firstBadBuild } = one;
  return {
    ...{ row, night, build: firstBadBuild, endpoint, metric, figure, direction, before, after, change, p },
    ...{ state: row === 'change' ? state : null, from: between[0], to: between[1], text: one.sentence },
  };
}

function creepLines({ creep }: TrendModel): Line[] {
  if (creep.status !== 'ok') return [];
  return creep.creeps.map(({ endpoint, metric, figure, change, sentence }) => ({
    ...{ row: 'creep', endpoint, metric, figure, change, text: sentence },
  }));
}

/** A night without a figure has no line: an empty cell would be read as zero. */
function valueLines({ nights, series }: TrendModel): Line[] {
  return series.flatMap(({ endpoint, metric, figure, unit, values, seconds }) => {
    const key = { endpoint, metric, figure, unit };
    return nights.flatMap(({ night, build, verdict }, at): Line[] => {
      const value = values[at] ?? null;
      const repeated = seconds.filter((one) => one.night === night);
      const shared = { ...key, night, build, verdict };
      return [
        ...(value === null ? [] : [{ ...shared, row: 'value', value }]),
        ...repeated.map((one) => ({ ...shared, row: 'repeated', value: one.value })),
      ];
    });
  });
}

function quoted(cell: string | number | null | undefined): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
