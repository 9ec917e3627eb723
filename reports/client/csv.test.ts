import { describe, expect, it } from 'vitest';
import { toCsv } from './csv.ts';

describe('toCsv', () => {
  it('quotes what needs quoting and ends every row', () => {
    expect(
      toCsv([
        ['a,b', 'say "x"', 'two\nlines'],
        [1.5, null, undefined],
      ]),
    ).toBe('"a,b","say ""x""","two\nlines"\r\n1.5,,\r\n');
  });
  it('defuses what a spreadsheet would run, and leaves numbers alone', () => {
    expect(toCsv([['=1+1', '+cmd', '-2', '-x', '@a', '\tb', '1e-3', '+.5']])).toBe(
      "'=1+1,'+cmd,-2,'-x,'@a,'\tb,1e-3,+.5\r\n",
    );
    expect(toCsv([['\r=x', '=a"b']])).toBe('"\'\r=x","\'=a""b"\r\n');
  });
});
