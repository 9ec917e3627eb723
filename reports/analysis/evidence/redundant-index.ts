/**
 * Which index can do everything that another one can, so that the other only costs writes and memory.
 *
 * Only what follows from the definitions is claimed: equal leading keys of the same order, no stricter condition, and
 * nothing that the other one alone guards.
 */
import type { IndexUsage } from '../../../contract/evidence.ts';
import { compareText } from '../load-data.ts';

/** An operator class or a collation of a key's own: keys are recorded without them, and differ by them. */
const SPECIAL_ORDER = /_ops\b|\bCOLLATE\b/i;

/** The name of an index that covers this one, the narrowest such; null when every other lacks something. */
export function findCover(index: IndexUsage, all: readonly IndexUsage[]): string | null {
  const covers = all
    .filter((other) => isCoveredBy(index, other))
    .sort((a, b) => a.keys.length - b.keys.length || a.bytes - b.bytes || compareText(a.name, b.name));
  return covers[0]?.name ?? null;
}

/** Whether `other` does all that `index` does. Of two that do the same, the one whose name comes first stays. */
export function isCoveredBy(index: IndexUsage, other: IndexUsage): boolean {
  if (other === index || !serves(other, index)) return false;
  return !serves(index, other) || compareText(other.name, index.name) < 0;
}

/** Whether every query and every rule that needs `index` is as well off with `other`. */
function serves(other: IndexUsage, index: IndexUsage): boolean {
  if (index.schema !== other.schema || index.table !== other.table || !other.isValid) return false;
  // Only a B-tree can stand in for another by its leading keys.
  if (index.method !== 'btree' || other.method !== 'btree') return false;
  if (SPECIAL_ORDER.test(index.definition) || SPECIAL_ORDER.test(other.definition)) return false;
  if (index.isPrimary || !leadsWith(other.keys, index.keys)) return false;
  if (other.predicate !== null && other.predicate !== index.predicate) return false;
  const carried = [...other.keys.map((key) => key.replace(/ (ASC|DESC|NULLS).*$/i, '')), ...other.included];
  if (!index.included.every((column) => carried.includes(column))) return false;
  if (!index.isUnique) return true;
  // What is unique over some keys is not guarded by an index over more of them, nor over fewer rows.
  return other.isUnique && other.keys.length === index.keys.length && other.predicate === index.predicate;
}

/** Whether the keys begin with `wanted`, all in the same order or all in the reverse: a B-tree is read both ways. */
function leadsWith(keys: readonly string[], wanted: readonly string[]): boolean {
  if (wanted.length === 0 || wanted.length > keys.length) return false;
  const is = (change: (key: string) => string): boolean => wanted.every((key, at) => keys[at] === change(key));
  return is((key) => key) || is(reversed);
}

/** The opposite order; a key that names its place for nulls is left alone, since it then has two orders to turn. */
function reversed(key: string): string {
  if (/ NULLS /i.test(key)) return key;
  return key.endsWith(' DESC') ? key.slice(0, -' DESC'.length) : `${key} DESC`;
}
