import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isErrorCode } from '../contract/errors.ts';
import { METRICS } from '../contract/metrics.ts';
import { errorCatalogue } from '../fixtures/deployment/index.ts';
import { WORKLOADS } from '../scenarios/workloads/index.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const readme = read('README.md');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

describe('the README', () => {
  it('names only npm scripts that exist', () => {
    const named = [...readme.matchAll(/npm run ([a-z:]+)/g)].map((match) => match[1] ?? '');
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it('names every workload', () => {
    for (const name of Object.keys(WORKLOADS)) expect(readme).toContain(`\`${name}\``);
  });
});

describe('metric names', () => {
  it('that the Go side writes stand in the catalogue', () => {
    const sources = ['stream', 'output'].flatMap((folder) =>
      readdirSync(join(ROOT, 'extensions', folder))
        .filter((name) => name.endsWith('.go') && !name.endsWith('_test.go'))
        .map((name) => read(join('extensions', folder, name))),
    );
    const names = new Set(
      [...sources.join('\n').matchAll(/"((?:sse|generator|streams)_[a-z_]+)"/g)].map((match) => match[1] ?? ''),
    );
    expect(names.size).toBeGreaterThan(15);
    expect([...names].filter((name) => METRICS[name] === undefined)).toEqual([]);
  });

  it('that the journeys write stand in the catalogue, as the kind they are', () => {
    const written = [...read('scenarios/lib/metrics.ts').matchAll(/new (Counter|Gauge|Trend|Rate)\('([a-z_0-9]+)'/g)];
    expect(written.length).toBeGreaterThan(8);
    for (const [, kind = '', name = ''] of written)
      expect([name, METRICS[name]?.kind]).toEqual([name, kind.toLowerCase()]);
  });
});

describe('error codes', () => {
  it('of the reference deployment stand in the catalogue, since it imports nothing of ours', () => {
    expect(Object.keys(errorCatalogue).filter((code) => !isErrorCode(code))).toEqual([]);
  });
});

describe('the npm scripts', () => {
  it('cover every verb of the command', () => {
    const verbs = [...read('scripts/main.ts').matchAll(/\.command\('([a-z]+)'\)/g)].map((match) => match[1] ?? '');
    expect(verbs.length).toBeGreaterThan(7);
    expect(verbs.filter((verb) => scripts[verb] === undefined)).toEqual([]);
  });
});
