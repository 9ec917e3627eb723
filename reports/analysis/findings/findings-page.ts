/**
 * `docs/findings.md` from the rules themselves, so that what a rule does and what is said of it cannot part.
 */
import { KINDS, type Kind, type Rule } from './rule.ts';
import { RULES } from './rules.ts';

const KIND_TITLES: Readonly<Record<Kind, string>> = {
  measurement: 'What spoils the measurement',
  cause: 'Causes',
  saturation: 'What is full',
  symptom: 'Symptoms',
};

/** The page, Markdown, with its last line feed. */
export function renderFindingsPage(rules: readonly Rule[] = RULES): string {
  const chapters = KINDS.map((kind) => {
    const entries = rules.filter((rule) => rule.kind === kind).map(entryOf);
    return `## ${KIND_TITLES[kind]}\n\n${entries.join('\n')}`;
  });
  return `${HEAD}\n${chapters.join('\n')}`;
}

function entryOf({ id, title, looksFor, needs, meaning, action, explains }: Rule): string {
  const effects = explains.length === 0 ? '' : `- **Explains:** ${explains.map((one) => `\`${one}\``).join(', ')}.\n`;
  return `### \`${id}\`

${title}.

- **Speaks when:** ${looksFor}
- **Needs:** ${needs}
- **Means:** ${meaning}
- **What to do:** ${action}
${effects}- **Silence:** \`findings: { silence: ['${id}'] }\`
`;
}

const HEAD = `# Findings

What the report’s section *Findings* may say, and when. Each finding comes from one named rule, which looks at the whole
record after the run; none of them moves the verdict. This page is made from the rules in \`reports/analysis/findings/\`
by \`npm run docs:findings\`; every threshold on it is a constant there, with its reason.

**A rule has three answers.** It found something: a card with evidence, meaning and action. It looked and found nothing:
it is counted. It could not look, because a source was missing or too little was measured: it is listed under *not
judged* with the reason, and is never taken for "all well". A rule that fails is a fault of the suite; it is shown, and
the others are not held up by it.

**The likeliest cause stands first.** Findings are ordered by

1. severity: critical, warning, information. A cause is as grave as the gravest finding that it *explains*: an
   exhausted pool makes the scan behind it critical. A cause in the database explains only what it is heavy enough for:
   with less than a tenth of the database's time it explains nothing;
2. kind: what spoils the measurement, causes that somebody can change, what is full, symptoms;
3. whether another finding explains it: what nothing explains stands before its effects;
4. the share of the answered time that it concerns.

When a run fails, its first screen names the first finding that is more than information.

**To silence a rule**, name it in \`headroom.config.ts\`: \`findings: { silence: ['unused-index'] }\`. The report still says
which rules are silenced, and which ids in the list no rule has.
`;
