/**
 * Statements and database time a request, by route, as the application counted them: what shows a route that asks the
 * database once a row (N+1).
 */
import { type Measured, measured } from '../../../contract/measured.ts';
import type { RouteFigures } from '../../evidence-model.ts';
import { compareText } from '../load-data.ts';
import type { RunRecord } from '../read-record.ts';
import { roundFigure } from '../round.ts';
import { ratioOrNull } from './figures.ts';
import { growthByLabel, type Span } from './spans.ts';

/** Most routes that are listed. */
export const ROUTES_MAX = 40;
/** The route of work that no request waits for. */
const NO_ROUTE = 'none';

/** Routes with a statement in the phase, the most database time first. */
export function compareRoutes(record: RunRecord, span: Span): Measured<RouteFigures[]> {
  const statements = growthByLabel(record, span, { name: 'app_db_statements_total' }, 'route');
  if (statements.status === 'unavailable') return statements;
  const seconds = sumsOf(growthByLabel(record, span, { name: 'app_db_seconds_total' }, 'route'));
  const requests = sumsOf(growthByLabel(record, span, { name: 'http_requests_received_total' }, 'route'));
  const rows = statements.value
    .filter(({ value }) => value > 0)
    .map(({ label: route, value }): RouteFigures => {
      const made = route === NO_ROUTE ? null : (requests.get(route) ?? null);
      const databaseMs = (seconds.get(route) ?? 0) * 1000;
      return {
        route,
        requests: made,
        statements: value,
        databaseMs: roundFigure(databaseMs),
        statementsPerRequest: ratioOrNull(value, made ?? 0),
        databaseMsPerRequest: ratioOrNull(databaseMs, made ?? 0),
      };
    });
  rows.sort((a, b) => b.databaseMs - a.databaseMs || compareText(a.route, b.route));
  return measured(rows.slice(0, ROUTES_MAX));
}

function sumsOf(found: ReturnType<typeof growthByLabel>): Map<string, number> {
  return new Map(found.status === 'ok' ? found.value.map(({ label, value }) => [label, value]) : []);
}
