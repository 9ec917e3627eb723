/** Writes a file whole or not at all. */
import { rename, rm, writeFile } from 'node:fs/promises';

/** Writes `value` as JSON to `path`, mode 0600; a reader sees the old file or the new one, never a part. */
export async function writeWhole(path: string, value: object): Promise<void> {
  const unfinished = `${path}.unfinished`;
  try {
    await writeFile(unfinished, `${JSON.stringify(value)}\n`, { mode: 0o600 });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {});
    throw error;
  }
}
