/**
 * The data island: unpacked once, read by path, every step checked. A path that leads nowhere is an empty list; the
 * chart then stays the static one.
 */
import type { ChartSpec, ModelPath } from '../html/chart-spec.ts';

/** The time axis of the report. */
export interface Axis {
  originMs: number;
  bucketMs: number;
  count: number;
  phases: { name: string; startMs: number; endMs: number }[];
}

/** A point of a percentile curve. */
export interface CurvePoint {
  q: number;
  ms: number;
}

/** The unpacked island. */
export interface Island {
  model: unknown;
  charts: ChartSpec[];
  axis: Axis;
}

/** Unpacks the island, or null where there is none or the browser cannot. */
export async function readIsland(): Promise<Island | null> {
  const packed = document.getElementById('headroom-data')?.textContent ?? '';
  if (packed === '' || typeof DecompressionStream === 'undefined') return null;
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  // The renderer of the same version wrote it; the model's numbers are checked where they are read.
  const island = JSON.parse(await new Response(stream).text()) as { model: { timeline: Axis }; charts: ChartSpec[] };
  return { model: island.model, charts: island.charts, axis: island.model.timeline };
}

/** Whatever stands at a path. */
export function valueAt(model: unknown, path: ModelPath): unknown {
  let at: unknown = model;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = Reflect.get(at, step);
  }
  return at;
}

/** A list of numbers and gaps. */
export function valuesAt(model: unknown, path: ModelPath): (number | null)[] {
  const found = valueAt(model, path);
  return Array.isArray(found) ? found.map((value) => (typeof value === 'number' ? value : null)) : [];
}

/** The points of a curve, without those at or beyond q = 1, where the axis has no place. */
export function curveAt(model: unknown, path: ModelPath): CurvePoint[] {
  const found = valueAt(model, path);
  return Array.isArray(found) ? found.filter(isCurvePoint).filter(({ q }) => q < 1) : [];
}

/** The records of a list. */
export function recordsAt(model: unknown, path: ModelPath): Record<string, unknown>[] {
  const found = valueAt(model, path);
  return Array.isArray(found)
    ? found.filter((row): row is Record<string, unknown> => typeof row === 'object' && row !== null)
    : [];
}

function isCurvePoint(value: unknown): value is CurvePoint {
  return (
    typeof value === 'object' &&
    value !== null &&
    'q' in value &&
    'ms' in value &&
    typeof value.q === 'number' &&
    typeof value.ms === 'number'
  );
}
