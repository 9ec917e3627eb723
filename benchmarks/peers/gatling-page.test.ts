import { expect, test } from 'vitest';
import { pageFigure } from './gatling-page.ts';

const PAGE = `<tr>
  <td class="title">Total count</td>
  <td class="total">1,028</td>
  <td class="ok">1000</td>
  <td class="ko">28</td>
</tr>
<tr>
  <td class="title">95th percentile</td>
  <td class="total">4216</td>
  <td class="ok">-</td>
  <td class="ko">4216</td>
</tr>`;

test('a figure is read from its own row and column', () => {
  expect(pageFigure(PAGE, 'Total count', 'ko')).toBe(28);
  expect(pageFigure(PAGE, 'Total count', 'total')).toBe(1028);
  expect(pageFigure(PAGE, '95th percentile', 'total')).toBe(4216);
});

test('a dash, and a row that is not there, are no figure and not zero', () => {
  expect(pageFigure(PAGE, '95th percentile', 'ok')).toBeUndefined();
  expect(pageFigure(PAGE, '99th percentile', 'ok')).toBeUndefined();
  expect(pageFigure('', 'Total count', 'ok')).toBeUndefined();
});
