/** Do copilot turns wait for the model before it begins to think? */
import { isUnavailable } from '../../../contract/measured.ts';
import { numberText } from '../../html/numbers.ts';
import { largestSeen } from '../observed.ts';
import { milliseconds, percent } from '../round.ts';
import { found, notJudged, orNull, QUIET, type Rule } from './rule.ts';
import { type RuleInput, serverTimeMs, shareOfAnswered } from './rule-input.ts';

/** Waiting at p95 as a share of the first token's limit. */
const LIMIT_SHARE_MIN = 0.1;
/** From here on waiting alone uses up half of the limit. */
const LIMIT_SHARE_CRITICAL = 0.5;
/** The first token's limit where the plan has none, milliseconds. */
const LIMIT_MS_DEFAULT = 1_000;

export const modelQueue: Rule = {
  id: 'model-queue',
  kind: 'saturation',
  title: 'A queue in front of the model',
  looksFor: `Waiting for a slot of the model took ${percent(LIMIT_SHARE_MIN)} of the first token’s limit or more at p95 (critical from ${percent(LIMIT_SHARE_CRITICAL)}).`,
  needs: 'The model’s model_queue_seconds, or model_queue in Server-Timing.',
  meaning: 'All slots of the model are taken; a turn waits for another one’s last token before its own first.',
  action:
    'Shorten prompts and answers, which hold the slots; then add slots or another model behind the gateway, and refuse early when the queue is longer than anybody waits.',
  explains: ['latency-drift', 'bimodal-latency'],
  judge(input) {
    const { summary, record, window } = input;
    const { model } = summary.server;
    if (isUnavailable(model)) return notJudged(model.reason);
    if (isUnavailable(model.queueMsP95)) return notJudged(model.queueMsP95.reason);
    const limitMs = limitOf(input);
    const share = model.queueMsP95 / limitMs;
    if (share < LIMIT_SHARE_MIN) return QUIET;
    const most = (name: string): string => {
      const value = orNull(largestSeen(record, window, { name }));
      return value === null ? 'not told' : numberText(value);
    };
    return found({
      severity: share >= LIMIT_SHARE_CRITICAL ? 'critical' : 'warning',
      title: `Copilot turns waited ${milliseconds(model.queueMsP95)} (p95) for a slot of the model, ${percent(share)} of the first token’s limit`,
      score: shareOfAnswered(input, serverTimeMs(input, 'model_queue')),
      evidence: [
        {
          label: 'Slots in use, most',
          value: `${most('model_slots_in_use')} of ${most('model_slots')}`,
          link: '#copilot',
        },
        { label: 'Turns waiting, most', value: most('model_queue_length'), link: '#copilot' },
      ],
    });
  },
};

function limitOf({ record }: RuleInput): number {
  return record.plan.slos.find(({ id }) => id === 'copilot_first_token')?.limitMs ?? LIMIT_MS_DEFAULT;
}
