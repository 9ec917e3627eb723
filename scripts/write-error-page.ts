/** Writes `docs/errors.md` from the error catalogue; a test holds the two together. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERRORS } from '../contract/errors.ts';

const rows = Object.entries(ERRORS).map(
  ([code, { exitCode, meaning, hint }]) => `| \`${code}\` | ${exitCode} | ${meaning} | ${hint} |`,
);

const page = `# Errors

Every failure that you can meet has a code, a message that says what, where, got and wanted, a hint that says what to
do next, and an exit code. This page is made from the catalogue in \`contract/errors.ts\` by \`npm run docs:errors\`.

Exit codes: 0 all well · 1 an SLO missed, or a run \`inconclusive\` (0 with \`--allow-inconclusive\`) · 2 usage,
configuration, refused target · 3 invalid run, unreachable target, unreadable record · 4 the suite itself failed ·
130 interrupted (the record is kept and reported as partial).

| code | exit | meaning | what to do |
|---|---|---|---|
${rows.join('\n')}
`;

writeFileSync(join(import.meta.dirname, '..', 'docs', 'errors.md'), page);
