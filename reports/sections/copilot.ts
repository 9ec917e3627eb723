/** What is a copilot turn made of? Its prompt and whether it grows, the model's part of the first token, its price. */
import { isUnavailable } from '../../contract/measured.ts';
import type { CopilotFigures } from '../evidence-model.ts';
import { type Html, html } from '../html/escape.ts';
import { missingCard } from '../html/figure.ts';
import { latencyText, numberText, shareText } from '../html/numbers.ts';
import { statusShape } from '../html/shapes.ts';
import type { Figure } from '../panel-model.ts';
import { figureCell, figureText, pairList, panelBeside, shortName, tableCard } from './evidence-parts.ts';
import { defineSection } from './section.ts';

/** Between these the prompts of the last third are called as large as those of the first: turns are drawn at random. */
const STEADY_GROWTH = [0.95, 1.05] as const;

export const copilot = defineSection({
  id: 'copilot',
  title: 'Copilot',
  question:
    'What is a turn made of, and what does it cost? How the answers flowed stands under Streams, as the user saw it.',
  inputs: ['evidence', 'timeline'],
  render({ evidence: { copilot: found }, timeline }) {
    if (found.status === 'unavailable') {
      return { body: missingCard('Copilot', found.reason), charts: [], status: 'unavailable' };
    }
    const { value } = found;
    const { panel } = value.promptTokens;
    const path = ['evidence', 'copilot', 'value', 'promptTokens', 'panel'];
    const prompts = panelBeside(panel, { path, timeline, prefix: 'copilot' }, promptTokens(value));
    const body = html`${firstToken(value)}${prompts.html}${turns(value)}`;
    return { body, charts: prompts.charts, status: null };
  },
});

function firstToken({ firstToken: found }: CopilotFigures): Html {
  const row = (label: string, mean: Figure, p95: Figure | null, share: Figure | null): Html =>
    html`<tr><th scope="row">${label}</th>${figureCell(mean, latencyText)}${p95 === null ? html`<td class="n">–</td>` : figureCell(p95, latencyText)}${share === null ? html`<td class="n">–</td>` : figureCell(share, shareText)}</tr>`;
  const own: Figure = isUnavailable(found.modelShare)
    ? found.modelShare
    : Number((1 - found.modelShare).toPrecision(4));
  const rows = html`${row('Application, from request to first token', found.applicationMs, found.applicationMsP95, null)}${row('Model with its queue', found.modelMs, found.modelMsP95, found.modelShare)}${row('Queue before the model', found.queueMs, found.queueMsP95, found.queueShare)}${row('Application itself', found.ownMs, null, own)}`;
  const finding = isUnavailable(found.modelShare)
    ? 'The first token, as the application and the model saw it'
    : `The model takes ${shareText(found.modelShare)} of the application’s first token`;
  return tableCard(finding, { heads: ['First token', 'Mean', 'p95', 'Share'], rows, caption: 'The first token' });
}

function promptTokens({ promptTokens: found, promptCache }: CopilotFigures): Html {
  const pairs = pairList(
    [
      ['Prompt tokens a turn, mean', figureText(found.mean)],
      ['Prompt tokens a turn, p95', figureText(found.p95)],
      ['First third of the phase, mean', figureText(found.firstThird)],
      ['Last third of the phase, mean', figureText(found.lastThird)],
      ['Growth', figureText(found.growth, (ratio) => `× ${numberText(ratio)}`)],
      ['System prompts from memory', figureText(promptCache.hits)],
      ['System prompts read', figureText(promptCache.misses)],
      ['Hit rate of the prompt cache', figureText(promptCache.hitRate, shareText)],
    ],
    'one',
  );
  return html`<div class="card"><h3>${promptFinding(found)}</h3>${pairs}</div>`;
}

function promptFinding({ mean, growth }: CopilotFigures['promptTokens']): string {
  if (isUnavailable(mean)) return 'The size of the prompts is unknown';
  const size = `A prompt has ${numberText(mean)} tokens on average`;
  if (isUnavailable(growth)) return size;
  const [low, high] = STEADY_GROWTH;
  if (growth > high) return `${size}, and grew by ${shareText(growth - 1)} over the phase`;
  return growth < low ? `${size}, and shrank by ${shareText(1 - growth)} over the phase` : `${size}, and did not grow`;
}

function turns({ turns: taken, outcomes, cost, persisted }: CopilotFigures): Html {
  const stored =
    persisted.status === 'unavailable'
      ? persisted.reason
      : `${numberText(persisted.value.answered)} answered turns were looked for: ${numberText(persisted.value.missing)} are missing, ${numberText(persisted.value.doubled)} are stored twice`;
  const pairs = pairList(
    [
      ['Turns in the phase', figureText(taken)],
      ...outcomes.map(({ outcome, count }) => [`Turns that ended “${shortName(outcome)}”`, numberText(count)] as const),
      ['Prompt tokens of 1,000 turns', figureText(cost.promptTokens)],
      [`Answer tokens of 1,000 turns, ${cost.answerBasis}`, figureText(cost.answerTokens)],
      ['Price of 1,000 turns', figureText(cost.price, (price) => `${numberText(price)} ${shortName(cost.currency)}`)],
      ['Stored exchanges', stored],
    ],
    'one',
  );
  return html`<div class="card"><h3>${turnFinding(cost, persisted)}</h3>${pairs}</div>`;
}

function turnFinding(cost: CopilotFigures['cost'], persisted: CopilotFigures['persisted']): Html {
  if (persisted.status === 'ok' && persisted.value.missing + persisted.value.doubled > 0) {
    const wrong = numberText(persisted.value.missing + persisted.value.doubled);
    return html`${statusShape('fail', { silent: true })} ${wrong} answered turns are not stored exactly once`;
  }
  if (!isUnavailable(cost.price)) return html`1,000 turns cost ${numberText(cost.price)} ${shortName(cost.currency)}`;
  if (!isUnavailable(cost.promptTokens)) return html`1,000 turns take ${numberText(cost.promptTokens)} prompt tokens`;
  return html`Turns and their cost`;
}
