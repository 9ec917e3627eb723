import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeJunit } from './junit.ts';
import type { NightlySummary } from './summary.ts';
import { badNight, sampleNight } from './support/sample-night.ts';

/** The cases of a document: name, and the element inside, if there is one. */
function casesOf(xml: string): [string, string][] {
  return [...xml.matchAll(/<testcase name="([^"]*)"[^>]*?(?:\/>|><(\w+))/g)].map((match) => [
    match[1] ?? '',
    match[2] ?? 'passed',
  ]);
}

/** An attribute of the document's root. */
function countOf(xml: string, name: string): number {
  return Number(new RegExp(`<testsuites[^>]* ${name}="(\\d+)"`).exec(xml)?.[1]);
}

describe('the JUnit file of a night', () => {
  it('has an error for a night that cannot be judged, so that nothing but skipped cases is no green build', () => {
    const xml = writeJunit(
      sampleNight({ verdict: 'invalid', sentence: 'Too short.', exitCode: 3, objectives: [], runs: [] }),
      false,
    );
    expect(casesOf(xml)[0]).toEqual(['the night can be judged', 'error']);
    expect([countOf(xml, 'errors'), countOf(xml, 'failures')]).toEqual([1, 0]);
  });

  it('has one for a night that ends with another exit code than 0 because nothing could be told', () => {
    const untold = { verdict: 'inconclusive' as const, sentence: 'Too few starts.' };
    const first = (exitCode: number) => casesOf(writeJunit(sampleNight({ ...untold, exitCode }), false))[0]?.[1];
    expect([first(1), first(0)]).toEqual(['error', 'passed']);
  });

  it('skips what was not judged or could not be told, and never lets it pass', () => {
    const objectives: NightlySummary['objectives'] = sampleNight().objectives.map((one, at) =>
      at === 0 ? { ...one, judged: false } : { ...one, verdict: 'inconclusive' },
    );
    const unavailable = { status: 'unavailable' as const, reason: 'no set is pinned' };
    const xml = writeJunit(sampleNight({ objectives, comparison: unavailable, trend: unavailable }), false);
    const skipped = casesOf(xml).filter(([, kind]) => kind === 'skipped');
    expect(skipped.map(([name]) => name)).toEqual([
      'dashboard_load p95 ≤ 2000 ms',
      'failed starts ≤ 1 %',
      'against the baseline',
      'levels',
    ]);
    expect(countOf(xml, 'skipped')).toBe(4);
    expect(xml).toContain('no set is pinned');
  });

  it('has a case for each run, objective, gate row and finding of a pass', () => {
    expect(casesOf(writeJunit(sampleNight(), false))).toEqual([
      ['the night can be judged', 'passed'],
      ['first run 20261125-023001-baseline-aaaa', 'passed'],
      ['dashboard_load p95 ≤ 2000 ms', 'passed'],
      ['failed starts ≤ 1 %', 'passed'],
      ['dashboard p95', 'passed'],
      ['levels', 'passed'],
    ]);
  });

  it('fails what failed, and warns of what the machine did', () => {
    const xml = writeJunit(badNight(), false);
    expect([countOf(xml, 'failures'), countOf(xml, 'errors')]).toEqual([4, 2]);
    const night = badNight();
    if ('status' in night.trend) throw new Error('the sample has changed');
    const findings = night.trend.findings.map((one) => ({ ...one, cause: 'machine' as const }));
    const machine = writeJunit({ ...night, trend: { ...night.trend, findings } }, false);
    expect([countOf(machine, 'failures'), countOf(machine, 'skipped')]).toEqual([3, 1]);
  });

  it('fails an inconclusive row of the gate only when it is strict', () => {
    const night = sampleNight();
    if ('status' in night.comparison) throw new Error('the sample has changed');
    const gate = night.comparison.gate.map((row) => ({ ...row, verdict: 'inconclusive' as const }));
    const untold = { ...night, comparison: { ...night.comparison, gate } };
    expect(casesOf(writeJunit(untold, false)).at(-2)).toEqual(['dashboard p95', 'skipped']);
    expect(casesOf(writeJunit(untold, true)).at(-2)).toEqual(['dashboard p95', 'failure']);
  });

  it('stays one well-formed document whatever a name holds', () => {
    const hostile = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) });
    fc.assert(
      fc.property(fc.oneof(hostile, fc.constantFrom(']]></failure>', '"/><testcase name="x', '&bogus;')), (text) => {
        expect(isWellFormed(writeJunit(badNight(text), false))).toBe(true);
      }),
    );
  });
});

/** A reader of elements, quoted attributes and the five entities, which is all that the document may have. */
function isWellFormed(xml: string): boolean {
  const body = xml.replace('<?xml version="1.0" encoding="UTF-8"?>\n', '');
  const open: string[] = [];
  const tokens = /<(\/?)(\w+)((?: \w+="[^"<]*")*)(\/?)>|([^<]+)/gy;
  let end = 0;
  for (const [all, closing, name = '', attributes = '', selfClosing, text = ''] of body.matchAll(tokens)) {
    end += all.length;
    if (/&(?!(amp|lt|gt|quot|apos|#\d+);)/.test(attributes + text)) return false;
    if (closing === '/' && open.pop() !== name) return false;
    if (name !== '' && closing === '' && selfClosing === '') open.push(name);
  }
  return end === body.length && open.length === 0;
}
