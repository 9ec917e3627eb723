/** When a run must end before its time: the target fails too much, or the run reaches its budget. Pure. */
import type { LiveFigures } from '../../collectors/index.ts';
import type { Config } from '../../contract/config.ts';

/** Characters that count as one token in the estimate of costs. */
const CHARACTERS_PER_TOKEN = 4;

/** Why a run ends before its time; `reason` is in words for the record and the user. */
export interface ReasonToStop {
  cause: 'errors' | 'budget';
  reason: string;
}

/** Why the run must end now; null while it may go on. */
export function findReasonToStop(config: Pick<Config, 'stopEarly' | 'budget'>, live: LiveFigures): ReasonToStop | null {
  const errors = tooManyErrors(config.stopEarly, live);
  if (errors !== null) return { cause: 'errors', reason: errors };
  const budget = budgetReached(config.budget, live);
  return budget === null ? null : { cause: 'budget', reason: budget };
}

/** What the model has cost so far, in the currency of the configured prices. */
export function estimateModelCost(
  model: NonNullable<Config['budget']['model']>,
  totals: LiveFigures['totals'],
): number {
  const promptTokens = totals.streams * model.promptTokensPerTurn;
  const answerTokens = totals.answerBytes / CHARACTERS_PER_TOKEN;
  return (promptTokens * model.pricePer1000PromptTokens + answerTokens * model.pricePer1000AnswerTokens) / 1000;
}

function tooManyErrors(limit: Config['stopEarly'], live: LiveFigures): string | null {
  if (limit === null || live.errorShare.status !== 'ok' || live.finishedInWindow < limit.afterStarts) return null;
  const share = live.errorShare.value;
  return share > limit.errorShare
    ? `${percent(share)} of the last ${live.finishedInWindow} starts failed, more than stopEarly.errorShare ${percent(limit.errorShare)}`
    : null;
}

function budgetReached(budget: Config['budget'], live: LiveFigures): string | null {
  const { requestsPerSecondMax, requestsMax, model } = budget;
  if (requestsMax !== undefined && live.totals.requests >= requestsMax) {
    return `${live.totals.requests} requests reached budget.requestsMax ${requestsMax}`;
  }
  if (
    requestsPerSecondMax !== undefined &&
    live.requestRateRps.status === 'ok' &&
    live.requestRateRps.value > requestsPerSecondMax
  ) {
    return `${live.requestRateRps.value.toFixed(1)} requests a second are over budget.requestsPerSecondMax ${requestsPerSecondMax}`;
  }
  if (model === undefined) return null;
  const cost = estimateModelCost(model, live.totals);
  return cost >= model.costMax
    ? `the model’s estimated cost of ${cost.toFixed(2)} reached budget.model.costMax ${model.costMax}`
    : null;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
