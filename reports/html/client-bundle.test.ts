import { describe, expect, it } from 'vitest';
import { clientBundle, FORBIDDEN } from './client-bundle.ts';

describe('the browser’s script', () => {
  it('turns no text into markup or code and cannot end its element', () => {
    const script = clientBundle();
    for (const word of [
      'innerHTML',
      'outerHTML',
      'insertAdjacentHTML',
      'document.write',
      'eval(',
      'new Function',
      '</script',
      '<!--',
    ]) {
      expect(script.includes(word), word).toBe(false);
      expect(FORBIDDEN.test(` ${word}`), word).toBe(true);
    }
  });
  it('sets no style attribute and opens no connection of its own', () => {
    expect(clientBundle()).not.toMatch(
      /setAttribute\("style"|\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|localStorage/,
    );
  });
});
