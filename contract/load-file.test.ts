import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Histogram } from './histogram.ts';
import { parseLoadLine } from './load-file.ts';

const golden = join(import.meta.dirname, 'golden');

describe('a line of a load file', () => {
  it('is told apart by its keys', () => {
    expect(parseLoadLine('{"headroom":"load/1","instance":"a"}').kind).toBe('header');
    expect(parseLoadLine('{"series":1,"metric":"m","kind":"trend","unit":"ms"}').kind).toBe('series');
    expect(parseLoadLine('{"s":1,"t":2,"n":1,"sum":3,"min":3,"max":3,"zero":0,"i":[1],"c":[1]}').kind).toBe('trend');
    expect(parseLoadLine('{"s":1,"t":2,"n":1,"sum":3,"min":3,"max":3}').kind).toBe('trend');
    expect(parseLoadLine('{"s":1,"t":2,"v":0}').kind).toBe('scalar');
    expect(parseLoadLine('{"end":true,"atMs":1}').kind).toBe('end');
    expect(parseLoadLine('{"notice":"series_cap","atMs":1}').kind).toBe('notice');
  });

  it('of an unknown kind is passed over, and keys of the future do no harm', () => {
    expect(parseLoadLine('{"something":"new"}').kind).toBe('unknown');
    expect(parseLoadLine('').kind).toBe('unknown');
    expect(parseLoadLine('{"s":1,"t":2,"v":0,"later":true}').kind).toBe('scalar');
  });

  it('of a future version says which', () => {
    expect(parseLoadLine('{"headroom":"load/2"}')).toEqual({ kind: 'futureVersion', version: 'load/2' });
  });

  it('that is torn, no object, or does not add up is broken, never guessed', () => {
    for (const text of [
      '{"s":1,"t":2,"n":1,"su',
      '17',
      'null',
      '{"s":1,"t":2}',
      '{"s":1,"t":2,"n":1,"sum":1,"i":[1],"c":[]}',
    ]) {
      expect(parseLoadLine(text).kind).toBe('broken');
    }
  });
});

describe('the golden files', () => {
  interface GoldenCase {
    name: string;
    values: number[];
    line: { n: number; zero: number; min: number; max: number; i: number[]; c: number[] };
    quantiles: Record<string, number>;
  }

  it('agree with Go on every bucket and quantile', () => {
    const { cases } = JSON.parse(readFileSync(join(golden, 'histogram.json'), 'utf8')) as { cases: GoldenCase[] };
    expect(cases.length).toBeGreaterThan(3);
    for (const { values, line, quantiles } of cases) {
      const histogram = new Histogram();
      for (const value of values) histogram.add(value);
      const { n, zero, i, c } = histogram.encode();
      expect({ n, zero, i, c }).toEqual({ n: line.n, zero: line.zero, i: line.i ?? [], c: line.c ?? [] });
      for (const [p, expected] of Object.entries(quantiles)) {
        expect(Math.abs((histogram.quantile(Number(p)) ?? Number.NaN) - expected)).toBeLessThanOrEqual(
          Math.abs(expected) * 1e-12,
        );
      }
    }
  });

  it('of Go are read here line by line', () => {
    const kinds = readFileSync(join(golden, 'load.ndjson'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => parseLoadLine(line).kind);
    expect(kinds[0]).toBe('header');
    expect(kinds.at(-1)).toBe('end');
    expect(kinds).toContain('trend');
    expect(kinds).toContain('scalar');
    expect(kinds).not.toContain('broken');
    expect(kinds).not.toContain('unknown');
  });

  it('of TypeScript are what this code writes today (Go reads them in its own test)', () => {
    const samples = {
      constant: [5, 5, 5],
      spread: [0, 0.001, 1, 2, 3.5, 1000, 60_000],
      edges: [1, 2, 4, 2 ** (1 / 256)],
    };
    const text = Object.entries(samples)
      .map(([name, values]) => {
        const histogram = new Histogram();
        for (const value of values) histogram.add(value);
        return JSON.stringify({ name, values, line: { s: 1, t: 1_700_000_000, ...histogram.encode() } });
      })
      .join('\n');
    const path = join(golden, 'from-typescript.ndjson');
    if (process.env.UPDATE_GOLDENS === '1') {
      mkdirSync(golden, { recursive: true });
      writeFileSync(path, `${text}\n`);
    }
    expect(readFileSync(path, 'utf8')).toBe(`${text}\n`);
  });
});
