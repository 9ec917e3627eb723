/**
 * What clients of a PgBouncer waited for a server connection in the measured phase, from its `SHOW POOLS` at each
 * scrape. Judges nothing.
 */
import { type Measured, measured, unavailable } from '../../../contract/measured.ts';
import { gaugeWithin, holds, measuredSpan } from '../evidence/spans.ts';
import { observe } from '../observed.ts';
import { measuredSeconds } from '../phases.ts';
import type { RuleInput } from './rule-input.ts';

/** Scrapes in the measured phase, below which a share says nothing. */
const SCRAPES_MIN = 5;
const WAITING = { name: 'pgbouncer_pools_client_waiting', collector: 'pgbouncer' };
const OLDEST = { name: 'pgbouncer_pools_maxwait_seconds', collector: 'pgbouncer' };

/** Of all pools together. */
export interface PgBouncerWaits {
  scrapes: number;
  /** Scrapes that saw a client wait. */
  waitingScrapes: number;
  /** Clients that waited at one scrape, at most. */
  clientsMax: number;
  /** How long the oldest of them had waited, median of those scrapes, milliseconds; 0 when nobody waited. */
  oldestMsP50: number;
  /** All waiting together, milliseconds: the mean number of waiting clients times the phase (Little's law). */
  totalMs: number;
}

/** The waits, or why they are not known. */
export function readPgBouncerWaits({ record, window }: RuleInput): Measured<PgBouncerWaits> {
  const span = measuredSpan(window);
  const clients = gaugeWithin(record, span, WAITING);
  if (clients.status === 'unavailable') return clients;
  const scrapes = clients.value.length;
  if (scrapes < SCRAPES_MIN) return unavailable(`only ${scrapes} scrapes of PgBouncer in the measured phase`);
  const found = observe(record, OLDEST);
  if (found.status === 'unavailable') return found;
  // Each pool has an oldest client of its own; the oldest of all counts.
  const oldest = new Map<number, number>();
  for (const { at, values } of found.value) {
    at.forEach((atMs, index) => {
      if (holds(span, atMs)) oldest.set(atMs, Math.max(oldest.get(atMs) ?? 0, values[index] ?? 0));
    });
  }
  const waits = [...oldest.values()].filter((seconds) => seconds > 0).sort((a, b) => a - b);
  const mean = clients.value.reduce((sum, value) => sum + value, 0) / scrapes;
  return measured({
    scrapes,
    waitingScrapes: clients.value.filter((value) => value > 0).length,
    clientsMax: Math.max(...clients.value),
    oldestMsP50: (waits[Math.floor((waits.length - 1) / 2)] ?? 0) * 1000,
    totalMs: mean * measuredSeconds(window) * 1000,
  });
}
