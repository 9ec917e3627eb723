/** How large a record is and when it was last written to. Links are counted as links and never followed. */
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What the files of a folder come to. */
export interface FolderFiles {
  /** Bytes that they take on the disk, folders included. */
  diskBytes: number;
  /** Unix milliseconds of the latest change of any of them. */
  changedAtMs: number;
}

/** Bytes of one block, as the file system counts them (stat(2)). */
const BLOCK_BYTES = 512;

/** Walks a folder; what vanishes meanwhile counts as nothing. */
export function measureFolder(path: string): FolderFiles {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return { diskBytes: 0, changedAtMs: 0 };
  const own = { diskBytes: stat.blocks * BLOCK_BYTES, changedAtMs: stat.mtimeMs };
  if (!stat.isDirectory()) return own;
  return readdirSync(path).reduce<FolderFiles>((sum, name) => {
    const inner = measureFolder(join(path, name));
    return {
      diskBytes: sum.diskBytes + inner.diskBytes,
      changedAtMs: Math.max(sum.changedAtMs, inner.changedAtMs),
    };
  }, own);
}

/** `1.4 GB`, `312 MB`, `12 kB`. */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let [value, at] = [bytes, 0];
  while (value >= 1000 && at < units.length - 1) [value, at] = [value / 1000, at + 1];
  return `${value >= 100 || at === 0 ? Math.round(value) : Number(value.toPrecision(2))} ${units[at]}`;
}
