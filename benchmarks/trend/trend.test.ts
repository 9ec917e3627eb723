/** The benchmark's own history in small: what the long one must find, and that cost does not run away. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readNights, trendModelOf, writeTrend } from '../../reports/nights/index.ts';
import { writeNights } from '../../reports/nights/support/night-files.ts';
import { syntheticNights } from './synthetic-nights.ts';

/** Processor seconds; measured at 0.5 on two shared cores, so that only a change of its order is caught. */
const CPU_SECONDS_MAX = 8;

it('a hundred nights of ten figures are read, judged and written in seconds, and every planted step is found', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'headroom-trend-small-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeNights(join(folder, 'nights'), syntheticNights({ nights: 100, series: 11 }));
  const begun = process.cpuUsage();
  const read = await readNights(join(folder, 'nights'));
  const [history] = read.histories;
  if (history === undefined) throw new Error('the nights were written');
  const model = trendModelOf({ ...read, history, today: history.nights.at(-1)?.night ?? '' });
  await writeTrend(join(folder, 'out'), model);
  const { user, system } = process.cpuUsage(begun);
  const changed = model.series.flatMap(({ endpoint, trend }) =>
    trend.status === 'ok' ? trend.changes.map(({ direction }) => `${endpoint} ${direction}`) : [],
  );
  expect(changed.toSorted()).toEqual(['journey-10 improved', 'journey-5 regressed']);
  expect(model.nights.filter(({ hasFigures }) => !hasFigures)).toHaveLength(3);
  expect((user + system) / 1e6).toBeLessThan(CPU_SECONDS_MAX);
});
