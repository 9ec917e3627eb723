/**
 * The ledger: what the deployment acknowledged to a journey, one console line each. After the run it is compared with
 * the deployment's own database, so a line is written only after the answer.
 */

/** k6's console, of which the ledger needs one function. */
declare const console: { log(line: string): void };

/** An acknowledged checkout, an event that was answered, or a copilot turn that was answered whole. */
export type LedgerEntry =
  | { ledger: 'checkout'; orderId: string; reference: string; amountCents: number }
  | { ledger: 'event'; eventId: string; orderId: string; result: 'applied' | 'duplicate' | 'ignored' | 'rejected' }
  | { ledger: 'turn'; requestId: string };

/** Writes one line to k6's log. */
export function writeLedger(entry: LedgerEntry): void {
  console.log(JSON.stringify(entry));
}
