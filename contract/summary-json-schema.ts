/** The JSON Schema of `summary.json` for readers that do not run TypeScript: CI systems, dashboards, other languages. */
import { z } from 'zod';
import { summarySchema } from './summary.ts';

/** The schema's text (JSON Schema draft 2020-12), with a final newline; the same bytes for the same zod schema. */
export function summaryJsonSchema(): string {
  return `${JSON.stringify({ title: 'headroom.summary/1', ...z.toJSONSchema(summarySchema) }, null, 2)}\n`;
}
