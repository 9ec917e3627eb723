/** How long each run of a comparison measures: as people type it, and what is too short to be compared. Pure. */
import { HeadroomError } from '../../contract/errors.ts';
import { MEASURED_SECONDS_MIN } from '../../reports/comparison/index.ts';

/** Milliseconds of a text such as `120`, `120s`, `2m` or `1.5m`; null for anything else, zero included. */
export function parseLengthMs(text: string): number | null {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)(s|m|)$/.exec(text.trim()) ?? [];
  if (number === '') return null;
  const valueMs = Number(number) * (unit === 'm' ? 60_000 : 1_000);
  return valueMs > 0 && Number.isFinite(valueMs) ? valueMs : null;
}

/** The length of the measured phase, milliseconds; what can be compared at least when none is given. HR_USAGE below it. */
export function requireComparableMs(measureMs: number = 1_000 * MEASURED_SECONDS_MIN): number {
  if (measureMs >= 1_000 * MEASURED_SECONDS_MIN) return measureMs;
  throw new HeadroomError(
    'HR_USAGE',
    `--measure ${measureMs / 1_000} s is too short: runs of less than ${MEASURED_SECONDS_MIN} measured seconds are not comparable`,
    { hint: `In a shorter run one slow minute is the whole run. Give --measure ${MEASURED_SECONDS_MIN}s or more.` },
  );
}
