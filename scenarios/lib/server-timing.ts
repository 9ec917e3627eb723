/**
 * Reads the `Server-Timing` header (W3C Server Timing, section 4): what the application says of its own time.
 *
 * Pure. Metrics without a duration (`cache;desc=hit`) are left out; what cannot be read is skipped, never guessed.
 */

/** One part of the application's time. */
export interface ServerTimingPart {
  part: string;
  durationMs: number;
}

/** The parts with a duration, in the header's order; empty for an absent or unreadable header. */
export function parseServerTiming(header: string | undefined): ServerTimingPart[] {
  if (header === undefined || header === '') return [];
  const parts: ServerTimingPart[] = [];
  for (const entry of header.split(',')) {
    const [name, ...parameters] = entry.split(';').map((piece) => piece.trim());
    const duration = parameters.find((parameter) => /^dur\s*=/i.test(parameter));
    if (name === undefined || name === '' || duration === undefined) continue;
    const durationMs = Number(duration.slice(duration.indexOf('=') + 1).replaceAll('"', ''));
    if (Number.isFinite(durationMs) && durationMs >= 0) parts.push({ part: name, durationMs });
  }
  return parts;
}
