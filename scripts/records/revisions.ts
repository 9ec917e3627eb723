/** When a user's word and a run's build are the same git revision. Pure. */

/** A revision as people and records write it: 7 to 40 hexadecimal digits, and whether the work tree was changed. */
const REVISION = /^([0-9a-f]{7,40})(-dirty)?$/i;

/** Whether a word can only be meant as a revision. */
export function isRevision(word: string): boolean {
  return REVISION.test(word);
}

/**
 * Whether the word names the build: records keep twelve digits, people paste seven or all forty, so the shorter one must
 * begin the longer one. A build with uncommitted changes is another one, and is meant only by a word that says so.
 */
export function isSameRevision(word: string, build: string): boolean {
  const [, given, givenDirty] = REVISION.exec(word) ?? [];
  const [, known, knownDirty] = REVISION.exec(build) ?? [];
  if (given === undefined || known === undefined || (givenDirty === undefined) !== (knownDirty === undefined)) {
    return false;
  }
  const [short, long] = given.length < known.length ? [given, known] : [known, given];
  return long.toLowerCase().startsWith(short.toLowerCase());
}
