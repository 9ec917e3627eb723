/** The date of a moment where the reader is: a job that begins at 23:30 belongs to that evening's date, not to UTC's. */

/**
 * The ISO date of a moment (Unix milliseconds) in a time zone of the IANA data base; without one in that of this process.
 * Throws a RangeError for a zone that is not known.
 */
export function localDate(atMs: number, timeZone?: string): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
    ...(timeZone === undefined ? {} : { timeZone }),
  }).formatToParts(atMs);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

/** Whole days from one ISO date to another; negative when `to` is the earlier one. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
