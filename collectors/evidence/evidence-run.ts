/**
 * Takes the evidence of one run: the database's counters at both ends of the measured phase, and its slow statements.
 *
 * Writes `evidence/database-before.json`, `database-after.json`, `slow-statements.ndjson` and `slow-watch.json`. What
 * cannot be had is `unavailable` with its reason. Uses one read-only connection, never EXPLAIN, and never holds up the
 * end of the run for longer than its time-out and two seconds.
 */
import { join } from 'node:path';
import type { DatabaseSnapshot } from '../../contract/evidence.ts';
import { measured, unavailable } from '../../contract/measured.ts';
import { type Clock, systemClock } from '../clock.ts';
import { followFile } from '../file-tail.ts';
import { createLineWriter, openAppendFile } from '../line-writer.ts';
import type { LiveFigures } from '../live-window.ts';
import { createPostgresSession, type PostgresSession } from '../postgres-session.ts';
import { makeRecordFolder } from '../record-folder.ts';
import { reasonOf, secretsOfUrl } from '../redact.ts';
import { activityStatement } from './activity.ts';
import { watchActivity } from './activity-watch.ts';
import { type Ask, roleOf } from './ask.ts';
import { watchLog } from './log-watch.ts';
import { awaitMoments, type Phases } from './moments.ts';
import { type SlowLine, startSlowWatch } from './slow-watch.ts';
import { takeSnapshot } from './snapshot.ts';
import { writeWhole } from './write-whole.ts';

/** How long a snapshot may take, ms; one of a hundred tables and 5,000 statements takes a tenth of a second. */
const TIMEOUT_MS = 5_000;

/** Why nothing of the database is there. */
const NO_DATABASE = 'HEADROOM_DATABASE_URL is not set';

/** What to take, and when. */
export interface EvidenceInput {
  /** The run's folder; `evidence/` is made in it, mode 0700. */
  runFolder: string;
  postgres?: { url: string };
  /** PostgreSQL's log in text form, where this machine has it. */
  logPath?: string;
  phases: Phases;
  /** The live figures, of which only the start of the scenarios is used. */
  live(): Pick<LiveFigures, 'testStartedAtMs'>;
  /** Statements that run for longer are slow, milliseconds. */
  slowStatementMs: number;
  /** From one sample of activity to the next, milliseconds. */
  activityIntervalMs: number;
  /** Milliseconds that one snapshot may take. Default 5000. */
  timeoutMs?: number;
  /** Called at every file that could not be written; the run should then end. */
  onWriteError(error: Error): void;
}

/** Evidence that is being taken. */
export interface EvidenceRun {
  /** Takes what is still wanted, writes everything and closes the connection; never rejects. */
  stop(): Promise<void>;
}

/** Starts at once. Throws HR_RECORD_UNWRITABLE when the folder cannot be made. */
export function startEvidence(input: EvidenceInput, deps: { clock?: Clock } = {}): EvidenceRun {
  const clock = deps.clock ?? systemClock;
  const timeoutMs = input.timeoutMs ?? TIMEOUT_MS;
  const folder = makeRecordFolder(input.runFolder, 'evidence');
  const { url } = input.postgres ?? { url: '' };
  const source = { url, role: roleOf(url), secrets: url === '' ? [] : secretsOfUrl(url) };
  const session = input.postgres === undefined ? undefined : createPostgresSession({ url, timeoutMs });
  const asking = new Set<AbortController>();
  const underWay = new Set<Promise<void>>();

  async function write(name: string, content: () => Promise<object>): Promise<void> {
    try {
      await writeWhole(join(folder, name), await content());
    } catch (error) {
      input.onWriteError(new Error(`evidence/${name}: ${reasonOf(error, source.secrets)}`, { cause: error }));
    }
  }

  /** An `Ask` that has answered after the time-out at the latest, counted from now. */
  function createAsk(): { ask: Ask; forget(): void } {
    const abort = new AbortController();
    asking.add(abort);
    const forgetTimer = clock.after(timeoutMs, () => abort.abort(new Error(`no answer within ${timeoutMs} ms`)));
    const forget = () => {
      forgetTimer();
      asking.delete(abort);
    };
    return { ask: askThrough(session, abort.signal), forget };
  }

  function snapshot(moment: DatabaseSnapshot['moment'], wantedAtMs: number): Promise<void> {
    const done = write(`database-${moment}.json`, async () => {
      const { ask, forget } = createAsk();
      const taken = await takeSnapshot({ ...source, moment, wantedAtMs, clock, ask });
      forget();
      return taken.status === 'ok' ? taken.value : taken;
    });
    underWay.add(done);
    return done.finally(() => underWay.delete(done));
  }

  const lines = createLineWriter<SlowLine>(openAppendFile(join(folder, 'slow-statements.ndjson')), (error) =>
    input.onWriteError(new Error(`evidence/slow-statements.ndjson: ${error.message}`, { cause: error })),
  );
  const watch = startSlowWatch({
    limitMs: input.slowStatementMs,
    clock,
    write: lines.write,
    log(onSeen) {
      if (input.logPath === undefined) return unavailable("the server's log is not on this machine");
      const tail = followFile(input.logPath, 'end');
      const ask = session === undefined ? undefined : createAsk().ask;
      return measured(watchLog({ tail, ask, limitMs: input.slowStatementMs, onSeen }));
    },
    activity(onSeen) {
      if (session === undefined) return unavailable(NO_DATABASE);
      const { slowStatementMs: limitMs, activityIntervalMs: intervalMs } = input;
      const isPaused = () => underWay.size > 0;
      const sample = (signal: AbortSignal) => sampleActivity(session, limitMs, signal);
      return measured(watchActivity({ ...source, sample, isPaused, onSeen, intervalMs, clock }));
    },
  });
  const moments = awaitMoments({
    phases: input.phases,
    clock,
    testStartedAtMs: () => input.live().testStartedAtMs,
    onBegin(wantedAtMs) {
      watch.beginMeasured();
      void snapshot('before', wantedAtMs);
    },
    onEnd: (wantedAtMs) => void snapshot('after', wantedAtMs),
  });

  async function finish(): Promise<void> {
    const left = moments.stop();
    const forget = clock.after(timeoutMs, () => {
      for (const abort of asking) abort.abort(new Error('no answer before the run ended'));
    });
    if (left.state === 'before') {
      for (const moment of ['before', 'after'])
        await write(`database-${moment}.json`, async () => unavailable(left.why));
    }
    if (left.state === 'within') await snapshot('after', left.endsAtMs);
    await Promise.all(underWay);
    await write('slow-watch.json', watch.stop);
    await lines.close().catch(() => {});
    forget();
    await session?.close().catch(() => {});
  }

  let finished: Promise<void> | undefined;
  return {
    stop() {
      finished ??= finish();
      return finished;
    },
  };
}

function askThrough(session: PostgresSession | undefined, signal: AbortSignal): Ask {
  return async (text, values = []) => {
    if (session === undefined) throw new Error(NO_DATABASE);
    try {
      const result = await session.use(signal, ({ client }) => client.query<object>(text, [...values]));
      return result.rows;
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    }
  };
}

async function sampleActivity(session: PostgresSession, limitMs: number, signal: AbortSignal): Promise<unknown[]> {
  const result = await session.use(signal, ({ client, versionNum }) =>
    client.query<object>({ name: 'headroom_activity', text: activityStatement(versionNum), values: [limitMs] }),
  );
  return result.rows;
}
