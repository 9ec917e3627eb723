/** Which statements took too long, when, and what did they wait for? Part of the section on the database. */
import { isUnavailable } from '../../contract/measured.ts';
import type { SlowFigures, SlowGroup } from '../database-model.ts';
import type { EvidenceModel } from '../evidence-model.ts';
import { ellipsise, type Html, html, nothing } from '../html/escape.ts';
import { elapsedText, latencyText, numberText } from '../html/numbers.ts';
import { statusShape } from '../html/shapes.ts';
import type { Timeline } from '../model.ts';
import { absentCard, counted, noteList, statementDetails, tableCard } from './evidence-parts.ts';

/** Kinds of waits that are named in a row. */
const WAITS_SHOWN = 3;

/** The card of slow statements: an empty list is a finding where somebody watched, and missing where nobody did. */
export function slowStatements(slow: EvidenceModel['slow'], timeline: Timeline): Html {
  if (slow.status === 'unavailable') return absentCard('Slow statements', slow.reason);
  const { value } = slow;
  const notes = noteList(watchNotes(value, timeline));
  const [top] = value.groups;
  if (top === undefined) {
    return html`<div class="card"><h3>${statusShape('pass', { silent: true })} No statement was seen to take longer than ${latencyText(value.limitMs)}</h3>${notes}</div>`;
  }
  const executions = value.groups.reduce((sum, group) => sum + group.count, 0);
  const finding = html`${counted(executions, 'execution')} took longer than ${latencyText(value.limitMs)}, the longest ${durationText(longestOf(value.groups))}`;
  const rows = html`${value.groups.map((group) => groupRow(group, timeline))}`;
  const heads = ['Statement', 'Times', 'Longest', 'In all', 'First', 'Last', 'Waited for', 'Plan'];
  return tableCard(finding, { heads, rows, caption: 'Slow statements', words: ['Waited for', 'Plan'] }, notes);
}

function groupRow(group: SlowGroup, timeline: Timeline): Html {
  const at = (ms: number): string => elapsedText(ms - timeline.originMs);
  const plan = group.plan === null ? nothing : html`<p class="aid">Its plan:</p><pre>${group.plan}</pre>`;
  const waits = group.waits
    .slice(0, WAITS_SHOWN)
    .map(({ event, samples }) => `${ellipsise(event, 60)} (${counted(samples, 'sample')})`);
  const more = group.waits.length - waits.length;
  const waited =
    waits.length === 0 ? 'nothing that was seen' : `${waits.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const hashes = group.planHashes.map((hash) => html`<code>${ellipsise(hash, 24)}</code> `);
  const least = group.isExact ? '' : '≥ ';
  return html`<tr><th scope="row" class="stmt">${statementDetails(group.text, plan)}</th><td class="n">${numberText(group.count)}</td><td class="n">${durationText(group)}</td><td class="n">${least}${latencyText(group.totalMs)}</td><td class="n">${at(group.firstMs)}</td><td class="n">${at(group.lastMs)}</td><td class="wide">${waited}</td><td>${hashes.length === 0 ? 'not seen' : hashes}</td></tr>`;
}

function longestOf(groups: readonly SlowGroup[]): SlowGroup {
  return groups.reduce((most, group) => (group.longestMs > most.longestMs ? group : most));
}

function durationText({ isExact, longestMs }: Pick<SlowGroup, 'isExact' | 'longestMs'>): string {
  return `${isExact ? '' : '≥ '}${latencyText(longestMs)}`;
}

function watchNotes(watch: SlowFigures, timeline: Timeline): string[] {
  const at = (ms: number): string => elapsedText(ms - timeline.originMs);
  const log = isUnavailable(watch.logLines)
    ? `The server’s log was not read: ${watch.logLines.reason}.`
    : `The server’s log told ${counted(watch.logLines, 'line')}, with exact durations.`;
  const activity =
    isUnavailable(watch.activitySamples) || isUnavailable(watch.activityIntervalMs)
      ? `Running statements were not looked at: ${isUnavailable(watch.activitySamples) ? watch.activitySamples.reason : 'their interval is unknown'}.`
      : `Running statements were looked at ${counted(watch.activitySamples, 'time')}, every ${latencyText(watch.activityIntervalMs)}; what only they saw took at least so long (≥).`;
  const omitted =
    watch.omitted > 0 ? [`${counted(watch.omitted, 'execution')} were not kept: the watch’s limit was reached.`] : [];
  return [`Watched from ${at(watch.fromMs)} to ${at(watch.untilMs)}. ${log} ${activity}`, ...omitted];
}
