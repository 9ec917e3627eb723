/**
 * The bands of a journey's answered starts, as the journeys counted them: how many, and what their time was spent on.
 *
 * A band's bounds are read from its name; a name that cannot be read is passed over, starts and parts alike.
 */
import { START_PARTS, type StartPart } from '../../../contract/metrics.ts';
import type { LoadData } from '../load-data.ts';
import type { LoadSeries } from '../load-series.ts';

/** One band. */
export interface Band {
  /** Exclusive, milliseconds. */
  fromMs: number;
  /** Inclusive, milliseconds. */
  toMs: number;
  starts: number;
  /** Milliseconds by part, summed over the starts; they add up to the starts' whole time. */
  parts: ReadonlyMap<StartPart, number>;
}

/** How far a band's mean may lie outside of it, as a share. */
const TORN_SHARE = 0.1;
const NAME = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/;

/** The bands that hold starts, fastest first; empty when the journey had none, or the record is older than they are. */
export function readBands(load: LoadData, journey: string): Band[] {
  const parts = new Map<string, Map<StartPart, number>>();
  for (const series of load.select('start_part_ms', { journey, phase: 'measure' })) {
    const part = START_PARTS.find((known) => known === series.tags.part);
    if (part === undefined) continue;
    const ofBand = getOrMake(parts, series.tags.band ?? '', () => new Map<StartPart, number>());
    ofBand.set(part, (ofBand.get(part) ?? 0) + series.sum());
  }
  const starts = new Map<string, number>();
  for (const series of startSeries(load, journey)) {
    const name = series.tags.band ?? '';
    starts.set(name, (starts.get(name) ?? 0) + series.sum());
  }
  return [...starts]
    .flatMap(([name, count]) => {
      const bounds = readBounds(name);
      return bounds === null || count <= 0 ? [] : [{ ...bounds, starts: count, parts: parts.get(name) ?? new Map() }];
    })
    .sort((a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs);
}

/**
 * Whether the parts of a band were all recorded: their mean must lie in the band, but for a second that was torn off.
 * They are missing where the generator reached its cap of series.
 */
export function isWhole({ fromMs, toMs, starts, parts }: Band): boolean {
  const meanMs = [...parts.values()].reduce((sum, ms) => sum + ms, 0) / starts;
  return meanMs >= fromMs * (1 - TORN_SHARE) && meanMs <= toMs * (1 + TORN_SHARE);
}

/** The series of one part over all readable bands, for what is shown over time. */
export function partSeries(load: LoadData, journey: string, part: StartPart): LoadSeries[] {
  return load.select('start_part_ms', { journey, phase: 'measure', part }).filter(isReadable);
}

/** The series that count starts, over all readable bands. */
export function startSeries(load: LoadData, journey: string): LoadSeries[] {
  return load.select('start_band', { journey, phase: 'measure' }).filter(isReadable);
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key) ?? make();
  map.set(key, known);
  return known;
}

function isReadable({ tags }: LoadSeries): boolean {
  return readBounds(tags.band ?? '') !== null;
}

function readBounds(name: string): { fromMs: number; toMs: number } | null {
  const [, from, to] = NAME.exec(name) ?? [];
  const [fromMs, toMs] = [Number(from), Number(to)];
  return fromMs < toMs ? { fromMs, toMs } : null;
}
