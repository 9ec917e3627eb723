/**
 * What a section is: one question, the parts of the model it may read, and what it answers.
 *
 * Why inputs are declared: a section gets these parts and nothing else, so that a new kind of data breaks exactly the
 * sections that asked for it, and whoever reads a section knows what it rests on.
 */
import type { ChartSpec } from '../html/chart-spec.ts';
import { type Html, html } from '../html/escape.ts';
import { type Status, statusShape } from '../html/shapes.ts';
import type { ReportModel } from '../model.ts';

/** What a section made. `status` is its dot in the contents; null for a section that judges nothing. */
export interface Rendered {
  body: Html;
  charts: readonly ChartSpec[];
  status: Status | null;
}

/** A section bound to its inputs; `render` returns null when it has nothing to say in this report. */
export interface Section {
  id: string;
  title: string;
  /** The question it answers, shown under its title; empty for the first screen. */
  question: string;
  inputs: readonly (keyof ReportModel)[];
  render(model: ReportModel): Rendered | null;
}

/** How a section is written down: `render` sees only the declared inputs. */
export interface SectionDefinition<K extends keyof ReportModel> {
  id: string;
  title: string;
  question: string;
  inputs: readonly K[];
  render(input: Pick<ReportModel, K>): Rendered | null;
}

/** Binds a definition to its inputs: undeclared parts of the model are absent at run time too. */
export function defineSection<const K extends keyof ReportModel>(definition: SectionDefinition<K>): Section {
  return { ...definition, render: (model) => definition.render(pick(model, definition.inputs)) };
}

/** Renders one section; one that throws becomes a card that says so, and the report goes on. */
export function renderSection(section: Section, model: ReportModel): Rendered | null {
  try {
    const rendered = section.render(model);
    return rendered === null ? null : { ...rendered, body: wrap(section, rendered.body) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const card = html`<div class="card error"><h3>${statusShape('unavailable')} This section could not be made</h3><p>${message.slice(0, 300)}</p><p class="note">The rest of the report does not depend on it. This is a fault of the suite, not of what was tested.</p></div>`;
    return { body: wrap(section, card), charts: [], status: 'unavailable' };
  }
}

function wrap(section: Section, body: Html): Html {
  if (section.question === '') return body;
  return html`<section id="${section.id}" aria-labelledby="${section.id}-h"><h2 id="${section.id}-h">${section.title}</h2><p class="ask">${section.question}</p>${body}</section>`;
}

function pick<K extends keyof ReportModel>(model: ReportModel, keys: readonly K[]): Pick<ReportModel, K> {
  // The entries are exactly the keys asked for.
  return Object.fromEntries(keys.map((key) => [key, model[key]])) as Pick<ReportModel, K>;
}
