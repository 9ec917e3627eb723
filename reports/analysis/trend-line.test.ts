import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram } from '../../contract/histogram.ts';
import { parseLoadLine } from '../../contract/load-file.ts';
import { LoadSeries } from './load-series.ts';
import { TrendLineReader } from './trend-line.ts';

const PLAIN = '{"s":6,"t":1763870400,"n":3,"sum":36.5,"min":0.38,"max":1.2e3,"zero":0,"i":[-358,8,120],"c":[1,1,1]}';
const reader = new TrendLineReader();

/** What the reader makes of a line that stands between two others. */
function readBetween(line: string): boolean {
  const bytes = Buffer.from(`123,${line}\n123,5]}`);
  return reader.read(bytes, 4, 4 + Buffer.byteLength(line));
}

function fieldsOf({ series: s, second: t, count: n, sum, min, max, zero, gaps, counts, length }: TrendLineReader) {
  return { s, t, n, sum, min, max, zero, i: [...gaps.subarray(0, length)], c: [...counts.subarray(0, length)] };
}

function emptySeries(): LoadSeries {
  return new LoadSeries({ metric: 'x', kind: 'trend', unit: 'ms', tags: {} }, null);
}

describe('a line that is not of the plain form is left to the parser of all lines', () => {
  const others = {
    'nothing at all': '',
    'another kind': '{"s":6,"t":1,"v":1}',
    'a space': PLAIN.replace(',"n"', ', "n"'),
    'keys in another order': '{"t":1,"s":6,"n":0,"sum":0,"min":0,"max":0,"zero":0,"i":[],"c":[]}',
    'a key more': PLAIN.replace('}', ',"x":1}'),
    'no buckets': '{"s":6,"t":1,"n":0,"sum":0,"min":0,"max":0,"zero":0}',
    'a second that is none': PLAIN.replace('1763870400', '1.5'),
    'a number that begins with zero': PLAIN.replace('36.5', '036.5'),
    'a number without a fraction behind its point': PLAIN.replace('36.5', '36.'),
    'a number without digits before its point': PLAIN.replace('36.5', '.5'),
    'a number with a plus': PLAIN.replace('36.5', '+36.5'),
    'an exponent without digits': PLAIN.replace('1.2e3', '1.2e'),
    'a word for a number': PLAIN.replace('36.5', 'null'),
    'a bucket that begins with zero': PLAIN.replace(',8,', ',08,'),
    'a bucket with a fraction': PLAIN.replace(',8,', ',8.5,'),
    'a bucket of negative zero': PLAIN.replace(',8,', ',-0,'),
    'a bucket of ten digits': PLAIN.replace(',8,', ',1234567890,'),
    'two commas': PLAIN.replace(',8,', ',,8,'),
    'a comma at the end of a list': PLAIN.replace('120]', '120,]'),
    'fewer counts than buckets': PLAIN.replace('[1,1,1]', '[1,1]'),
    'a negative number of values': PLAIN.replace('"n":3', '"n":-3'),
    'something behind its end': `${PLAIN}}`,
  };
  for (const [what, line] of Object.entries(others)) {
    it(`with ${what}`, () => expect(readBetween(line)).toBe(false));
  }

  it('cut off anywhere, although the bytes behind would complete it', () => {
    const bytes = Buffer.from(PLAIN);
    for (let end = 0; end < bytes.length; end += 1) expect(reader.read(bytes, 0, end)).toBe(false);
    expect(reader.read(bytes, 0, bytes.length)).toBe(true);
  });
});

describe('a line of the plain form', () => {
  it('is read as the parser of all lines reads it, whatever its histogram', () => {
    const value = fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 1e9, noNaN: true }), fc.integer({ min: 1 }));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 60 }), fc.nat(), fc.nat(2e9), (values, s, t) => {
        const histogram = new Histogram();
        for (const one of values) histogram.add(one);
        const line = JSON.stringify({ s, t, ...histogram.encode() });
        expect(readBetween(line)).toBe(true);
        expect({ kind: 'trend', line: fieldsOf(reader) }).toEqual(parseLoadLine(line));
      }),
    );
  });

  it('has its numbers to the last bit, in every notation that JSON has', () => {
    const digits = fc.stringMatching(/^(0|[1-9]\d{0,25})$/);
    const rest = fc.stringMatching(/^(\.\d{1,30})?([eE][+-]?\d{1,2})?$/);
    fc.assert(
      fc.property(fc.constantFrom('', '-'), digits, rest, (sign, whole, tail) => {
        const text = `${sign}${whole}${tail}`;
        expect(readBetween(PLAIN.replace('36.5', text))).toBe(true);
        expect(reader.sum).toBe(JSON.parse(text));
      }),
      { numRuns: 1000 },
    );
  });

  it('is never read otherwise than the parser of all lines reads it, whatever byte of it is changed', () => {
    const byte = fc.constantFrom(...'0123456789,.-+eE[]{}":sntz \r');
    fc.assert(
      fc.property(fc.nat(PLAIN.length - 1), byte, (at, one) => {
        const line = `${PLAIN.slice(0, at)}${one}${PLAIN.slice(at + 1)}`;
        if (readBetween(line)) expect({ kind: 'trend', line: fieldsOf(reader) }).toEqual(parseLoadLine(line));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a series to which a read line is added', () => {
  it('is the same as one to which the parsed line is added', () => {
    const values = fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(fc.array(values, { minLength: 1, maxLength: 8 }), (lines) => {
        const [read, parsed] = [emptySeries(), emptySeries()];
        lines.forEach((one, t) => {
          const histogram = new Histogram();
          for (const each of one) histogram.add(each);
          const line = { s: 1, t, ...histogram.encode() };
          parsed.addTrend(line);
          expect(readBetween(JSON.stringify(line)) && read.addTrendRead(reader)).toBe(true);
        });
        expect(read.plainEntries()).toEqual(parsed.plainEntries());
        expect([read.seconds, read.counts, read.values]).toEqual([parsed.seconds, parsed.counts, parsed.values]);
      }),
    );
  });

  const refused = {
    'buckets that hold more than n': PLAIN.replace('"n":3', '"n":2'),
    'buckets that do not ascend': PLAIN.replace(',8,', ',0,'),
    'a bucket beyond every number': PLAIN.replace('120]', '900000]'),
    'a negative count': PLAIN.replace('[1,1,1]', '[1,-1,3]'),
    'a bucket of none': PLAIN.replace('[1,1,1]', '[1,0,2]'),
    'more of a bucket than one entry holds': PLAIN.replace('"n":3', '"n":70002').replace('[1,1,1]', '[1,70000,1]'),
  };
  for (const [what, line] of Object.entries(refused)) {
    it(`takes nothing of one with ${what}`, () => {
      const series = emptySeries();
      expect(readBetween(PLAIN) && series.addTrendRead(reader)).toBe(true);
      expect(readBetween(line)).toBe(true);
      expect(series.addTrendRead(reader)).toBe(false);
      expect(series.seconds).toHaveLength(1);
      expect(series.plainEntries()?.indexes).toHaveLength(3);
      expect(readBetween(PLAIN) && series.addTrendRead(reader)).toBe(true);
      expect(series.plainEntries()?.ends).toEqual([3, 6]);
    });
  }
});
