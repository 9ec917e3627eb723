import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderFindingsPage } from './findings-page.ts';
import { RULES } from './rules.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'findings.md'), 'utf8');

describe('docs/findings.md', () => {
  it('has every rule and no other, in the order of the registry', () => {
    const documented = [...page.matchAll(/^### `([a-z-]+)`$/gm)].map((heading) => heading[1]);
    expect(documented).toEqual(RULES.map(({ id }) => id));
  });

  it('says of each what it needs, means, what to do and how to silence it', () => {
    for (const { id } of RULES) {
      const entry = page.slice(page.indexOf(`### \`${id}\``)).split('\n### ')[0] ?? '';
      for (const part of ['Speaks when', 'Needs', 'Means', 'What to do']) {
        expect(entry).toMatch(new RegExp(`^- \\*\\*${part}:\\*\\* [A-Z1-9][^\\n]+[.?]$`, 'm'));
      }
      expect(entry).toContain(`silence: ['${id}']`);
    }
  });

  it('is what the rules say of themselves (npm run docs:findings writes it again)', () => {
    expect(page).toBe(renderFindingsPage());
  });
});
