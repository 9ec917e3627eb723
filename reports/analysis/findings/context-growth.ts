/** Does the copilot send more and more of a conversation to the model? */
import { z } from 'zod';
import { isUnavailable } from '../../../contract/measured.ts';
import { numberText } from '../../html/numbers.ts';
import type { Figure } from '../../panel-model.ts';
import { observe } from '../observed.ts';
import { inWords } from '../panels.ts';
import { isMeasuredMs } from '../phases.ts';
import { forEachIncrease } from '../prometheus-histogram.ts';
import { percent } from '../round.ts';
import type { SampleSeries } from '../sample-data.ts';
import { found, notJudged, orNull, QUIET, type Rule, valueOr } from './rule.ts';
import { type RuleInput, serverTimeMs, shareOfAnswered } from './rule-input.ts';

/** Prompt tokens a turn unless configured (budget.model.promptTokensPerTurn): 3,000 of history and 200 of system. */
const BUDGET_TOKENS_DEFAULT = 3_200;
/** Turns in the measured phase, below which a share says nothing. */
const TURNS_MIN = 10;
/** Share of turns over the budget. */
const SHARE_MIN = 0.05;
/** p95 of the tokens, as a multiple of the budget, from which it is critical. */
const P95_CRITICAL = 2;

export const contextGrowth: Rule = {
  id: 'context-growth',
  kind: 'cause',
  title: 'Copilot prompts that outgrow their budget',
  looksFor: `${percent(SHARE_MIN)} of turns or more send more than \`budget.model.promptTokensPerTurn\` tokens (${numberText(BUDGET_TOKENS_DEFAULT)} unless configured) to the model; at least ${TURNS_MIN} turns (critical when p95 is ${P95_CRITICAL} times the budget, or the first token missed its limit).`,
  needs: 'The application’s app_copilot_prompt_tokens.',
  meaning:
    'The whole conversation goes to the model with every turn: the first token comes later the longer a user talks, the model’s slots are held longer, and the bill grows with the square of the conversation.',
  action:
    'Send a window of the newest messages within a budget of tokens, the system prompt first; summarise what is older if it is needed.',
  explains: ['model-queue', 'latency-drift', 'bimodal-latency'],
  judge(input) {
    const seen = observe(input.record, { name: 'app_copilot_prompt_tokens_bucket' });
    if (seen.status === 'unavailable') return notJudged(seen.reason);
    const budget = budgetOf(input);
    const { turns, over } = countOver(input, seen.value, budget);
    if (turns < TURNS_MIN)
      return notJudged(`only ${turns} copilot turns in the measured phase; ${TURNS_MIN} are needed`);
    if (over / turns < SHARE_MIN) return QUIET;
    const tokens = valueOr(input.evidence.copilot)?.promptTokens;
    const p95 = orNull(tokens?.p95 ?? UNKNOWN) ?? budget;
    const isMissed = input.summary.slos.some((slo) => slo.id === 'copilot_first_token' && slo.verdict === 'fail');
    const modelMs = serverTimeMs(input, 'model');
    return found({
      severity: isMissed || p95 >= P95_CRITICAL * budget ? 'critical' : 'warning',
      title: `${percent(over / turns)} of copilot turns sent more than ${numberText(budget)} tokens to the model; p95 is ${numberText(p95)}`,
      score: shareOfAnswered(input, modelMs * (over / turns)),
      evidence: [
        { label: 'Turns over the budget', value: `${numberText(over)} of ${numberText(turns)}`, link: '#copilot' },
        { label: 'Prompt tokens, mean', value: inWords(tokens?.mean ?? UNKNOWN, numberText), link: '#copilot' },
        { label: 'Growth within the phase', value: growthText(tokens?.growth ?? UNKNOWN), link: '#copilot' },
        {
          label: 'The model’s share of the answered time',
          value: percent(shareOfAnswered(input, modelMs)),
          link: '#where-time-went',
        },
      ],
    });
  },
};

/** Turns, and those above the first bucket bound that is not below the budget: never more than there were. */
function countOver({ window }: RuleInput, buckets: readonly SampleSeries[], budget: number) {
  const byBound = new Map<number, number>();
  for (const series of buckets) {
    const le = series.labels.le ?? '';
    const bound = le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le);
    forEachIncrease(series, (atMs, delta) => {
      if (isMeasuredMs(window, atMs)) byBound.set(bound, (byBound.get(bound) ?? 0) + delta);
    });
  }
  const bounds = [...byBound.keys()].sort((a, b) => a - b);
  const turns = byBound.get(Number.POSITIVE_INFINITY) ?? 0;
  const bound = bounds.find((one) => one >= budget) ?? Number.POSITIVE_INFINITY;
  return { turns, over: turns - (byBound.get(bound) ?? turns) };
}

const UNKNOWN = { status: 'unavailable', reason: 'not told' } as const;

function growthText(growth: Figure): string {
  return isUnavailable(growth)
    ? growth.reason
    : `the last third has ${numberText(growth)} times the tokens of the first`;
}

const configured = z.object({
  budget: z.object({ model: z.object({ promptTokensPerTurn: z.number().positive() }) }),
});

function budgetOf({ record }: RuleInput): number {
  const parsed = configured.safeParse(record.run.configuration);
  return parsed.success ? parsed.data.budget.model.promptTokensPerTurn : BUDGET_TOKENS_DEFAULT;
}
