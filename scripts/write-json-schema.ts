/** Writes `contract/summary.schema.json`, the published JSON Schema of `summary.json`, from its zod schema. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { summaryJsonSchema } from '../contract/summary-json-schema.ts';

writeFileSync(join(import.meta.dirname, '..', 'contract', 'summary.schema.json'), summaryJsonSchema());
