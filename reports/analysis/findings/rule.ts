/**
 * What a rule is: a named question about a run, with what it needs, what its answer means and what to do.
 *
 * A rule is written down as data and one function, so that the report and `docs/findings.md` say the same. It sees the
 * record and what was derived of it; it never reads files, and never calls what it cannot see well.
 */
import { isUnavailable, type Measured, type OrUnavailable } from '../../../contract/measured.ts';
import type { FindingEvidence, Severity } from '../../findings-model.ts';
import type { RuleInput } from './rule-input.ts';

/**
 * How near a rule's finding stands to the root, the nearest first. `measurement`: the run itself cannot be read as it
 * is. `cause`: somebody can change it, though another cause may explain it. `saturation`: something is full, for a
 * cause that may stand elsewhere. `symptom`: how users and statistics see it.
 */
export const KINDS = ['measurement', 'cause', 'saturation', 'symptom'] as const;

/** How near a finding stands to the root. */
export type Kind = (typeof KINDS)[number];

/** What a rule saw. */
export interface Found {
  status: 'found';
  severity: Severity;
  /** The finding in words, with its figures. */
  title: string;
  /** What it rests on, most important first. */
  evidence: FindingEvidence[];
  /** Share of the answered time that it concerns; cut to 0 to 1. */
  score: number;
  /** Of a cause in the database: its share of the database's time, 0 to 1. Too light a cause explains nothing. */
  weight?: number;
}

/** What came of asking: found, looked and found nothing, or could not look. */
export type Judgement = Found | { status: 'quiet' } | { status: 'not judged'; reason: string };

/** A rule. All texts are whole sentences but `title`, which names what is looked for. */
export interface Rule {
  /** Stable, kebab-case: what `findings.silence` names. */
  id: string;
  kind: Kind;
  title: string;
  /** When it speaks, with its thresholds. */
  looksFor: string;
  /** What it cannot do without. */
  needs: string;
  meaning: string;
  action: string;
  /** Ids of rules whose findings are likely its effect. */
  explains: readonly string[];
  judge(input: RuleInput): Judgement;
}

/** The rule looked and found nothing. */
export const QUIET: Judgement = { status: 'quiet' };

/** The rule could not look. */
export function notJudged(reason: string): Judgement {
  return { status: 'not judged', reason };
}

/** The rule found something. */
export function found(what: Omit<Found, 'status'>): Found {
  return { status: 'found', ...what };
}

/** A figure, or null where it is missing. */
export function orNull(figure: OrUnavailable<number>): number | null {
  return isUnavailable(figure) ? null : figure;
}

/** A value, or null where it is missing. */
export function valueOr<T>(value: Measured<T>): T | null {
  return value.status === 'ok' ? value.value : null;
}
