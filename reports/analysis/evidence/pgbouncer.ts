/**
 * PgBouncer's side of the pool, where one stands between the application and PostgreSQL: every figure of its
 * `SHOW POOLS`, `DATABASES` and `CONFIG`, and the growth of every total of its `SHOW STATS`.
 *
 * Read by prefix and not by name, because versions differ in what they show.
 */
import { type Measured, measured, unavailable } from '../../../contract/measured.ts';
import type { PoolFigures } from '../../evidence-model.ts';
import { compareText } from '../load-data.ts';
import type { RunRecord } from '../read-record.ts';
import { roundFigure } from '../round.ts';
import type { SampleSeries } from '../sample-data.ts';
import { growth, holds, meanAndMax, type Span } from './spans.ts';

const COLLECTOR = 'pgbouncer';
/** Gauges, told from totals by these prefixes. */
const GAUGES = ['pgbouncer_pools_', 'pgbouncer_databases_', 'pgbouncer_config_'];
const STATS = 'pgbouncer_stats_';
/** Most rows of either kind: one database and user have about twenty. */
const ROWS_MAX = 60;
/** Which labels tell rows apart for a reader. */
const LABELS = ['database', 'user'];

type Figures = Extract<PoolFigures['pgbouncer'], { status: 'ok' }>['value'];

/** PgBouncer's figures, or why there are none. */
export function summarisePgbouncer(record: RunRecord, span: Span): Measured<Figures> {
  const series = record.collectors.flatMap((collector) => collector.series);
  const gauges = GAUGES.flatMap((prefix) =>
    series.filter(({ name }) => name.startsWith(prefix)).flatMap((one) => describeGauge(one, prefix, span)),
  );
  const totals = series
    .filter(({ name }) => name.startsWith(STATS))
    .flatMap((one) => {
      const increase = growth(record, span, { name: one.name, labels: one.labels });
      return typeof increase === 'number' ? [{ label: labelOf(one, STATS), increase: roundFigure(increase) }] : [];
    });
  if (gauges.length + totals.length === 0) return unavailable(whyNot(record));
  const byLabel = (a: { label: string }, b: { label: string }): number => compareText(a.label, b.label);
  return measured({
    gauges: gauges.sort(byLabel).slice(0, ROWS_MAX),
    totals: totals.sort(byLabel).slice(0, ROWS_MAX),
  });
}

function describeGauge(series: SampleSeries, prefix: string, span: Span): Figures['gauges'] {
  const values = series.values.filter((_, at) => holds(span, series.at[at] ?? Number.NaN));
  return values.length === 0 ? [] : [{ label: labelOf(series, prefix), ...meanAndMax(values) }];
}

/** `pgbouncer_pools_client_waiting` of database `app`: `client waiting (app)`. */
function labelOf({ name, labels }: SampleSeries, prefix: string): string {
  const what = name
    .slice(prefix.length)
    .replace(/_total$/, '')
    .replaceAll('_', ' ');
  const where = LABELS.flatMap((label) => labels[label] ?? []);
  return where.length === 0 ? what : `${what} (${where.join(', ')})`;
}

function whyNot({ collectors }: RunRecord): string {
  const own = collectors.find(({ name }) => name === COLLECTOR);
  if (own?.lastReason != null) return own.lastReason;
  return 'not collected: no PgBouncer is configured; where one stands before the database, HEADROOM_PGBOUNCER_URL names its admin console (database pgbouncer, a user of stats_users)';
}
