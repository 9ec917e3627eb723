import { describe, expect, it } from 'vitest';
import { buildModel } from '../build-model.ts';
import type { SampleSeries } from '../sample-data.ts';
import { FROM_MS, histogramSeries, recordWith, sampled } from '../support/evidence-example.ts';
import type { ExampleOptions } from '../support/example-run.ts';

async function copilotOf(series: SampleSeries[] = [], options: ExampleOptions = {}) {
  const { copilot } = buildModel(await recordWith({}, series, options)).evidence;
  if (copilot.status === 'unavailable') throw new Error(copilot.reason);
  return copilot.value;
}

const PROMPT = 'app_copilot_prompt_tokens';
const prompts = histogramSeries(PROMPT, { '1000': 50, '2000': 100, '+Inf': 100 }, 120_000);
const priced = (modelPrice: unknown): ExampleOptions => ({ run: { configuration: { modelPrice } } });

describe('the copilot', () => {
  it('is unavailable when no turn was taken', async () => {
    const record = await recordWith({}, [], { outage: [0, 10] });
    expect(buildModel(record).evidence.copilot).toEqual({
      status: 'unavailable',
      reason: 'no turn of a copilot was taken in the measured phase',
    });
  });

  it('says figure by figure what its deployment does not show', async () => {
    const copilot = await copilotOf();
    const missing = { status: 'unavailable', reason: expect.stringContaining('was not among what the collectors saw') };
    expect(copilot.turns).toMatchObject(missing);
    expect(copilot.promptTokens).toMatchObject({ mean: missing, p95: missing, growth: missing });
    expect(copilot.firstToken).toMatchObject({ applicationMs: missing, modelShare: missing, ownMs: missing });
    expect(copilot.promptCache.hitRate).toMatchObject(missing);
    expect(copilot.persisted).toEqual({ status: 'unavailable', reason: 'nothing was reconciled after the run' });
  });

  it('has prompts with mean and p95, which a chart shows over time', async () => {
    const { promptTokens } = await copilotOf(prompts);
    expect(promptTokens).toMatchObject({ mean: 1200, p95: 1900 });
    expect(promptTokens.panel).toMatchObject({
      status: 'ok',
      finding: 'Prompts: 1200 tokens a turn on average, 1900 at p95',
    });
  });

  it('tells growth from the first third of the phase to the last', async () => {
    const sums = [0, 1000, 2000, 3000, 3000, 3000, 3000, 3000, 5000, 7000];
    const counts = [0, 1, 2, 3, 3, 3, 3, 3, 4, 5];
    const { promptTokens } = await copilotOf([sampled(`${PROMPT}_sum`, sums), sampled(`${PROMPT}_count`, counts)]);
    expect(promptTokens).toMatchObject({ firstThird: 1000, lastThird: 2000, growth: 2 });
  });

  it('splits the first token into the model, its queue and the application’s own share', async () => {
    const { firstToken } = await copilotOf([
      ...histogramSeries('app_copilot_first_token_seconds', { '0.5': 10, '+Inf': 10 }, 4),
      ...histogramSeries('model_first_token_seconds', { '0.5': 10, '+Inf': 10 }, 3),
      ...histogramSeries('model_queue_seconds', { '0.5': 10, '+Inf': 10 }, 1),
    ]);
    expect(firstToken).toMatchObject({
      applicationMs: 400,
      modelMs: 300,
      queueMs: 100,
      modelShare: 0.75,
      queueShare: 0.25,
      ownMs: 100,
    });
  });

  it('counts prompts from memory, and says so when nobody asked the prompt cache', async () => {
    const counters = (hits: number, misses: number) => [
      sampled('app_copilot_prompt_cache_hits_total', [0, hits]),
      sampled('app_copilot_prompt_cache_misses_total', [0, misses]),
    ];
    expect((await copilotOf(counters(99, 1))).promptCache).toEqual({ hits: 99, misses: 1, hitRate: 0.99 });
    expect((await copilotOf(counters(0, 0))).promptCache.hitRate).toMatchObject({
      reason: expect.stringContaining('it is off, or no turn was taken'),
    });
  });

  it('lists turns by how they ended', async () => {
    const turns = (outcome: string, count: number) => sampled('app_copilot_turns_total', [0, count], { outcome });
    expect(await copilotOf([turns('aborted', 3), turns('answered', 90), turns('failed', 0)])).toMatchObject({
      turns: 93,
      outcomes: [
        { outcome: 'answered', count: 90 },
        { outcome: 'aborted', count: 3 },
      ],
    });
  });
});

describe('a thousand turns', () => {
  const answers = [
    sampled('model_tokens_total', [0, 8000]),
    ...histogramSeries('model_first_token_seconds', { '+Inf': 100 }, 30),
  ];

  it('have a price where one is configured', async () => {
    const price = { per1000PromptTokens: 0.5, per1000AnswerTokens: 2, currency: 'EUR' };
    expect((await copilotOf([...prompts, ...answers], priced(price))).cost).toEqual({
      promptTokens: 1_200_000,
      answerTokens: 80_000,
      answerBasis: 'as the model counted them',
      price: 760,
      currency: 'EUR',
    });
  });

  it('have tokens only, and the setting that is missing, where none is', async () => {
    expect((await copilotOf(prompts, priced(null))).cost).toMatchObject({
      promptTokens: 1_200_000,
      price: { reason: 'no price configured: set modelPrice in headroom.config.ts' },
      currency: '',
    });
  });

  it('have answers estimated from their text where no model counts them', async () => {
    const { cost } = await copilotOf([], {
      touch: (file) => file.scalar('sse_text_bytes', { journey: 'copilot', phase: 'measure' }, FROM_MS / 1000, 450 * 4),
    });
    expect(cost).toMatchObject({ answerTokens: 1000, answerBasis: 'estimated at 4 bytes of answer text a token' });
  });
});

describe('answered turns', () => {
  it('are held against what is stored', async () => {
    const { persisted } = await copilotOf([], {
      reconciliation: {
        checked: { checkouts: 0, events: 0, turns: 40 },
        differences: [
          { kind: 'turn_missing', detail: 'a' },
          { kind: 'turn_missing', detail: 'b' },
          { kind: 'turn_doubled', detail: 'c' },
          { kind: 'checkout_missing', detail: 'd' },
        ],
      },
    });
    expect(persisted).toEqual({ status: 'ok', value: { answered: 40, missing: 2, doubled: 1 } });
  });
});
