/** Writes `docs/findings.md` from the rules of the report; a test holds the two together. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderFindingsPage } from '../reports/index.ts';

writeFileSync(join(import.meta.dirname, '..', 'docs', 'findings.md'), renderFindingsPage());
