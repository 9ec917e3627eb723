import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePrometheusText } from './prometheus-text.ts';

const names = new Map([
  ['up', 'up'],
  ['theirs_total', 'ours_total'],
  ['wait_bucket', 'wait_bucket'],
  ['wait_sum', 'wait_sum'],
]);
const parse = (text: string, limit = 100) => parsePrometheusText(text, names, limit);

describe('reading the text format', () => {
  it.each([
    ['a plain value', 'up 1\n', [{ name: 'up', value: 1 }]],
    ['no final line end', 'up 1', [{ name: 'up', value: 1 }]],
    [
      'CRLF',
      'up 1\r\nup 2\r\n',
      [
        { name: 'up', value: 1 },
        { name: 'up', value: 2 },
      ],
    ],
    ['a time stamp', 'up 1.5e3 1763870400000', [{ name: 'up', value: 1500 }]],
    [
      'an exemplar',
      'wait_bucket{le="1"} 3 # {trace="a"} 0.5',
      [{ name: 'wait_bucket', labels: { le: '1' }, value: 3 }],
    ],
    ['a renamed metric', 'theirs_total 7', [{ name: 'ours_total', value: 7 }]],
    ['empty braces', 'up{} 1', [{ name: 'up', value: 1 }]],
    ['blanks everywhere', 'up { a = "b" , c="d", }   4', [{ name: 'up', labels: { a: 'b', c: 'd' }, value: 4 }]],
    ['escapes', String.raw`up{a="q\"b\\n\nz"} 1`, [{ name: 'up', labels: { a: 'q"b\\n\nz' }, value: 1 }]],
    ['braces and commas in a value', 'up{a="},{=",b="x"} 1', [{ name: 'up', labels: { a: '},{=', b: 'x' }, value: 1 }]],
    [
      'an infinite bucket bound',
      'wait_bucket{le="+Inf"} 9',
      [{ name: 'wait_bucket', labels: { le: '+Inf' }, value: 9 }],
    ],
  ])('takes %s', (_what, text, values) => {
    expect(parse(text).values).toEqual(values);
    expect(parse(text).malformed).toBe(0);
  });

  it.each([
    ['NaN', 'up NaN'],
    ['infinities', 'up +Inf\nup -Inf\nup Inf'],
    ['comments', '# HELP up x\n# TYPE up gauge\n# EOF\n'],
    ['unwanted names, also those that only begin alike', 'up_time 4\nupper 5\nother{a="b"} 6'],
    ['an empty page', ''],
  ])('leaves out %s', (_what, text) => {
    expect(parse(text)).toMatchObject({ values: [], malformed: 0 });
  });

  it.each(['up', 'up one', 'up{a="b} 1', 'up{a=b} 1', 'up{a="b" c="d"} 1', 'up{="b"} 1', 'up{a="b"}', 'up{a'])(
    'counts %j as a line that could not be read',
    (text) => {
      expect(parse(`${text}\nup 2`)).toMatchObject({ values: [{ name: 'up', value: 2 }], malformed: 1 });
    },
  );

  it('says how many values were beyond the limit', () => {
    const page = parse('up 1\nup 2\nup 3\n', 2);
    expect(page.values).toHaveLength(2);
    expect(page.overLimit).toBe(1);
  });

  it('makes a label of __proto__, not a prototype', () => {
    const labels = parse('up{__proto__="x"} 1').values[0]?.labels ?? {};
    expect(Object.keys(labels)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(labels)).toBe(Object.prototype);
  });

  it('never throws, whatever the text', () => {
    const piece = fc.constantFrom(
      'up',
      'wait_sum',
      '{',
      '}',
      '"',
      '\\',
      'a="b"',
      ',',
      '=',
      ' ',
      '\n',
      '\r',
      '1',
      'NaN',
      '#',
    );
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        for (const { value } of parse(text).values) expect(Number.isFinite(value)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives back every label value and figure that was written', () => {
    const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(text, text, fc.double({ noNaN: true, noDefaultInfinity: true }), (a, b, value) => {
        const page = parse(`up{a="${escaped(a)}",b="${escaped(b)}"} ${value}\n`);
        expect(page.values).toEqual([{ name: 'up', labels: { a, b }, value: Number(String(value)) }]);
      }),
    );
  });
});
