import { expect, test } from 'vitest';
import { markdownTable, replaceSection } from './page.ts';

const PAGE = 'before\n<!-- a:begin -->\nold\n<!-- a:end -->\nafter\n<!-- b:begin -->\nkept\n<!-- b:end -->\n';

test('only what stands between the section’s own markers is replaced', () => {
  const page = replaceSection(PAGE, 'a', 'new\n');
  expect(page).toBe(PAGE.replace('\nold\n', '\n\nnew\n\n'));
  expect(replaceSection(page, 'a', 'new')).toBe(page);
});

test('a page without the markers is refused and not appended to', () => {
  expect(() => replaceSection(PAGE, 'c', 'new')).toThrow('<!-- c:begin -->');
  expect(() => replaceSection('<!-- a:end --><!-- a:begin -->', 'a', 'new')).toThrow();
});

test('a table has a rule under its header', () => {
  expect(markdownTable(['a', 'b'], [['1', '2']])).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |');
});
