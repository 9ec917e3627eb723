/**
 * Figures of a request's page in Gatling's HTML report: since it dropped stats.json, the only place where a percentile
 * of one request stands in writing. Pure.
 */

/** The figure in one row (`95th percentile`) and column; `undefined` where the page has none or a dash. */
export function pageFigure(html: string, title: string, column: 'total' | 'ok' | 'ko'): number | undefined {
  const from = html.indexOf(`<td class="title">${title}`);
  if (from < 0) return undefined;
  const row = html.slice(from, html.indexOf('</tr>', from));
  const text = new RegExp(`<td class="${column}">([^<]*)</td>`).exec(row)?.[1]?.replaceAll(',', '').trim();
  return text === undefined || !/^\d+(\.\d+)?$/.test(text) ? undefined : Number(text);
}
