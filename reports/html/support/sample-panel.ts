/** One chart of the sample report, in the form that the model has it. */
import type { Panel } from '../../model.ts';

/** A panel with data; `lines` are names with a value a bucket, null where there is none. */
export function panel(
  id: string,
  title: string,
  unit: string,
  source: string,
  lines: readonly (readonly [string, (number | null)[]])[],
  finding: string,
): Panel {
  return { id, title, status: 'ok', unit, source, finding, lines: lines.map(([label, values]) => ({ label, values })) };
}
