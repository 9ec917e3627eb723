/** The largest part `evidence` that a report may have: every list full, every text as long as it may be. */
import type { IndexFigures } from '../../database-model.ts';
import type { EvidenceModel } from '../../evidence-model.ts';
import type { Panel } from '../../panel-model.ts';
import { sampleEvidence } from './sample-evidence.ts';
import { noise } from './sample-noise.ts';

/** Characters of the longest statement and plan (contract/evidence.ts, analysis/evidence/index-cases.ts). */
const TEXT_CHARS = 2_048;

/** The sample's evidence with its lists filled up; `stretch` brings a panel to the length of the time axis. */
export function largeEvidence(stretch: (panel: Panel) => Panel): EvidenceModel {
  const { statements, indexes, slow, cache, copilot, ...rest } = sampleEvidence(true);
  if ([statements, indexes, slow, cache, copilot].some(({ status }) => status !== 'ok'))
    throw new Error('the sample has all of its evidence');
  return {
    ...rest,
    statements: map(statements, (value) => ({
      ...value,
      rows: fill(value.rows, 25).map((row, at) => ({ ...row, id: `s${at}`, text: longText(at) })),
    })),
    indexes: map(indexes, (value) => ({
      ...value,
      rows: [
        ...fill(value.rows, 12).map((row, at) => triedIndex(row, value.rows[0]?.cases ?? [], at)),
        ...fill(value.rows, 40).map((row, at) => ({ ...row, name: `idx_${at}`, isTried: false, cases: [] })),
      ],
    })),
    slow: map(slow, (value) => ({
      ...value,
      groups: fill(value.groups, 20).map((row, at) => ({ ...row, text: longText(100 + at), plan: longText(200 + at) })),
    })),
    cache: map(cache, (value) => ({ ...value, panels: value.panels.map(stretch) })),
    copilot: map(copilot, (value) => ({
      ...value,
      promptTokens: { ...value.promptTokens, panel: stretch(value.promptTokens.panel) },
    })),
    pool: { ...rest.pool, opened: stretch(rest.pool.opened) },
  };
}

function triedIndex(row: IndexFigures, cases: IndexFigures['cases'], at: number): IndexFigures {
  const plan = (side: IndexFigures['cases'][number]['with'], salt: number) => ({ ...side, text: longText(salt) });
  return {
    ...row,
    name: `idx_tried_${at}`,
    isTried: true,
    query: { journey: 'dashboard', request: 'GET /api', statement: 'a statement', text: longText(300 + at) },
    cases: cases.map((one, which) => {
      const salt = 400 + at * 10 + which * 2;
      return { ...one, with: plan(one.with, salt), without: plan(one.without, salt + 1) };
    }),
  };
}

function map<T>(part: { status: 'ok'; value: T } | { status: 'unavailable'; reason: string }, change: (value: T) => T) {
  return part.status === 'ok' ? { status: 'ok' as const, value: change(part.value) } : part;
}

function fill<T>(rows: readonly T[], count: number): T[] {
  return Array.from({ length: count }, (_, at) => rows[at % rows.length]).flatMap((row) => row ?? []);
}

/** Text that compresses about as well as SQL: no two are alike. */
function longText(seed: number): string {
  const words = noise(400, seed + 1, 500, 400).map((value) => `column_${Math.round(value)}`);
  return `SELECT ${words.join(', ')}`.slice(0, TEXT_CHARS);
}
