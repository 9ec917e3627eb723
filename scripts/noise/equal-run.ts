/** One of the equal runs: its configuration, and the command that repeats it. Pure. */
import type { Config } from '../../contract/config.ts';
import type { SeriesRun } from '../series/perform-series.ts';
import type { NoiseRecord } from './noise-record.ts';

/** The run; every one of a series is the same. */
export function equalRun(config: Config, { target, workload, measureMs }: NoiseRecord): SeriesRun {
  const { baseUrl: _baseUrl, ...others } = config.target;
  const profile = target.kind === 'profile' ? target.profile : undefined;
  const own = target.kind === 'profile' ? { orders: target.orders } : { baseUrl: target.baseUrl };
  const where = target.kind === 'profile' ? `--orders ${target.orders}` : `--base-url ${target.baseUrl}`;
  const what = profile === undefined ? '' : ` --profile ${profile}`;
  return {
    name: target.kind === 'profile' ? target.profile : target.baseUrl,
    config: { ...config, target: { ...others, ...own } },
    options: { workload, profile, measureMs, browser: false },
    command: `npm run headroom -- ${where} run ${workload}${what} --measure ${measureMs / 1000} --no-browser`,
  };
}
