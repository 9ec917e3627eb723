/**
 * The copilot in the measured phase: how large its prompts were and whether they grew, how much of the first token was
 * the model's, what a thousand turns cost, and whether every answered turn was stored.
 */
import { z } from 'zod';
import { isUnavailable, type Measured, measured, unavailable } from '../../../contract/measured.ts';
import type { CopilotFigures } from '../../evidence-model.ts';
import type { Timeline } from '../../model.ts';
import type { Figure, Panel } from '../../panel-model.ts';
import { emptyGrid, type Grid } from '../grid.ts';
import { sumOf } from '../load-series.ts';
import { observe } from '../observed.ts';
import { inWords } from '../panels.ts';
import { bucketQuantileGrid } from '../prometheus-histogram.ts';
import type { RunRecord } from '../read-record.ts';
import { type Axis, panel, rates } from '../server-source.ts';
import { combine, divide, inMs, rounded } from './figures.ts';
import { growth, growthByLabel, meanOf, quantileOf, type Span } from './spans.ts';

const TURNS = 'app_copilot_turns_total';
const PROMPT = 'app_copilot_prompt_tokens';
const FIRST = 'app_copilot_first_token_seconds';
const MODEL = 'model_first_token_seconds';
const QUEUE = 'model_queue_seconds';
/** Prices are told for so many turns: one turn costs too little to be read. */
const TURNS_PRICED = 1_000;
/** Characters (here: UTF-8 bytes) that a token stands for where nobody counts tokens; the budget estimates alike. */
const BYTES_PER_TOKEN = 4;
const NO_PRICE = 'no price configured: set modelPrice in headroom.config.ts';

const priceSchema = z.object({
  per1000PromptTokens: z.number(),
  per1000AnswerTokens: z.number(),
  currency: z.string(),
});

/** What the copilot's part is made from besides the record. */
export interface CopilotInput {
  span: Span;
  timeline: Timeline;
}

/** The copilot; unavailable when no turn was taken, or nobody could see one. */
export function summariseCopilot(record: RunRecord, input: CopilotInput): Measured<CopilotFigures> {
  const { span } = input;
  const outcomes = growthByLabel(record, span, { name: TURNS }, 'outcome');
  const turns = growth(record, span, { name: TURNS });
  const streams = sumOf(record.load.select('sse_reqs', { phase: 'measure' }));
  if (streams === 0 && (isUnavailable(turns) || turns === 0)) {
    return unavailable('no turn of a copilot was taken in the measured phase');
  }
  return measured({
    turns,
    outcomes: (outcomes.status === 'ok' ? outcomes.value : [])
      .filter(({ value }) => value > 0)
      .map(({ label: outcome, value: count }) => ({ outcome, count })),
    promptTokens: promptTokensOf(record, input),
    firstToken: firstTokenOf(record, span),
    promptCache: promptCacheOf(record, span),
    cost: costOf(record, span, streams),
    persisted: persistedOf(record),
  });
}

function promptTokensOf(record: RunRecord, { span, timeline }: CopilotInput): CopilotFigures['promptTokens'] {
  const thirdMs = (span.untilMs - span.fromMs) / 3;
  const firstThird = meanOf(record, { fromMs: span.fromMs, untilMs: span.fromMs + thirdMs }, { name: PROMPT });
  const lastThird = meanOf(record, { fromMs: span.untilMs - thirdMs, untilMs: span.untilMs }, { name: PROMPT });
  const mean = rounded(meanOf(record, span, { name: PROMPT }));
  const p95 = rounded(quantileOf(record, span, { name: PROMPT }, 0.95));
  return {
    mean,
    p95,
    firstThird: rounded(firstThird),
    lastThird: rounded(lastThird),
    growth: rounded(divide(lastThird, firstThird, 'the prompts of the first third were empty')),
    panel: promptPanel({ record, timeline }, `${inWords(mean)} tokens a turn on average, ${inWords(p95)} at p95`),
  };
}

function promptPanel(source: Axis, finding: string): Panel {
  const { timeline } = source;
  const buckets = observe(source.record, { name: `${PROMPT}_bucket` });
  const p95 = buckets.status === 'ok' ? bucketQuantileGrid(buckets.value, 0.95, timeline) : emptyGrid(timeline);
  const sums = rates(source, { name: `${PROMPT}_sum` });
  const counts = rates(source, { name: `${PROMPT}_count` });
  return panel(
    source,
    { name: `${PROMPT}_sum` },
    {
      id: 'prompt-tokens',
      title: 'Prompt tokens of a turn over time',
      unit: 'tokens',
      lines: [
        { label: 'mean', grid: quotient(sums, counts) },
        { label: 'p95', grid: p95 },
      ],
      finding: `Prompts: ${finding}`,
    },
  );
}

function quotient(part: Grid, whole: Grid): Grid {
  return part.map((value, bucket) => {
    const divisor = whole[bucket] ?? 0;
    return value === null || divisor === 0 ? null : value / divisor;
  });
}

/** The application's first token holds the model's, which holds the queue before it. */
function firstTokenOf(record: RunRecord, span: Span): CopilotFigures['firstToken'] {
  const mean = (name: string): Figure => inMs(meanOf(record, span, { name }));
  const p95 = (name: string): Figure => rounded(inMs(quantileOf(record, span, { name }, 0.95)));
  const [application, model, queue] = [mean(FIRST), mean(MODEL), mean(QUEUE)];
  // Two processes count at their own moments, so that a part can come out a little larger than the whole.
  const shareOf = (part: Figure): Figure =>
    rounded(combine([divide(part, application, 'no first token was written')], (value) => Math.min(1, value)));
  return {
    applicationMs: rounded(application),
    applicationMsP95: p95(FIRST),
    modelMs: rounded(model),
    modelMsP95: p95(MODEL),
    queueMs: rounded(queue),
    queueMsP95: p95(QUEUE),
    modelShare: shareOf(model),
    queueShare: shareOf(queue),
    ownMs: rounded(combine([application, model], (whole, part) => Math.max(0, whole - part))),
  };
}

function promptCacheOf(record: RunRecord, span: Span): CopilotFigures['promptCache'] {
  const hits = growth(record, span, { name: 'app_copilot_prompt_cache_hits_total' });
  const misses = growth(record, span, { name: 'app_copilot_prompt_cache_misses_total' });
  const all = combine([hits, misses], (hit, miss) => hit + miss);
  return {
    hits,
    misses,
    hitRate: rounded(divide(hits, all, 'nobody asked the prompt cache: it is off, or no turn was taken')),
  };
}

function costOf(record: RunRecord, span: Span, streams: number): CopilotFigures['cost'] {
  const perPriced = (figure: Figure): Figure => combine([figure], (perTurn) => perTurn * TURNS_PRICED);
  const promptTokens = perPriced(meanOf(record, span, { name: PROMPT }));
  const answer = answerTokensOf(record, span, streams);
  const answerTokens = perPriced(answer.perTurn);
  const price = priceSchema.safeParse(record.run.configuration.modelPrice);
  return {
    promptTokens: rounded(promptTokens),
    answerTokens: rounded(answerTokens),
    answerBasis: answer.basis,
    price: price.success
      ? rounded(
          combine(
            [promptTokens, answerTokens],
            (prompt, answered) =>
              (prompt * price.data.per1000PromptTokens + answered * price.data.per1000AnswerTokens) / 1_000,
          ),
        )
      : unavailable(NO_PRICE),
    currency: price.success ? price.data.currency : '',
  };
}

/** Counted by the model where it does, else estimated from the text that the load generator received. */
function answerTokensOf(record: RunRecord, span: Span, streams: number): { perTurn: Figure; basis: string } {
  const counted = growth(record, span, { name: 'model_tokens_total' });
  const begun = growth(record, span, { name: `${MODEL}_count` });
  const perTurn = divide(counted, begun, 'the model began no answer');
  if (!isUnavailable(perTurn)) return { perTurn, basis: 'as the model counted them' };
  const bytes = sumOf(record.load.select('sse_text_bytes', { phase: 'measure' }));
  return {
    perTurn:
      streams > 0 && bytes > 0
        ? bytes / streams / BYTES_PER_TOKEN
        : unavailable('the text of the answers was not counted'),
    basis: `estimated at ${BYTES_PER_TOKEN} bytes of answer text a token`,
  };
}

/** Answered turns against the database, of the whole run. */
function persistedOf({ reconciliation }: RunRecord): CopilotFigures['persisted'] {
  if (reconciliation.status === 'unavailable') return reconciliation;
  const { checked, differences } = reconciliation.value;
  const of = (kind: string): number => differences.filter((one) => one.kind === kind).length;
  return measured({ answered: checked.turns, missing: of('turn_missing'), doubled: of('turn_doubled') });
}
