/** How one side is loaded: its configuration, its build's name, and the command that repeats its run. Pure. */
import type { Config } from '../../contract/config.ts';
import type { SeriesRun } from '../series/perform-series.ts';
import type { AbArms, AbRecord, AbSide } from './ab-record.ts';

/** The run of a side, but for what prepares it. */
export function armRun(config: Config, record: AbRecord, side: AbSide): SeriesRun {
  const { arms, workload, measureMs } = record;
  const profile = arms.kind === 'profiles' ? arms[side] : undefined;
  const own = armConfig(config, arms, side);
  const where =
    arms.kind === 'profiles'
      ? `--orders ${arms.orders}`
      : `--base-url ${addressOf(arms, side)} --build ${own.target.build}`;
  const what = profile === undefined ? '' : ` --profile ${profile}`;
  return {
    name: `${side === 'before' ? 'A' : 'B'} ${arms[side]}`,
    config: own,
    options: { workload, profile, measureMs, browser: false },
    command: `npm run headroom -- ${where} run ${workload}${what} --measure ${measureMs / 1000} --no-browser`,
  };
}

/** The configuration that a side is loaded with: what was fixed when the comparison was begun wins. */
export function armConfig(config: Config, arms: AbArms, side: AbSide): Config {
  const { baseUrl: _baseUrl, ...target } = config.target;
  if (arms.kind === 'profiles') return { ...config, target: { ...target, orders: arms.orders } };
  const baseUrl = addressOf(arms, side);
  if (arms.kind === 'versions') return { ...config, target: { ...target, baseUrl, build: arms[side] } };
  return {
    ...config,
    target: { ...target, baseUrl, build: buildOf(baseUrl) },
    collectors: { ...config.collectors, ...ownMetrics(config, arms, baseUrl) },
  };
}

/** Where a side answers. */
export function addressOf(arms: Exclude<AbArms, { kind: 'profiles' }>, side: AbSide): string {
  return arms.kind === 'versions' ? arms.baseUrl : arms[side];
}

/** An address as the name of what answers there, because the suite's own revision is not it. */
function buildOf(baseUrl: string): string {
  const { host, pathname } = new URL(baseUrl);
  return `${host}${pathname === '/' ? '' : pathname}`
    .replace(/[[\]]/g, '')
    .replace(/[^\w.+/@:-]/g, '-')
    .slice(0, 100);
}

/**
 * The metrics of the side itself: a configured address at one of the two deployments is looked for at the other too.
 * One that stands elsewhere tells of nobody knows which of them, and is left out.
 */
function ownMetrics(
  { collectors }: Config,
  arms: Extract<AbArms, { kind: 'addresses' }>,
  baseUrl: string,
): Pick<Config['collectors'], 'applicationMetricsUrl'> {
  const { applicationMetricsUrl } = collectors;
  if (applicationMetricsUrl === undefined) return {};
  const known = new URL(applicationMetricsUrl);
  const isOneOfThem = [arms.before, arms.after].some((one) => new URL(one).origin === known.origin);
  const own = new URL(`${known.pathname}${known.search}`, new URL(baseUrl).origin).href;
  return { applicationMetricsUrl: isOneOfThem ? own : undefined };
}
