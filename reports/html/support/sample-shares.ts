/** Where the time went in the sample model. */
import type { TimePart, TimeShare } from '../../model.ts';
import { round } from './sample-noise.ts';

const TITLES: Readonly<Record<TimePart, string>> = {
  blocked: 'Waiting for a connection',
  dns: 'DNS',
  connect: 'Connecting',
  tls: 'TLS',
  send: 'Sending',
  pool: 'Pool wait',
  db: 'Database',
  cache: 'Cache',
  model_queue: 'Model queue',
  model: 'Model',
  provider: 'Payment provider',
  app: 'Application',
  receive: 'Receiving',
  unexplained: 'Unexplained',
};

/** Two journeys, one endpoint, and one without a source. */
export function sampleShares(isSlow: boolean): TimeShare[] {
  return [
    share(
      'copilot_first_token',
      'Copilot first token',
      isSlow
        ? { send: 0.2, pool: 0.4, db: 22, cache: 1.1, model_queue: 131, model: 902, app: 9, unexplained: 6 }
        : { send: 0.2, pool: 0.1, db: 21, cache: 0.8, model_queue: 0.3, model: 371, app: 8.7, unexplained: 5.4 },
      `The model takes ${isSlow ? 84 : 91} % of the copilot’s first token.`,
    ),
    share(
      'dashboard_load',
      'Dashboard load',
      { blocked: 0.4, connect: 0.6, send: 0.1, pool: 1.1, db: 44, cache: 3.2, app: 29, receive: 4, unexplained: 12 },
      'The database takes 47 % of a dashboard load.',
    ),
    share(
      'GET /api/dashboard/stats',
      'GET /api/dashboard/stats',
      { send: 0.1, pool: 0.4, db: 24, app: 5, receive: 0.4, unexplained: 2.1 },
      'The database takes 75 % of GET /api/dashboard/stats.',
    ),
    { id: 'health_check', title: 'Health check', status: 'unavailable', reason: 'its answers carry no Server-Timing' },
  ];
}

function share(id: string, title: string, ms: Partial<Record<TimePart, number>>, sentence: string): TimeShare {
  const entries = Object.entries(ms).filter((entry): entry is [TimePart, number] => entry[0] in TITLES);
  const totalMs = round(entries.reduce((sum, [, value]) => sum + value, 0));
  const largest = entries.reduce((most, entry) => (entry[1] > most[1] ? entry : most), entries[0] ?? ['app', 0])[0];
  const parts = entries.map(([part, value]) => ({
    id: part,
    title: TITLES[part],
    ms: value,
    share: round(value / totalMs, 4),
  }));
  return {
    id,
    title,
    status: 'ok',
    count: 698,
    basis: 'mean of 698 successful requests of the measured phase',
    totalMs,
    parts,
    largest,
    sentence,
  };
}
