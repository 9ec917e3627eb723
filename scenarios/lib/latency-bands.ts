/**
 * Fixed bands of latency, by which the parts of a start's time are counted: the analysis can then tell what the slow
 * starts waited for, which histograms of the single parts cannot. Pure.
 *
 * Logarithmic, so that they suit every journey and every deployment; fixed, so that seconds, users and generators add
 * up. A band's name holds its own bounds: readers need no rule.
 */

/**
 * Bands up to here are octaves, above half octaves (41 % wide). Each occupied one costs about seven series, and a
 * target in distress spreads a journey over ten octaves: twice as fine, six journeys reached the cap of 2,000 series.
 */
const FINE_FROM_MS = 16;
/** Everything up to here is one band: below it a generator's own timers blur what it measures. */
const LOWEST_MS = 1;

/** Names already made, by their number: making one costs more than the counting. */
const names: Record<number, string> = {};

/** The band of a latency as `from-to`, milliseconds, `from` exclusive and `to` inclusive: `256-362`. */
export function bandOf(latencyMs: number): string {
  if (!(latencyMs > LOWEST_MS)) return `0-${LOWEST_MS}`;
  const stepsPerOctave = latencyMs > FINE_FROM_MS ? 2 : 1;
  const step = Math.ceil(Math.log2(latencyMs) * stepsPerOctave);
  const number = step * 8 + stepsPerOctave;
  names[number] ??= `${boundMs(step - 1, stepsPerOctave)}-${boundMs(step, stepsPerOctave)}`;
  return names[number];
}

function boundMs(step: number, stepsPerOctave: number): number {
  return Number((2 ** (step / stepsPerOctave)).toPrecision(4));
}
