/** Rows of a small comma-separated table whose fields hold no comma. Pure. */

/** The first row whose `column` is `value`, as column → field; `undefined` when there is none. */
export function csvRow(text: string, column: string, value: string): Map<string, string> | undefined {
  const [header, ...rows] = text
    .split(/\r?\n/)
    .map((line) => line.split(',').map((field) => field.replace(/^"|"$/g, '')));
  const at = header?.indexOf(column) ?? -1;
  const row = at < 0 ? undefined : rows.find((fields) => fields[at] === value);
  return row === undefined ? undefined : new Map((header ?? []).map((name, k) => [name, row[k] ?? '']));
}
