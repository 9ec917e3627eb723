import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attr, ellipsise, escapeText, html, showInvisible, url } from './escape.ts';
import { HOSTILE_NAMES } from './support/hostile-names.ts';

describe('html template', () => {
  it('escapes whatever is put into it and keeps what it made itself', () => {
    const inner = html`<b>${'<i>'}</b>`;
    expect(html`<p title="${'"`\'&'}">${inner}${[1, ' ', null, false]}</p>`.text).toBe(
      '<p title="&quot;&#96;&#39;&amp;"><b>&lt;i&gt;</b>1 </p>',
    );
  });

  it('never lets a value from data open a tag or close an attribute', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE_NAMES)), (name) => {
        expect(escapeText(name)).not.toMatch(/[<>"'`]/);
        expect(Buffer.from(escapeText(name)).toString()).toBe(escapeText(name));
      }),
    );
  });

  it('does not take an object from data for HTML', () => {
    const forged = JSON.parse('{"text":"<script>"}');
    expect(() => html`${forged}`).toThrow(/only html/);
  });

  it('shows control and direction-changing characters', () => {
    expect(showInvisible('a\u202eSSAP\u0000\u2028b\tc\n')).toBe('a\\u202eSSAP\\u0000\\u2028b\tc\n');
    expect(showInvisible('\ud800x😀')).toBe('\\ud800x😀');
  });

  it('refuses handlers, style attributes and links that leave the page', () => {
    expect(() => attr('onclick', 'x')).toThrow();
    expect(() => attr('style', 'x')).toThrow();
    for (const link of ['javascript:x', 'https://e', '#a b', '#"', '//e', '']) expect(() => url(link)).toThrow();
    expect(url('#verdict').text).toBe(' href="#verdict"');
    expect(attr('hidden', true).text + attr('title', null).text).toBe(' hidden');
  });

  it('cuts a long name in the middle', () => {
    expect(ellipsise('abcdefghij', 7)).toBe('abc…hij');
    expect([...ellipsise('😀'.repeat(300))]).toHaveLength(200);
  });
});
