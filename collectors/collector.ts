/**
 * What a collector is: one observed source, asked once a second.
 *
 * A collector knows how to ask its source and how to let go of it. It never schedules itself, never writes a file and
 * never decides how long it may take: `run.ts` does that for all of them alike.
 */
import type { SampleValue } from '../contract/samples.ts';

/** What one scrape brought. */
export interface Scrape {
  /** In no order; a value that could not be had is absent, never zero. May be empty when `remark` says why. */
  values: SampleValue[];
  /** Something the reader of the record must know about these values, such as a reached limit. */
  remark?: string;
}

/** One observed source. */
export interface Collector {
  /** The file it writes is `samples/<name>.ndjson`. Lower-case letters. */
  readonly name: string;
  /** What must never be shown: passwords, tokens. They are cut out of every reason and remark. */
  readonly secrets: readonly string[];
  /**
   * Asks the source once. Rejects with the reason when it has no answer. Once `signal` aborts, the answer is no longer
   * wanted: the promise has to settle soon and the next call has to work again.
   */
  scrape(signal: AbortSignal): Promise<Scrape>;
  /** Lets go of the source; called once, after the last scrape. */
  close(): Promise<void>;
}

/** Adds a value unless the source did not have it (undefined, NaN or infinite: none of them can be stored). */
export function pushValue(
  values: SampleValue[],
  name: string,
  value: number | undefined,
  labels?: Record<string, string>,
): void {
  if (value === undefined || !Number.isFinite(value)) return;
  values.push(labels === undefined ? { name, value } : { name, labels, value });
}
