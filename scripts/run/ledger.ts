/**
 * What the journeys say was acknowledged to them, read from k6's log: console messages that begin with `{"ledger":`.
 *
 * A killed run's log may end in the middle of a line: that line is passed over, so the ledger then holds less than was
 * acknowledged, never more.
 */
import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const checkout = z.object({ orderId: z.string(), reference: z.string(), amountCents: z.number() });
const event = z.object({
  eventId: z.string(),
  orderId: z.string(),
  result: z.enum(['applied', 'duplicate', 'ignored', 'rejected']),
});
const turn = z.object({ requestId: z.string() });

/** Acknowledged checkouts, answered webhook events and answered copilot turns of one run, in the order of the log. */
export interface Ledger {
  checkouts: z.infer<typeof checkout>[];
  events: z.infer<typeof event>[];
  turns: z.infer<typeof turn>[];
}

/** How a ledger message stands in a JSON log line. */
const LEDGER_MARK = '{\\"ledger\\":';

/** Reads the ledger of one k6 log; empty when there is no log. */
export async function readLedger(logPath: string): Promise<Ledger> {
  const ledger: Ledger = { checkouts: [], events: [], turns: [] };
  if (!existsSync(logPath)) return ledger;
  for await (const line of createInterface({ input: createReadStream(logPath) })) {
    // Most lines of a log that is long are of the ledger; the others need not be parsed.
    if (line.includes(LEDGER_MARK)) addEntry(ledger, line);
  }
  return ledger;
}

function addEntry(ledger: Ledger, line: string): void {
  const message = z.object({ msg: z.string() }).safeParse(parse(line)).data?.msg ?? '';
  const entry = message.startsWith('{"ledger":') ? parse(message) : undefined;
  const kind = z.object({ ledger: z.string() }).safeParse(entry).data?.ledger;
  if (kind === 'checkout') push(ledger.checkouts, checkout.safeParse(entry));
  if (kind === 'event') push(ledger.events, event.safeParse(entry));
  if (kind === 'turn') push(ledger.turns, turn.safeParse(entry));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function push<T>(list: T[], parsed: { success: true; data: T } | { success: false }): void {
  if (parsed.success) list.push(parsed.data);
}
