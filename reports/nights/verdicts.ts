/** How the nights' verdicts follow each other: streaks, and verdicts that flip without a reason anybody knows. Pure. */
import type { NightRecord } from '../../contract/night.ts';
import type { ModelNight, TrendModel } from './model.ts';

/** Latest nights in which flips are counted: four weeks. */
const FLIP_NIGHTS = 28;
/** From so many flips on a verdict is called flaky: two bad stretches make four. */
const FLIPS_FLAKY = 5;

/** The gravest first: what one run saw, the night has seen. */
const GRAVITY = ['fail', 'pass', 'inconclusive', 'invalid'] as const;

/** The nights with their verdicts. */
export function nightsWithVerdicts(nights: readonly NightRecord[]): ModelNight[] {
  return nights.map(({ night, build, runs, figures }) => ({
    night,
    build,
    verdict: GRAVITY.find((verdict) => runs.some((run) => run.verdict === verdict)) ?? 'invalid',
    hasFigures: figures.some((figure) => figure.runs.length > 0),
    runs: runs.map(({ id, startedAtMs, verdict, purpose, reasons }) => ({
      id,
      startedAtMs,
      verdict,
      purpose,
      reasons,
    })),
  }));
}

/** How long the latest verdict has lasted. */
export function streakOf(nights: readonly ModelNight[]): TrendModel['streak'] {
  const verdict = nights.at(-1)?.verdict ?? 'invalid';
  const breaks = nights.findLastIndex((night) => night.verdict !== verdict);
  return { verdict, nights: nights.length - 1 - breaks, since: nights[breaks + 1]?.night ?? '' };
}

/** Changes between pass and fail in the latest nights; others are passed over. A night whose runs disagree is flaky itself. */
export function flipsOf(nights: readonly ModelNight[]): TrendModel['flips'] {
  const latest = nights.slice(-FLIP_NIGHTS);
  const judged = latest.filter(({ verdict }) => verdict === 'pass' || verdict === 'fail');
  const count = judged.filter(({ verdict }, at) => at > 0 && judged[at - 1]?.verdict !== verdict).length;
  const disagreeing = latest.filter(({ runs }) => {
    const said = runs.map(({ verdict }) => verdict);
    return said.includes('pass') && said.includes('fail');
  });
  return {
    nights: latest.length,
    count,
    disagreeing: disagreeing.map(({ night }) => night),
    isFlaky: count + disagreeing.length >= FLIPS_FLAKY,
  };
}
