/** `pool.json`: what a pool is made of and which runs it has, replaced after each run so that it can be gone on with. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const madeSchema = z.object({ kind: z.enum(['after', 'fault', 'before']), id: z.string() });

const poolSchema = z.object({
  load: z.object({ share: z.number(), orders: z.number() }),
  measureSeconds: z.number(),
  heavyThousands: z.number(),
  seed: z.number(),
  /** In the order in which they were made. */
  runs: z.array(madeSchema),
  /** Runs that did not count and were made anew, with the reason. */
  setAside: z.array(madeSchema.extend({ reason: z.string() })).default([]),
});

/** A pool. */
export type Pool = z.infer<typeof poolSchema>;

/** The pool in `folder`, or `wanted` when there is none; settings of one that exists are kept. */
export function openPool(folder: string, wanted: Pool): Pool {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'pool.json');
  return existsSync(path) ? poolSchema.parse(JSON.parse(readFileSync(path, 'utf8'))) : wanted;
}

/** Replaces the record whole. */
export function savePool(folder: string, pool: Pool): void {
  const path = join(folder, 'pool.json');
  writeFileSync(`${path}.tmp`, `${JSON.stringify(pool, null, 2)}\n`);
  renameSync(`${path}.tmp`, path);
}
