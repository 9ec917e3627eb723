import { describe, expect, it } from 'vitest';
import { contrastRatio, DARK, LIGHT, type Palette } from './palette.ts';

const THEMES: readonly [string, Palette][] = [
  ['light', LIGHT],
  ['dark', DARK],
];

describe.each(THEMES)('%s palette', (_name, palette) => {
  it('has text of at least 4.5:1 on every background it stands on', () => {
    const pairs: [string, string][] = [
      ...[palette.page, palette.card, palette.quiet].flatMap((ground): [string, string][] => [
        [palette.ink, ground],
        [palette.inkSoft, ground],
        [palette.link, ground],
        [palette.good, ground],
        [palette.bad, ground],
        [palette.unsure, ground],
        [palette.invalid, ground],
      ]),
      ...[palette.goodTint, palette.badTint, palette.unsureTint, palette.invalidTint].flatMap(
        (ground): [string, string][] => [
          [palette.ink, ground],
          [palette.inkSoft, ground],
        ],
      ),
      [palette.good, palette.goodTint],
      [palette.bad, palette.badTint],
      [palette.unsure, palette.unsureTint],
      [palette.invalid, palette.invalidTint],
    ];
    expect(pairs.filter(([a, b]) => contrastRatio(a, b) < 4.5)).toEqual([]);
  });

  it('has lines, edges and the focus ring of at least 3:1 on the card', () => {
    const graphics = [...palette.series, palette.limit, palette.edge, palette.focus];
    expect(graphics.filter((colour) => contrastRatio(colour, palette.card) < 3)).toEqual([]);
  });
});

describe('contrastRatio', () => {
  it('is 21 for black on white and 1 for equal colours', () => {
    expect(contrastRatio('#000000', '#ffffff')).toBeCloseTo(21);
    expect(contrastRatio('#123456', '#123456')).toBe(1);
  });
});
