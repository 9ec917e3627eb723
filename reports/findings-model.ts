/**
 * The findings of a report: what named rules saw, ranked, and what they could not see.
 *
 * A rule that found nothing leaves no trace but its count: silence of a rule that could not look is told apart from
 * silence of one that looked.
 */
import { z } from 'zod';

/** How grave a finding is, the gravest first. `info`: worth knowing, changes nothing for users. */
export const SEVERITIES = ['critical', 'warning', 'info'] as const;

/** A rule's id: what `findings.silence` names, and part of an anchor. */
const ruleId = z.string().regex(/^[a-z]+(-[a-z]+)*$/);

/** One thing that was seen, in figures; `link` leads to the section that shows it. */
export const findingEvidenceSchema = z.object({
  label: z.string(),
  value: z.string(),
  link: z.string().regex(/^#[a-z][a-z-]*$/),
});

/** What one rule found. */
export const findingSchema = z.object({
  id: ruleId,
  /** As grave as itself or as the gravest finding that it explains. */
  severity: z.enum(SEVERITIES),
  /** The finding in words, with its figures. */
  title: z.string(),
  evidence: z.array(findingEvidenceSchema).min(1),
  meaning: z.string(),
  action: z.string(),
  /** Share of the answered time that it concerns, 0 to 1; ranks findings of one severity and kind. */
  score: z.number().min(0).max(1),
  /** Ids of other findings of this report that are likely its effect. */
  explains: z.array(ruleId),
});

const named = z.object({ id: ruleId, title: z.string(), reason: z.string() });

/** All rules' outcome. */
export const findingsSchema = z.object({
  /** Likeliest cause first. */
  ranked: z.array(findingSchema),
  /** Rules that looked and found nothing. */
  quiet: z.array(ruleId),
  /** Rules that could not look, and why. */
  notJudged: z.array(named),
  /** Rules that failed: a fault of the suite, not of what was tested. */
  failed: z.array(named),
  /** Rules that are switched off by configuration. */
  silenced: z.array(ruleId),
  /** Ids in `findings.silence` that no rule has, with the nearest id that one has. */
  unknownSilences: z.array(z.object({ id: z.string(), nearest: z.string().nullable() })),
});

/** How grave a finding is. */
export type Severity = (typeof SEVERITIES)[number];
/** One thing that was seen. */
export type FindingEvidence = z.infer<typeof findingEvidenceSchema>;
/** What one rule found. */
export type Finding = z.infer<typeof findingSchema>;
/** All rules' outcome. */
export type Findings = z.infer<typeof findingsSchema>;
