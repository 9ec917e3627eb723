/** Where are the numbers themselves, and what do the words mean? */
import { html } from '../html/escape.ts';
import { numberText } from '../html/numbers.ts';
import { defineSection } from './section.ts';

const GLOSSARY: readonly (readonly [string, string])[] = [
  ['p95', '95 of 100 values are at most this large: the smallest value with at least that share at or below it.'],
  ['SLO', 'Service-level objective: the limit that a share of all intended starts must keep.'],
  [
    'Start',
    'One begun user action: a copilot turn, a dashboard load. Intended starts include those that could not be made.',
  ],
  ['Dropped', 'A start that was due and could not be made.'],
  ['Unfinished', 'A start without an end: still waiting when the run ended. It counts as missed.'],
  ['Given up early', 'The user’s planned abort before the limit had passed: neither good nor missed.'],
  [
    'First token',
    'The first piece of a streamed answer that holds text; response headers and empty events do not count.',
  ],
  ['Warm-up', 'The time before the measured phase, in which caches and connections fill; not judged.'],
  [
    'Timer lag',
    'How late the generator’s own timers fire. Beyond 20 ms at p99 its measurements are not to be trusted.',
  ],
  ['Inconclusive', 'Too few starts to say pass, and too few missed ones to say fail.'],
];

const CHARTJS_LICENCE =
  'Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions: The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software. THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.';

export const data = defineSection({
  id: 'data',
  title: 'Data',
  question:
    'Every number of this report, to take away. Times are Unix milliseconds, latencies milliseconds, sizes bytes.',
  inputs: ['schema', 'summary'],
  render({ schema, summary }) {
    const buttons = html`<p class="buttons js"><button type="button" data-download="model">Report model (JSON)</button><button type="button" data-download="summary">Summary (JSON)</button><button type="button" data-download="series">Measured series (CSV)</button><button type="button" data-download="endpoints">Endpoints (CSV)</button></p>`;
    const words = GLOSSARY.map(([term, meaning]) => html`<dt>${term}</dt><dd>${meaning}</dd>`);
    const body = html`<div class="card"><h3>Take the numbers along</h3>${buttons}<p class="note">Schemas <code>${schema}</code> and <code>${summary.schema}</code>; ${numberText(summary.series.length)} series. The same figures stand beside this file in summary.json and report.csv.</p></div>
<div class="card"><h3>Glossary</h3><dl class="pairs">${words}</dl></div>
<details class="more"><summary>Licences</summary><p class="note">Headroom: Apache License 2.0.</p><p class="note">Chart.js and @kurkle/color, whose code draws the charts: MIT licence. Copyright (c) 2014-2024 Chart.js Contributors; Copyright (c) 2018-2024 Jukka Kurkela. ${CHARTJS_LICENCE}</p></details>`;
    return { body, charts: [], status: null };
  },
});
