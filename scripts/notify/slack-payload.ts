/**
 * The message for chat services that take Slack's incoming webhooks: blocks within Slack's limits, every text escaped.
 *
 * Slack refuses a message that breaks one limit as a whole, so that a night with long names would be told nobody: what
 * does not fit is counted and said. Pure.
 */

import { gateLines, nightTitle, objectiveLines, trendLines, warningLines } from '../nightly/night-lines.ts';
import type { NightlySummary } from '../nightly/summary.ts';

/** Slack's limits (Block Kit reference): blocks a message, characters of a header, of a section's text. */
export const SLACK_LIMITS = { blocks: 50, header: 150, text: 3_000 } as const;

/** Lines of one section; a phone shows no more without a tap. */
const LINES_MAX = 12;
/** Room for the line that says how much was left out. */
const REST_LENGTH = 30;

interface Block {
  type: 'header' | 'section' | 'context';
  text?: { type: 'plain_text' | 'mrkdwn'; text: string };
  elements?: { type: 'mrkdwn'; text: string }[];
}

/** A message as Slack's incoming webhooks take it. */
export interface SlackPayload {
  /** What a notification and a screen reader show. */
  text: string;
  blocks: Block[];
}

/** The message of a night. */
export function slackPayload(summary: NightlySummary): SlackPayload {
  const { night, build, workload, deployment, runs, sentence } = summary;
  const about = `${deployment} · ${workload} · build ${build} · ${runs.length} run${runs.length === 1 ? '' : 's'}`;
  const page = `nights/${night}/summary.md in the runs folder`;
  const blocks: Block[] = [
    { type: 'header', text: { type: 'plain_text', text: cut(nightTitle(summary), SLACK_LIMITS.header) } },
    section('', [sentence]),
    ...[
      { title: 'Objectives', lines: objectiveLines(summary) },
      { title: 'Against the baseline', lines: gateLines(summary) },
      { title: 'Trend', lines: trendLines(summary) },
      { title: 'Mind', lines: warningLines(summary) },
    ].flatMap(({ title, lines }) => (lines.length === 0 ? [] : [section(title, lines)])),
    { type: 'context', elements: [{ type: 'mrkdwn', text: escapeWithin(`${about} · ${page}`, SLACK_LIMITS.text) }] },
  ];
  return {
    text: escapeWithin(`${nightTitle(summary)}: ${sentence}`, SLACK_LIMITS.text),
    blocks: blocks.slice(0, SLACK_LIMITS.blocks),
  };
}

/** The text as Slack's `mrkdwn` takes it, at most `lengthMax` characters of it after escaping; cut ones end in `…`. */
export function escapeWithin(text: string, lengthMax: number): string {
  let escaped = '';
  let shorter = '';
  for (const character of text) {
    const next = escaped + escapeCharacter(character);
    if (next.length > lengthMax) return `${shorter}…`;
    // With room for the mark of a cut.
    if (next.length < lengthMax) shorter = next;
    escaped = next;
  }
  return escaped;
}

function section(title: string, lines: readonly string[]): Block {
  const head = title === '' ? [] : [`*${title}*`];
  const shown: string[] = [...head];
  let left = SLACK_LIMITS.text - head.join('').length - REST_LENGTH;
  let count = 0;
  for (const line of lines.slice(0, LINES_MAX)) {
    const room = Math.min(left - 1, SLACK_LIMITS.text / 2);
    const text = escapeWithin(line.replace(/\s+/g, ' '), room);
    if (room < REST_LENGTH) break;
    shown.push(text);
    left -= text.length + 1;
    count += 1;
  }
  if (count < lines.length) shown.push(`… and ${lines.length - count} more`);
  return { type: 'section', text: { type: 'mrkdwn', text: shown.join('\n') } };
}

function escapeCharacter(character: string): string {
  return character === '&' ? '&amp;' : character === '<' ? '&lt;' : character === '>' ? '&gt;' : character;
}

/** Plain text is not escaped by Slack's rules, only limited. */
function cut(text: string, lengthMax: number): string {
  return text.length <= lengthMax ? text : `${[...text].slice(0, lengthMax - 1).join('')}…`;
}
