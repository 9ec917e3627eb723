/**
 * One pool of 24 real runs, and what `compare` says of it: twelve splits of equal runs (how often it cries wolf), a slow
 * statement (which it must find, name, and pin on the dashboard alone), and the product before and after the sprint.
 * Prints Markdown, writes the same as JSON beside it, and exits 1 when something does not hold.
 *
 * Usage: tsx benchmarks/pool/run.ts [--share 0.6] [--orders 50000] [--measure 120] [--heavy 40] [--folder <kept>]
 *        tsx benchmarks/pool/run.ts --ladder 0.9,0.75,0.6 [--orders 50000]   the highest load that `before` carries
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { judgePool } from './judge.ts';
import { findLoad } from './ladder.ts';
import { describePool, poolData } from './page.ts';
import { performPoolRun, readSummary } from './perform.ts';
import { openPool, savePool } from './pool-record.ts';
import { scheduleOf, stillWanted } from './schedule.ts';

const ROOT = join(import.meta.dirname, '..', '..');
/** Runs that do not count before the machine, or the load, is to be changed. */
const SET_ASIDE_MAX = 8;
const { values } = parseArgs({
  options: {
    share: { type: 'string', default: '0.6' },
    orders: { type: 'string', default: '50000' },
    measure: { type: 'string', default: '120' },
    heavy: { type: 'string', default: '40' },
    seed: { type: 'string', default: '20261125' },
    folder: { type: 'string', default: join(ROOT, 'runs', 'pool') },
    ladder: { type: 'string' },
    data: {
      type: 'string',
      default: join(ROOT, 'docs', 'proofs', `${new Date().toISOString().slice(0, 10)}-pool.json`),
    },
  },
});
const place = { runsDir: values.folder, stateDir: join(values.folder, 'state') };
const orders = Number(values.orders);

if (values.ladder !== undefined) {
  mkdirSync(values.folder, { recursive: true, mode: 0o700 });
  const shares = values.ladder.split(',').map(Number);
  process.stdout.write(`${await findLoad(place, { shares, orders })}\n`);
} else {
  let pool = openPool(values.folder, {
    load: { share: Number(values.share), orders },
    measureSeconds: Number(values.measure),
    heavyThousands: Number(values.heavy),
    seed: Number(values.seed),
    runs: [],
    setAside: [],
  });
  for (;;) {
    const wanted = stillWanted(scheduleOf(pool.seed), pool.runs);
    const [kind] = wanted;
    if (kind === undefined) break;
    if (pool.setAside.length > SET_ASIDE_MAX) throw new Error(`more than ${SET_ASIDE_MAX} runs did not count`);
    const startedMs = Date.now();
    const { id, summary } = await performPoolRun(place, { ...pool, kind });
    const reason = summary.comparability?.reasons.map(({ code }) => code).join(', ') ?? 'no comparability';
    pool =
      reason === ''
        ? { ...pool, runs: [...pool.runs, { kind, id }] }
        : { ...pool, setAside: [...pool.setAside, { kind, id, reason }] };
    savePool(values.folder, pool);
    const tookMs = Date.now() - startedMs;
    const left = wanted.length - (reason === '' ? 1 : 0);
    process.stderr.write(
      `${kind}: ${summary.verdict}${reason === '' ? '' : `, set aside: ${reason}`} (${Math.round(tookMs / 1000)} s; ${left} runs left, about ${Math.round((left * tookMs) / 60_000)} min)\n`,
    );
  }
  const judged = await judgePool(values.folder, pool);
  const summaries = [...pool.runs, ...pool.setAside].map(({ id }) => readSummary(values.folder, id));
  mkdirSync(dirname(values.data), { recursive: true });
  writeFileSync(values.data, `${JSON.stringify(poolData(pool, judged, summaries), null, 1)}\n`);
  process.stdout.write(`${describePool(pool, judged, summaries)}\n`);
  if (!judged.claims.every(({ holds }) => holds)) process.exitCode = 1;
}
