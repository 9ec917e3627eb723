/**
 * Asks every rule, leaves out what is silenced, and ranks what was found so that the likeliest cause stands first.
 *
 * A cause is as grave as the gravest of the findings that it explains, unless it is too light to. Then: severity; kind (what spoils the
 * measurement, causes, what is full, symptoms); whether another finding already explains it; share of the answered
 * time. A rule that throws is a fault of the suite and costs its own answer only.
 */
import { z } from 'zod';
import { nearestName } from '../../../contract/nearest-name.ts';
import { type Finding, type Findings, SEVERITIES, type Severity } from '../../findings-model.ts';
import { compareText } from '../load-data.ts';
import type { RunRecord } from '../read-record.ts';
import { roundFigure } from '../round.ts';
import { type Found, type Judgement, KINDS, type Rule } from './rule.ts';
import type { RuleInput } from './rule-input.ts';
import { RULES } from './rules.ts';

/** Share of the database's time from which a cause there may explain what else is wrong. */
const WEIGHT_MIN = 0.1;
/** Longest message of a rule that failed, characters. */
const MESSAGE_CHARS_MAX = 300;

/** The findings of a run. `rules` is given by tests only. */
export function buildFindings(input: RuleInput, rules: readonly Rule[] = RULES): Findings {
  const known = new Set(rules.map(({ id }) => id));
  const wanted = [...new Set(silencedIds(input.record))].sort(compareText);
  const silenced = wanted.filter((id) => known.has(id));
  const asked = rules
    .filter(({ id }) => !silenced.includes(id))
    .map((rule): Asked => ({ rule, outcome: ask(rule, input) }));
  const found = asked.flatMap(({ rule, outcome }) =>
    outcome.status === 'found' ? [{ rule, judgement: outcome }] : [],
  );
  return {
    ranked: rank(found),
    quiet: asked.filter(({ outcome }) => outcome.status === 'quiet').map(({ rule }) => rule.id),
    notJudged: asked.flatMap(({ rule: { id, title }, outcome }) =>
      outcome.status === 'not judged' ? [{ id, title, reason: outcome.reason }] : [],
    ),
    failed: asked.flatMap(({ rule: { id, title }, outcome }) =>
      outcome.status === 'failed' ? [{ id, title, reason: outcome.message }] : [],
    ),
    silenced,
    unknownSilences: wanted
      .filter((id) => !known.has(id))
      .map((id) => ({ id, nearest: nearestName(id, [...known]) ?? null })),
  };
}

/** What `summary.json` tells of the findings, in the same order. */
export function summariseFindings({ ranked }: Findings): Pick<Finding, 'id' | 'severity' | 'title'>[] {
  return ranked.map(({ id, severity, title }) => ({ id, severity, title }));
}

interface Asked {
  rule: Rule;
  outcome: Judgement | { status: 'failed'; message: string };
}

function ask(rule: Rule, input: RuleInput): Asked['outcome'] {
  try {
    return rule.judge(input);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { status: 'failed', message: message.slice(0, MESSAGE_CHARS_MAX) };
  }
}

interface FoundBy {
  rule: Rule;
  judgement: Found;
}

function rank(all: readonly FoundBy[]): Finding[] {
  const explained = new Set(all.flatMap((one) => effectsOf(one, all).map(({ rule }) => rule.id)));
  const findings = all.map((one) => ({
    kind: KINDS.indexOf(one.rule.kind),
    isExplained: explained.has(one.rule.id),
    finding: toFinding(one.rule, one.judgement, effectsOf(one, all)),
  }));
  return findings
    .sort(
      (a, b) =>
        SEVERITIES.indexOf(a.finding.severity) - SEVERITIES.indexOf(b.finding.severity) ||
        a.kind - b.kind ||
        Number(a.isExplained) - Number(b.isExplained) ||
        b.finding.score - a.finding.score ||
        compareText(a.finding.id, b.finding.id),
    )
    .map(({ finding }) => finding);
}

function effectsOf({ rule, judgement }: FoundBy, all: readonly FoundBy[]): FoundBy[] {
  if ((judgement.weight ?? 1) < WEIGHT_MIN) return [];
  return all.filter((other) => rule.explains.includes(other.rule.id));
}

function toFinding(rule: Rule, { severity, title, evidence, score }: Found, effects: readonly FoundBy[]): Finding {
  return {
    id: rule.id,
    severity: gravest([severity, ...effects.map(({ judgement }) => judgement.severity)]),
    title,
    evidence,
    meaning: rule.meaning,
    action: rule.action,
    score: roundFigure(Math.min(1, Math.max(0, score))),
    explains: effects.map((effect) => effect.rule.id),
  };
}

function gravest(severities: readonly Severity[]): Severity {
  return SEVERITIES.find((severity) => severities.includes(severity)) ?? 'info';
}

const configured = z.object({ findings: z.object({ silence: z.array(z.string()) }) });

/** What the run's configuration silences; nothing where the record is of an older suite. */
function silencedIds({ run }: RunRecord): string[] {
  const parsed = configured.safeParse(run.configuration);
  return parsed.success ? parsed.data.findings.silence : [];
}
