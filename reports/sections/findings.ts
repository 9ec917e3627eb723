/**
 * What is likely wrong, why, and what to do: a card for each finding, the likeliest cause first. What no rule could
 * look at, and what was silenced, is said below, so that silence is never taken for health.
 */
import type { Finding, Findings, Severity } from '../findings-model.ts';
import { ellipsise, type Html, html, nothing, url } from '../html/escape.ts';
import { numberText } from '../html/numbers.ts';
import { type Status, statusPill, statusShape } from '../html/shapes.ts';
import { defineSection } from './section.ts';

/** Evidence shown at once; the rest is folded. */
const EVIDENCE_OPEN_MAX = 5;
/** Longest text of one piece of evidence, characters. */
const EVIDENCE_CHARS_MAX = 400;

const SHOWN: Readonly<Record<Severity, { status: Status; word: string }>> = {
  critical: { status: 'fail', word: 'Critical' },
  warning: { status: 'inconclusive', word: 'Warning' },
  info: { status: 'info', word: 'For information' },
};

export const findings = defineSection({
  id: 'findings',
  title: 'Findings',
  question:
    'What is likely wrong, and what should be done about it? Named rules look at the whole record; the likeliest cause stands first.',
  inputs: ['findings'],
  render({ findings: all }) {
    const cards = all.ranked.map((finding) => findingCard(finding, all.ranked));
    const none = all.ranked.length === 0 ? html`<div class="card"><h3>${noneHeading(all)}</h3></div>` : nothing;
    return { body: html`${cards}${none}${all.failed.map(failedCard)}${notes(all)}`, charts: [], status: statusOf(all) };
  },
});

/** The gravest finding; a run that few rules could look at is not called clean. */
function statusOf({ ranked, quiet, failed }: Findings): Status {
  const [first] = ranked;
  if (first !== undefined) return SHOWN[first.severity].status;
  return quiet.length === 0 || failed.length > 0 ? 'unavailable' : 'pass';
}

function noneHeading({ quiet, notJudged }: Findings): Html {
  if (quiet.length === 0) return html`${statusShape('unavailable')} No rule could look at this run`;
  const rest = notJudged.length === 0 ? '' : `; ${numberText(notJudged.length)} could not look`;
  return html`${statusShape('pass')} ${numberText(quiet.length)} rules looked and found nothing${rest}`;
}

function findingCard(finding: Finding, all: readonly Finding[]): Html {
  const { status, word } = SHOWN[finding.severity];
  const rows = finding.evidence.map(evidenceRow);
  const rest = rows.slice(EVIDENCE_OPEN_MAX);
  const folded =
    rest.length === 0
      ? nothing
      : html`<details class="more"><summary>${numberText(rest.length)} more</summary><dl class="pairs">${rest}</dl></details>`;
  return html`<article class="card finding" id="finding-${finding.id}"><p class="aid">${statusPill(status, word)}</p><h3>${ellipsise(finding.title, EVIDENCE_CHARS_MAX)}</h3><p>${finding.meaning}</p><dl class="pairs">${rows.slice(0, EVIDENCE_OPEN_MAX)}</dl>${folded}<p class="todo"><b>What to do.</b> ${finding.action}</p>${effects(finding, all)}<p class="note">Rule <code>${finding.id}</code>. To silence it: <code>findings: { silence: ['${finding.id}'] }</code> in the configuration.</p></article>`;
}

function evidenceRow({ label, value, link }: Finding['evidence'][number]): Html {
  return html`<dt>${ellipsise(label, 120)}</dt><dd><a${url(link)}>${ellipsise(value, EVIDENCE_CHARS_MAX)}</a></dd>`;
}

/** What the finding likely brought about, and what likely brought it about. */
function effects({ id, explains }: Finding, all: readonly Finding[]): Html {
  const causes = all.filter((other) => other.explains.includes(id)).map((other) => other.id);
  const lines = [
    explains.length === 0 ? nothing : html`<p class="aid">Likely behind ${links(explains)} too.</p>`,
    causes.length === 0 ? nothing : html`<p class="aid">Likely the effect of ${links(causes)}.</p>`,
  ];
  return html`${lines}`;
}

function links(ids: readonly string[]): Html {
  return html`${ids.map((id, at) => html`${at === 0 ? '' : ', '}<a${url(`#finding-${id}`)}>${id}</a>`)}`;
}

function failedCard({ id, title, reason }: Findings['failed'][number]): Html {
  return html`<div class="card error"><h3>${statusShape('unavailable')} The rule ${id} failed</h3><p>${title}: ${ellipsise(reason, EVIDENCE_CHARS_MAX)}</p><p class="note">The other rules do not depend on it. This is a fault of the suite, not of what was tested.</p></div>`;
}

function notes({ notJudged, silenced, unknownSilences }: Findings): Html {
  const silent =
    silenced.length === 0
      ? nothing
      : html`<p class="note">${numberText(silenced.length)} silenced by the configuration: ${silenced.map((id, at) => html`${at === 0 ? '' : ', '}<code>${id}</code>`)}.</p>`;
  const unknown = unknownSilences.map(
    ({ id, nearest }) =>
      html`<p class="note">findings.silence names <code>${ellipsise(id, 60)}</code>, which is no rule${nearest === null ? '' : html`; did you mean <code>${nearest}</code>?`}</p>`,
  );
  const blind =
    notJudged.length === 0
      ? nothing
      : html`<details class="more"><summary>${numberText(notJudged.length)} not judged, and why</summary><dl class="pairs">${notJudged.map(({ title, reason }) => html`<dt>${title}</dt><dd>${ellipsise(reason, EVIDENCE_CHARS_MAX)}</dd>`)}</dl></details>`;
  return html`${silent}${unknown}${blind}`;
}
