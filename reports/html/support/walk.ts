/** Visits every string of a model, so that tests can put anything into any field. */

/** Where a leaf stands. */
export type Leaf = { holder: Record<string, unknown> | unknown[]; key: string; value: string };

/** All string leaves below a value, in order. */
export function stringLeaves(value: unknown): Leaf[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.entries(value).flatMap(([key, child]) =>
    typeof child === 'string' ? [{ holder, key, value: child }] : stringLeaves(child),
  );
}

/** Sets a leaf to another value. */
export function setLeaf(leaf: Leaf, value: string): void {
  Reflect.set(leaf.holder, leaf.key, value);
}
