/** What the sample model’s rules found: of a failing run a cause with its effect, of any other an index at most. */
import type { Finding, Findings } from '../../findings-model.ts';

/** The findings; a failing run has all kinds of outcomes, so that each is drawn. */
export function sampleFindings(isSlow: boolean): Findings {
  const quiet = ['n-plus-one', 'connection-churn', 'error-burst'];
  const notJudged = [
    {
      id: 'cache-stampede',
      title: 'Entries of the cache computed by several at once',
      reason: 'app_cache_overlapping_recomputations_total was not among what the collectors saw',
    },
  ];
  return {
    ranked: isSlow ? [scan(), pool(), index()] : [index()],
    quiet: isSlow ? quiet : [...quiet, 'sequential-scan-hot-path', 'pool-exhausted'],
    notJudged,
    failed: isSlow
      ? [{ id: 'latency-drift', title: 'Latency that rises during the run', reason: 'x is undefined' }]
      : [],
    silenced: isSlow ? ['bimodal-latency'] : [],
    unknownSilences: isSlow ? [{ id: 'pool-exausted', nearest: 'pool-exhausted' }] : [],
  };
}

function scan(): Finding {
  return {
    id: 'sequential-scan-hot-path',
    severity: 'critical',
    title:
      'orders was read from end to end 486 times, 117,000 rows a request; statements on it took 88 % of the database’s time',
    evidence: [
      { label: 'orders', value: '486 scans read 486,000,000 rows; it has 1,000,000', link: '#database' },
      {
        label: 'Statement',
        value: '486 calls of 61.2 ms: SELECT o.id, o.amount FROM orders o WHERE o.user_id = $1',
        link: '#database',
      },
    ],
    meaning: 'For each such request PostgreSQL reads rows that it then throws away.',
    action: 'Give the statement an index that leads with the columns it selects by.',
    score: 0.62,
    explains: ['pool-exhausted'],
  };
}

function pool(): Finding {
  return {
    id: 'pool-exhausted',
    severity: 'critical',
    title: '12 callers got no database connection in time; waiting took 640 ms at p95',
    evidence: [
      { label: 'Callers without a connection', value: '12', link: '#pool' },
      { label: 'Connections in use, most', value: '20 of 20', link: '#pool' },
    ],
    meaning: 'Requests stood in line for a database connection before they could begin to work.',
    action: 'Shorten what holds a connection first.',
    score: 0.21,
    explains: [],
  };
}

function index(): Finding {
  return {
    id: 'unused-index',
    severity: 'info',
    title: '6 indexes (41.2 MB) brought this load nothing: idx_a, idx_b, idx_c and 3 more',
    evidence: ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({
      label: `idx_${name} on orders`,
      value: 'unused: no scan under load; 1,200 entries written to it',
      link: '#indexes',
    })),
    meaning: 'It costs space, and every write to its table.',
    action: 'See what it was made for.',
    score: 0,
    explains: [],
  };
}
