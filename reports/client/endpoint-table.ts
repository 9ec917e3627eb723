/** Sorting and filtering of the endpoint table, from the numbers in the table itself. */
import { all, say } from './dom.ts';
import { choose, chosen } from './hash-state.ts';

/** Wires the table, if the page has one. */
export function wireEndpointTable(): void {
  const table = document.getElementById('endpoint-table');
  const filter = document.getElementById('endpoint-filter');
  const body = table?.querySelector('tbody');
  if (table === null || body === null || body === undefined || !(filter instanceof HTMLInputElement)) return;
  const rows = all(body, 'tr', HTMLTableRowElement);
  const buttons = all(table, 'button[data-sort]', HTMLButtonElement);

  const sortBy = (column: number, isAscending: boolean): void => {
    const sign = isAscending ? 1 : -1;
    const ordered = [...rows].sort((a, b) => sign * compare(a.cells[column], b.cells[column], sign));
    body.append(...ordered);
    buttons.forEach((button, index) => {
      button.parentElement?.setAttribute(
        'aria-sort',
        index !== column ? 'none' : isAscending ? 'ascending' : 'descending',
      );
    });
    choose('sort', `${column}${isAscending ? 'a' : 'd'}`);
  };
  const apply = (): void => {
    const wanted = filter.value.trim().toLowerCase();
    let shown = 0;
    for (const row of rows) {
      row.hidden = !(row.cells[0]?.textContent ?? '').toLowerCase().includes(wanted);
      if (!row.hidden) shown += 1;
    }
    const words = `${shown} of ${rows.length} endpoints`;
    const place = document.getElementById('endpoint-count');
    if (place !== null) place.textContent = words;
    choose('q', wanted);
  };

  buttons.forEach((button, index) => {
    button.addEventListener('click', () => {
      const current = button.parentElement?.getAttribute('aria-sort');
      sortBy(index, current === 'descending' || (current !== 'ascending' && index === 0));
      say(`sorted by ${button.textContent ?? ''}`);
    });
  });
  filter.addEventListener('input', apply);
  filter.value = chosen('q') ?? '';
  apply();
  const sort = /^(\d)([ad])$/.exec(chosen('sort') ?? '');
  if (sort !== null && Number(sort[1]) < buttons.length) sortBy(Number(sort[1]), sort[2] === 'a');
}

/** Compares two cells by number, then text; a cell without a value always comes last. */
function compare(a: HTMLTableCellElement | undefined, b: HTMLTableCellElement | undefined, sign: number): number {
  const [x, y] = [a?.dataset.v, b?.dataset.v];
  if (x !== undefined && y !== undefined) return Number(x) - Number(y);
  if (x !== undefined) return -sign;
  if (y !== undefined) return sign;
  const [s, t] = [a?.textContent ?? '', b?.textContent ?? ''];
  return s < t ? -1 : s > t ? 1 : 0;
}
