/**
 * Tells the configured webhooks of a night, each once.
 *
 * What became of each is handed out as soon as it is known, so that it can be kept before the next is called. It never
 * throws for a message that did not arrive.
 */
import { createHash } from 'node:crypto';
import type { Config } from '../../contract/config.ts';
import { isUnavailable } from '../../contract/measured.ts';
import type { NightlySummary } from '../nightly/summary.ts';
import { deliver, type Means } from './deliver.ts';
import type { Delivery } from './delivery.ts';
import { findDestination, type Webhook } from './destination.ts';
import { genericPayload } from './generic-payload.ts';
import { slackPayload } from './slack-payload.ts';

/** What is told, and what is known of it already. */
export interface Notification {
  summary: NightlySummary;
  /** Of a job that was started again: those are not sent again. */
  made: readonly Delivery[];
  /** False: nobody is told. */
  isWanted: boolean;
  /** Keeps what became of a message. */
  onDelivered(delivery: Delivery): Promise<void>;
}

/** Sends what is still to be sent, one after the other; returns early when `means.signal` is aborted. */
export async function notifyAll(
  { webhooks, allow }: Pick<Config['notify'], 'webhooks' | 'allow'>,
  { summary, made, isWanted, onDelivered }: Notification,
  means: Means,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  for (const webhook of webhooks) {
    if (made.some(({ name }) => name === webhook.name)) continue;
    const id = messageId(summary, webhook.name);
    const told = isWanted
      ? await tell(webhook, { summary, id }, { allow, env, means })
      : { status: 'not wanted' as const, attempts: 0, reason: '--no-notify' };
    // Not known to be sent: the job that goes on sends it, under the same id.
    if (means.signal.aborted && told.status === 'failed') return;
    await onDelivered({ name: webhook.name, id, atMs: means.nowMs(), ...told });
  }
}

/** Whether a night is worth a message to those who want problems only: everything but a pass without findings. */
export function isProblem({ verdict, trend, failures, problems }: NightlySummary): boolean {
  const isTold = !isUnavailable(trend) && trend.findings.some(({ direction }) => direction !== 'improved');
  return verdict !== 'pass' || isTold || failures.length + problems.length > 0;
}

/** The same for the same night and webhook however often the job is started again. */
export function messageId({ night, startedAtMs }: NightlySummary, name: string): string {
  const hash = createHash('sha256').update(JSON.stringify([night, startedAtMs, name]));
  return `msg_${hash.digest('hex').slice(0, 32)}`;
}

async function tell(
  webhook: Webhook,
  { summary, id }: { summary: NightlySummary; id: string },
  { allow, env, means }: { allow: readonly string[]; env: NodeJS.ProcessEnv; means: Means },
): Promise<Omit<Delivery, 'name' | 'id' | 'atMs'>> {
  if (webhook.when === 'problems' && !isProblem(summary)) {
    return { status: 'not wanted', attempts: 0, reason: 'no problem, and it wants problems only' };
  }
  const destination = findDestination(webhook, { allow, env });
  if (destination.status !== 'ok') return { status: 'failed', attempts: 0, reason: destination.reason };
  const payload =
    webhook.format === 'slack' ? slackPayload(summary) : genericPayload(summary, { id, nowMs: means.nowMs() });
  return deliver({ id, body: JSON.stringify(payload) }, destination.value, means);
}
