/** All rules, in the order of `docs/findings.md`. Adding one is: a file, a line here, and `npm run docs:findings`. */
import { bimodalLatency } from './bimodal-latency.ts';
import { bufferedStream } from './buffered-stream.ts';
import { cacheCollapse } from './cache-collapse.ts';
import { cacheStampede } from './cache-stampede.ts';
import { connectionChurn } from './connection-churn.ts';
import { contextGrowth } from './context-growth.ts';
import { errorBurst } from './error-burst.ts';
import { eventLoopLag } from './event-loop-lag.ts';
import { generatorLimited } from './generator-limited.ts';
import { latencyDrift } from './latency-drift.ts';
import { limiterHitsNormalUsers } from './limiter-hits.ts';
import { modelQueue } from './model-queue.ts';
import { nPlusOne } from './n-plus-one.ts';
import { noResponseCache } from './no-response-cache.ts';
import { poolExhausted } from './pool-exhausted.ts';
import { rowsFetchedToAggregate, unboundedResult } from './rows-fetched.ts';
import type { Rule } from './rule.ts';
import { sequentialScan } from './sequential-scan.ts';
import { slowStatement } from './slow-statement.ts';
import { unusedIndex } from './unused-index.ts';
import { warmUpNotOver } from './warm-up-not-over.ts';

/** The rules by kind: what spoils the measurement, causes, what is full, symptoms. */
export const RULES: readonly Rule[] = [
  generatorLimited,
  sequentialScan,
  rowsFetchedToAggregate,
  unboundedResult,
  nPlusOne,
  noResponseCache,
  cacheCollapse,
  cacheStampede,
  connectionChurn,
  contextGrowth,
  bufferedStream,
  limiterHitsNormalUsers,
  slowStatement,
  unusedIndex,
  poolExhausted,
  modelQueue,
  eventLoopLag,
  errorBurst,
  latencyDrift,
  bimodalLatency,
  warmUpNotOver,
];
