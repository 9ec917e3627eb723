/** A small table whose caption is read aloud; the first cell of each row is its heading, numbers stand right. */
import { attr, type Html, html } from './escape.ts';

/** What a table is made of. Heads stand right, as numbers do, but the first and those named in `words`. */
export interface DataTable {
  heads: readonly string[];
  rows: Html;
  caption: string;
  words?: readonly string[];
}

/** The table. */
export function dataTable(table: DataTable): Html {
  const head = table.heads.map((name, index) => {
    const isNumber = index > 0 && table.words?.includes(name) !== true;
    return html`<th scope="col"${attr('class', isNumber ? 'n' : null)}>${name}</th>`;
  });
  return html`<table><caption class="vh">${table.caption}</caption><thead><tr>${head}</tr></thead><tbody>${table.rows}</tbody></table>`;
}
