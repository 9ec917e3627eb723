import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeXml, xmlAttributes } from './xml.ts';

/** Any code units: lone surrogates and controls too. */
const anyText = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) });
const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** What an XML reader makes of escaped text. */
function readBack(text: string): string {
  return text.replace(/&(#(\d+)|\w+);/g, (_all, name: string, code?: string) =>
    code === undefined ? (NAMED[name] ?? `unknown entity ${name}`) : String.fromCharCode(Number(code)),
  );
}

/** Whether every character is one of XML 1.0 (section 2.2). */
function isAllCharacters(text: string): boolean {
  return [...text].every((character) => {
    const code = character.codePointAt(0) ?? 0;
    const isWhite = code === 9 || code === 10 || code === 13;
    return isWhite || (code >= 0x20 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd) || code >= 0x10000;
  });
}

describe('escaping for XML', () => {
  it.each([
    ['<b a="1">&\'</b>', '&lt;b a=&quot;1&quot;&gt;&amp;&apos;&lt;/b&gt;'],
    [']]>', ']]&gt;'],
    ['a\u0000b\u001f', 'a\uFFFDb\uFFFD'],
    ['\ud800x\udc00', '\uFFFDx\uFFFD'],
    ['\ufffe\uffff', '\uFFFD\uFFFD'],
    ['one\r\ntwo\t', 'one&#13;&#10;two&#9;'],
    ['𝄞 ö', '𝄞 ö'],
    ['', ''],
  ])('writes %j as %j', (text, wanted) => {
    expect(escapeXml(text)).toBe(wanted);
  });

  it('keeps every text that XML can hold, and never ends an attribute or an element', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const escaped = escapeXml(text);
        expect(isAllCharacters(escaped)).toBe(true);
        expect(escaped).not.toMatch(/[<>"'\t\n\r]|&(?!(amp|lt|gt|quot|apos|#\d+);)/);
        const wanted = [...text].map((character) => (isAllCharacters(character) ? character : '\uFFFD')).join('');
        expect(readBack(escaped)).toBe(wanted);
      }),
      { numRuns: 500 },
    );
  });

  it('leaves absent attributes out', () => {
    expect(xmlAttributes({ a: 1, b: undefined, c: '"' })).toBe(' a="1" c="&quot;"');
  });
});
