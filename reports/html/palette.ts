/**
 * The report's colours in both themes, as data, so that a test can hold every pair to its contrast by formula.
 *
 * Series are Okabe and Ito's colour-blind-safe set, darkened or lightened where 3:1 against the card needs it. Good is
 * blue and bad is vermilion, never green and red; a colour never stands without a shape, a dash or a word.
 */

/** One theme's colours as #rrggbb. */
export interface Palette {
  /** The page, a card on it, and a quiet area inside a card. */
  page: string;
  card: string;
  quiet: string;
  /** Text, secondary text. */
  ink: string;
  inkSoft: string;
  /** Decorative hairline, and the edge of a control (3:1). */
  line: string;
  edge: string;
  link: string;
  focus: string;
  /** Text and shapes of a state, and its tinted background. */
  good: string;
  goodTint: string;
  bad: string;
  badTint: string;
  unsure: string;
  unsureTint: string;
  invalid: string;
  invalidTint: string;
  /** Lines of charts, in order, and the limit line. */
  series: readonly [string, string, string, string, string, string];
  limit: string;
  /** Fills of stacked bars; each also has a pattern. */
  band: string;
}

/** Light theme; also the printed one. */
export const LIGHT: Palette = {
  page: '#f6f6f3',
  card: '#ffffff',
  quiet: '#f1f3f4',
  ink: '#17212b',
  inkSoft: '#4b5865',
  line: '#dcdfe1',
  edge: '#7d8893',
  link: '#00568a',
  focus: '#00568a',
  good: '#00629b',
  goodTint: '#e6f1f8',
  bad: '#b04300',
  badTint: '#fcece2',
  unsure: '#7a5600',
  unsureTint: '#fbf3dd',
  invalid: '#4b5865',
  invalidTint: '#e6e9eb',
  series: ['#0072b2', '#008f68', '#b85a90', '#8a6a00', '#5a5fb0', '#5d6872'],
  limit: '#c24e00',
  band: '#eceff1',
};

/** Dark theme. */
export const DARK: Palette = {
  page: '#0f1419',
  card: '#171e25',
  quiet: '#1f2831',
  ink: '#e9eef2',
  inkSoft: '#acb8c3',
  line: '#2c3742',
  edge: '#73818e',
  link: '#7cc4ef',
  focus: '#7cc4ef',
  good: '#6fbdec',
  goodTint: '#12293a',
  bad: '#f39a5b',
  badTint: '#3a2213',
  unsure: '#e6b84a',
  unsureTint: '#332a12',
  invalid: '#b7c1ca',
  invalidTint: '#27313a',
  series: ['#56b4e9', '#2bbf95', '#dd8fba', '#e3c04f', '#a3a8ee', '#a4afb9'],
  limit: '#f08b45',
  band: '#212b34',
};

/** CSS custom properties of a theme, one declaration after the other. */
export function customProperties(palette: Palette): string {
  return Object.entries(palette)
    .flatMap(([name, value]) =>
      typeof value === 'string'
        ? [`--${kebab(name)}:${value}`]
        : value.map((colour: string, i: number) => `--s${i}:${colour}`),
    )
    .join(';');
}

/** The WCAG 2.2 contrast ratio of two #rrggbb colours, 1–21. */
export function contrastRatio(a: string, b: string): number {
  const [hi = 0, lo = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (hi + 0.05) / (lo + 0.05);
}

/** Relative luminance by WCAG 2.2. */
function luminance(colour: string): number {
  const channel = (from: number): number => {
    const value = Number.parseInt(colour.slice(from, from + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
