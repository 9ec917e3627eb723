/** The comparisons of a pool, and whether each says what is true. Pure but for reading the records. */
import { join } from 'node:path';
import { type ComparisonModel, compareRecords } from '../../reports/comparison/index.ts';
import type { Pool } from './pool-record.ts';
import { evenSplits, nearestSplit, type Split } from './schedule.ts';

/** Splits of equal runs, and how many of them may have an alarm: four or more are a failure. */
const EVEN_SPLITS = 12;
const ALARMS_MAX = 3;
/** What the fault must add to the dashboard's p95 to be the fault that was asked for. */
const FAULT_CHANGE_MIN = 0.25;
const FAULT_MS_MIN = 40;
/** Words of the statement that the fault makes slow. */
const FAULT_STATEMENT = 'FROM downloads';

/** One comparison. */
export interface JudgedComparison {
  name: string;
  split: Split;
  model: ComparisonModel;
  /** Gate rows that were called regressed or improved. */
  alarms: ComparisonModel['rows'];
}

/** Everything that a pool shows. */
export interface JudgedPool {
  even: JudgedComparison[];
  fault: JudgedComparison;
  sprint: JudgedComparison;
  /** In words, with whether it holds. */
  claims: { text: string; holds: boolean }[];
}

/** Compares. */
export async function judgePool(folder: string, pool: Pool): Promise<JudgedPool> {
  const positionsOf = (kind: string) => pool.runs.flatMap((run, at) => (run.kind === kind ? [at] : []));
  const compare = async (name: string, split: Split): Promise<JudgedComparison> => {
    const folders = (positions: readonly number[]) => positions.map((at) => join(folder, pool.runs[at]?.id ?? ''));
    const model = await compareRecords({
      before: folders(split.before),
      after: folders(split.after),
      history: folders(split.history),
    });
    const alarms = model.rows.filter(
      ({ family, verdict }) => family === 'gate' && (verdict === 'regressed' || verdict === 'improved'),
    );
    return { name, split, model, alarms };
  };
  const after = positionsOf('after');
  const even: JudgedComparison[] = [];
  for (const [at, split] of evenSplits(after, { count: EVEN_SPLITS, seed: pool.seed }).entries()) {
    even.push(await compare(`equal runs ${at + 1}`, split));
  }
  const fault = await compare('after and after with the slow statement', nearestSplit(after, positionsOf('fault')));
  // Told from before to after: the earlier product is the side "before".
  const { before: newer, after: older, history } = nearestSplit(after, positionsOf('before'));
  const sprint = await compare('before and after the sprint', { before: older, after: newer, history });
  return { even, fault, sprint, claims: [...evenClaims(even), ...faultClaims(fault), ...sprintClaims(sprint)] };
}

function evenClaims(even: readonly JudgedComparison[]): JudgedPool['claims'] {
  const alarmed = even.filter(({ alarms }) => alarms.length > 0).length;
  const compared = even.every(({ model }) => model.runs.before.length === 3 && model.runs.after.length === 3);
  return [
    {
      text: `${alarmed} of ${even.length} splits of equal runs have an alarm of the gate, in either direction (at most ${ALARMS_MAX})`,
      holds: alarmed <= ALARMS_MAX,
    },
    { text: 'every split compares three runs with three', holds: compared },
  ];
}

function faultClaims({ model, alarms }: JudgedComparison): JudgedPool['claims'] {
  const dashboard = model.rows.find(
    (row) => row.family === 'gate' && row.endpoint === 'dashboard' && row.figure === 'p95',
  );
  const [from, to] = [dashboard?.before.value ?? 0, dashboard?.after.value ?? 0];
  const others = alarms.filter(({ endpoint }) => endpoint !== 'dashboard');
  const named = model.why.findIndex(({ kind, title }) => kind === 'statement' && title.includes(FAULT_STATEMENT));
  const statements = model.why.filter(({ kind }) => kind === 'statement');
  return [
    {
      text: `the fault moves the dashboard's p95 by at least ${FAULT_CHANGE_MIN * 100} % and ${FAULT_MS_MIN} ms: ${from.toFixed(1)} → ${to.toFixed(1)} ms`,
      holds: to - from >= FAULT_MS_MIN && to >= from * (1 + FAULT_CHANGE_MIN),
    },
    { text: `the dashboard is called ${dashboard?.verdict}`, holds: dashboard?.verdict === 'regressed' },
    {
      text: `the statement is named, as number ${named + 1} of the causes`,
      holds: named >= 0 && statements[0]?.title.includes(FAULT_STATEMENT) === true,
    },
    {
      text: `no other journey is accused (${others.map(({ sentence }) => sentence).join(' ') || 'none'})`,
      holds: others.length === 0,
    },
  ];
}

function sprintClaims({ model, alarms }: JudgedComparison): JudgedPool['claims'] {
  const worse = alarms.filter(({ verdict }) => verdict === 'regressed');
  return [
    { text: `before against after is called ${model.verdict}`, holds: model.verdict === 'improved' },
    {
      text: `all three runs of before are comparable, and nothing regressed (${worse.map(({ endpoint, figure }) => `${endpoint} ${figure}`).join(', ') || 'nothing'})`,
      holds: model.runs.before.length === 3 && worse.length === 0,
    },
    {
      text: `causes are named: ${model.why.length}`,
      holds: model.why.some(({ share }) => share !== null && share > 0),
    },
  ];
}
