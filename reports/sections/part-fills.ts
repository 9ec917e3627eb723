/** The fill of each part of a start's time: the same in every bar, and what stands side by side most differs most. */
import type { StartPart } from '../../contract/metrics.ts';
import type { TimePart } from '../model.ts';

export const PART_FILLS: Readonly<Record<StartPart | TimePart, number>> = {
  blocked: 12,
  dns: 11,
  connect: 9,
  tls: 10,
  send: 7,
  pool: 3,
  db: 0,
  cache: 1,
  model_queue: 8,
  model: 4,
  provider: 13,
  app: 2,
  receive: 6,
  unexplained: 5,
  late: 14,
  server: 15,
  stream: 16,
  polling: 17,
  minor: 18,
};
