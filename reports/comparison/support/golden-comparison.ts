/** The stored comparison, for tests of what is made from a model. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ComparisonModel, comparisonModelSchema } from '../model.ts';

/** Where it is stored. */
export const GOLDEN_FOLDER = fileURLToPath(new URL('../../golden/comparison/', import.meta.url));

/** A fresh copy of it. */
export function goldenComparison(): ComparisonModel {
  return comparisonModelSchema.parse(JSON.parse(readFileSync(join(GOLDEN_FOLDER, 'comparison.json'), 'utf8')));
}
