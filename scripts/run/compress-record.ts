/**
 * Compresses what a long run measured, after it has ended: a soak's lines repeat each other, and gzip keeps a tenth.
 *
 * Short files stay plain, so that a record can be looked through with ordinary tools. While the run goes on nothing is
 * compressed: a killed run must leave every line readable.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { HeadroomError } from '../../contract/errors.ts';

/** Larger files are compressed, bytes: a baseline of a minute stays plain. Moving it costs comfort or disk. */
const PLAIN_BYTES_MAX = 4 << 20;
/** Where a record's lines are. */
const FOLDERS = ['load', 'samples'] as const;

/** Replaces each large `.ndjson` of the record by its `.ndjson.gz`; HR_RECORD_UNWRITABLE leaves the plain file. */
export async function compressRecord(folder: string, plainBytesMax = PLAIN_BYTES_MAX): Promise<void> {
  for (const name of FOLDERS) {
    for (const file of await readdir(join(folder, name))) {
      const path = join(folder, name, file);
      if (file.endsWith('.ndjson') && (await stat(path)).size > plainBytesMax) await compress(path);
    }
  }
}

async function compress(path: string): Promise<void> {
  const unfinished = `${path}.tmp`;
  try {
    await pipeline(createReadStream(path), createGzip(), createWriteStream(unfinished, { mode: 0o600 }));
    await rename(unfinished, `${path}.gz`);
    await rm(path);
  } catch (error) {
    await rm(unfinished, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new HeadroomError('HR_RECORD_UNWRITABLE', `${path} could not be compressed: ${reason}`, { cause: error });
  }
}
