import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { summaryJsonSchema } from './summary-json-schema.ts';

it('the published JSON Schema of summary.json is the one of the code (npm run docs:schema writes it)', () => {
  expect(readFileSync(join(import.meta.dirname, 'summary.schema.json'), 'utf8')).toBe(summaryJsonSchema());
});
