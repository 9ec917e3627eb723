/** Which load the deployment carries as it was before the sprint: shares of the baseline, the largest first. */
import type { Summary } from '../../contract/summary.ts';
import { type PoolPlace, performPoolRun } from './perform.ts';

/** As long as a run of the pool: a shorter one has too few starts for a p95 at a small share. */
const LADDER_SECONDS = 120;
/** Largest share of failed starts. */
const ERROR_SHARE_MAX = 0.01;

/** A table in Markdown that ends with the first share that is carried: at most 0.5 % dropped, steady, and answered. */
export async function findLoad(
  place: PoolPlace,
  { shares, orders }: { shares: readonly number[]; orders: number },
): Promise<string> {
  const lines = [
    '| share of the baseline | carried | failed | against it | p95, ms |',
    '| --- | --- | --- | --- | --- |',
  ];
  for (const share of shares) {
    const run = { kind: 'before' as const, load: { share, orders }, measureSeconds: LADDER_SECONDS, heavyThousands: 0 };
    const { summary } = await performPoolRun(place, run);
    const against = problemsOf(summary);
    const p95 = summary.slos.map(
      ({ id, actualMs }) => `${id} ${typeof actualMs === 'number' ? actualMs.toFixed(0) : '–'}`,
    );
    const { actualShare } = summary.error_share;
    const failed = typeof actualShare === 'number' ? `${(actualShare * 100).toFixed(2)} %` : '–';
    lines.push(
      `| ${share} | ${against.length === 0 ? 'yes' : 'no'} | ${failed} | ${against.join('; ')} | ${p95.join(', ')} |`,
    );
    process.stderr.write(`${lines.at(-1)}\n`);
    if (against.length === 0) break;
  }
  return lines.join('\n');
}

function problemsOf({ comparability, error_share: { actualShare } }: Summary): string[] {
  const reasons = (comparability?.reasons ?? [])
    .filter(({ code }) => code !== 'too_short')
    .map(({ message }) => message);
  const isAnswered = typeof actualShare === 'number' && actualShare <= ERROR_SHARE_MAX;
  return isAnswered ? reasons : [...reasons, `more than ${ERROR_SHARE_MAX * 100} % of the starts failed`];
}
