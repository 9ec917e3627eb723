/** How lines differ without colour: the dash and marker of each tone, the same in the static and the live chart. */

/** Dash patterns of the six line tones in pixels; the first is solid. The style sheet's `.t0`–`.t5` say the same. */
export const DASHES: readonly (readonly number[])[] = [[], [7, 4], [10, 3, 2, 3], [3, 3], [14, 4], [5, 2, 1, 2]];

/** chart.js point styles of the six tones. */
export const MARKERS = ['circle', 'rect', 'triangle', 'rectRot', 'crossRot', 'star'] as const;
