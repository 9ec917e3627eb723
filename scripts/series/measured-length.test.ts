import { expect, it } from 'vitest';
import { parseLengthMs, requireComparableMs } from './measured-length.ts';

it.each(['', '0', '0s', '-120', '2h', '120 000', 'two', '1e3', '12.s', 'Infinity', 's'])(
  'refuses "%s" as a length',
  (text) => {
    expect(parseLengthMs(text)).toBeNull();
  },
);

it.each([
  ['120', 120_000],
  ['120s', 120_000],
  ['2m', 120_000],
  ['1.5m', 90_000],
  [' 200s ', 200_000],
])('reads "%s" as %i ms', (text, wanted) => {
  expect(parseLengthMs(text)).toBe(wanted);
});

it('refuses what is too short to be compared, with the reason, and takes the shortest that is not', () => {
  expect(() => requireComparableMs(119_999)).toThrow(
    expect.objectContaining({ code: 'HR_USAGE', message: expect.stringContaining('not comparable') }),
  );
  expect(requireComparableMs(120_000)).toBe(120_000);
  expect(requireComparableMs()).toBe(120_000);
});
