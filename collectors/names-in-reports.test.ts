import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { APPLICATION_METRICS, MODEL_METRICS } from './application-metrics.ts';

const ROOT = join(import.meta.dirname, '..');
/** Strings of that form which are no metrics: ids of rows and findings. */
const IDS: readonly string[] = ['model_queue'];
/** A metric's name as a string of its own. */
const NAME = /'((?:app|model)_[a-z_]+)'/g;

it('every metric of application and model that a report reads is collected', () => {
  const sources = readdirSync(join(ROOT, 'reports'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .filter((path) => !/\.test\.ts$|\/support\//.test(path));
  const read = new Set(
    sources.flatMap((path) =>
      [...readFileSync(join(ROOT, 'reports', path), 'utf8').matchAll(NAME)].map((match) => match[1] ?? ''),
    ),
  );
  const collected = new Set(
    Object.entries({ ...APPLICATION_METRICS, ...MODEL_METRICS }).flatMap(([name, shape]) =>
      shape === 'histogram' ? [name, `${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    ),
  );
  expect(read.size).toBeGreaterThan(20);
  expect([...read].filter((name) => !collected.has(name) && !IDS.includes(name)).sort()).toEqual([]);
});
