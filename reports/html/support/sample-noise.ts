/** Seeded noise for the sample model. */

/** `count` values around `middle`, at most `spread` away, drifting smoothly; never negative. */
export function noise(count: number, seed: number, middle: number, spread: number): number[] {
  let state = (seed * 2654435761) >>> 0;
  const next = (): number => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9) >>> 0;
    return state / 2 ** 32;
  };
  let drift = 0;
  return Array.from({ length: count }, () => {
    drift = drift * 0.7 + (next() - 0.5) * 0.9;
    return round(Math.max(0, middle + spread * Math.max(-1, Math.min(1, drift + (next() - 0.5) * 0.5))));
  });
}

/** A number with so many decimals. */
export function round(value: number, decimals = 2): number {
  return Number(value.toFixed(decimals));
}
