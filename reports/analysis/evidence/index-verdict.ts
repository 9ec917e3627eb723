/**
 * The verdict on one index, with its reason. The first rule that applies decides, in this order:
 *
 * 1. `absent`: the database under load does not have it; what it would be worth comes from the experiment.
 * 2. `unused`: an interrupted CREATE INDEX CONCURRENTLY left it, so that no query may use it.
 * 3. `redundant`: another index does all that it does, and the experiment shows no gain from having both.
 * 4. With an experiment: `used` (the planner took it, and it was scanned under load), `not chosen` (it did not, or not
 *    under load), `unknown` (it did, but this load never asked, or nobody counted).
 * 5. Without: `used` (scanned), `guards` (never scanned, but a key or unique), else `unused`.
 *
 * Never says that a key or a unique index is unused: what it forbids is its use.
 */
import type { IndexUsage } from '../../../contract/evidence.ts';
import { isUnavailable } from '../../../contract/measured.ts';
import type { IndexCase, IndexVerdict } from '../../database-model.ts';
import { numberText } from '../../html/numbers.ts';
import type { Figure } from '../../panel-model.ts';
import { describeGain, hasGain } from './index-cases.ts';

/**
 * Scans under load that make an index `used` although the planner refused it for the query it was tried with. Above 1:
 * planning a range condition may look at an index's ends, and that counts as a scan.
 */
export const SCANS_WITHOUT_PLAN_MIN = 10;
/** Rows of a table that PostgreSQL reads in order about as fast as through an index: some 50 blocks. */
export const SMALL_TABLE_ROWS = 2_000;
/** Share of a table's rows from which reading all of it is cheaper than fetching those rows one by one. */
export const LARGE_SHARE = 0.1;

/** What is known of one index. */
export interface IndexFacts {
  name: string;
  /** Undefined: the database has none of that name. */
  usage: IndexUsage | undefined;
  /** Why the indexes of the database are unknown; null when they were listed. */
  unlisted: string | null;
  scans: Figure;
  coveredBy: string | null;
  /** Undefined: it was not tried. `journey` null: no journey issues a query for it. */
  tried: { journey: string | null; reason: string; wasLoaded: boolean; cases: readonly IndexCase[] } | undefined;
  /** Indexes of the same table, to tell what the plan used instead. */
  siblings: readonly string[];
}

/** A verdict with its reason, one sentence without its full stop. */
export interface Judged {
  verdict: IndexVerdict;
  reason: string;
}

/** The verdict; see the head of this file. */
export function judgeIndex(facts: IndexFacts): Judged {
  const { usage, coveredBy, tried } = facts;
  const cases = tried?.cases ?? [];
  if (usage === undefined) return judgeAbsent(facts, cases);
  if (!usage.isValid) {
    return judged(
      'unused',
      'an interrupted CREATE INDEX CONCURRENTLY left it: writes maintain it, no query may use it',
    );
  }
  if (coveredBy !== null && !hasGain(cases)) {
    const proof = cases.length > 0 ? '; without it the query takes about as long' : '';
    return judged('redundant', `covered by ${coveredBy}${proof}`);
  }
  if (tried !== undefined && cases.length > 0) {
    return cases.some((one) => one.isTaken) ? judgeTaken(facts, tried) : judgeRefused(facts, cases);
  }
  return judgeByCounters(facts, usage);
}

function judgeAbsent({ unlisted }: IndexFacts, cases: readonly IndexCase[]): Judged {
  const isTaken = cases.some((one) => one.isTaken);
  const worth =
    cases.length === 0
      ? 'what it would be worth was not tried'
      : isTaken
        ? `on the copy the planner takes it; ${describeGain(cases)}`
        : 'the planner does not take it on the copy either';
  if (unlisted !== null) return judged('unknown', `${worth}; whether the database has it is unknown: ${unlisted}`);
  return judged('absent', `this database does not have it; ${worth}`);
}

function judgeTaken({ scans }: IndexFacts, tried: NonNullable<IndexFacts['tried']>): Judged {
  const gain = describeGain(tried.cases);
  if (isUnavailable(scans)) return judged('unknown', `the planner takes it, and ${gain}; its scans: ${scans.reason}`);
  if (scans > 0) return judged('used', `${counted(scans, 'scan')} under load; ${gain}`);
  const { journey } = tried;
  return tried.wasLoaded
    ? judged('not chosen', `the planner takes it for ${journey} on the copy, and no query did under load`)
    : judged('unknown', `the planner takes it for ${journey}, which this load did not perform; ${gain}`);
}

function judgeRefused({ scans, siblings }: IndexFacts, cases: readonly IndexCase[]): Judged {
  const instead = describeInstead(cases, siblings);
  if (!isUnavailable(scans) && scans >= SCANS_WITHOUT_PLAN_MIN) {
    return judged(
      'used',
      `${counted(scans, 'scan')} under load by other queries; for the one it was tried with, ${instead}`,
    );
  }
  return judged('not chosen', instead);
}

/** Why the planner did without the index: a cheaper one of the same table, or reading the table in order. */
function describeInstead(cases: readonly IndexCase[], siblings: readonly string[]): string {
  const plan = cases[0]?.with;
  if (plan === undefined) return 'the planner does not take it';
  const other = plan.indexes.filter((name) => siblings.includes(name));
  if (other.length > 0) return `another index is cheaper: the plan uses ${other.join(' and ')}`;
  const rows = plan.sequentialRows;
  if (rows === 0) return 'the plan reads its table neither by it nor in order';
  if (rows <= SMALL_TABLE_ROWS) return `the table is too small: the plan reads all ${numberText(rows)} rows in order`;
  const wanted = plan.rows / rows;
  const why =
    wanted >= LARGE_SHARE
      ? `the query wants ${Math.round(wanted * 100)} % of them`
      : 'the planner holds that to be cheaper';
  return `the plan reads all ${numberText(rows)} rows in order: ${why}`;
}

function judgeByCounters({ scans, tried }: IndexFacts, usage: IndexUsage): Judged {
  const isKey = usage.isPrimary || usage.isUnique;
  const why = tried === undefined ? '' : `; ${tried.reason}`;
  if (isUnavailable(scans)) {
    return isKey
      ? judged('guards', `${guarded(usage)}; its scans: ${scans.reason}`)
      : judged('unknown', `its scans: ${scans.reason}${why}`);
  }
  if (scans > 0) return judged('used', `${counted(scans, 'scan')} under load${why}`);
  if (isKey) return judged('guards', `no scan under load; ${guarded(usage)}`);
  return judged('unused', `no scan under load${why === '' ? '; other load may need it' : why}`);
}

function guarded({ isPrimary }: IndexUsage): string {
  return isPrimary ? 'it keeps the primary key' : 'it keeps its keys unique';
}

function counted(number: number, what: string): string {
  return `${numberText(number)} ${what}${number === 1 ? '' : 's'}`;
}

function judged(verdict: IndexVerdict, reason: string): Judged {
  return { verdict, reason };
}
