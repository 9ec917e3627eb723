import { describe, expect, it } from 'vitest';
import { noEvidenceModel } from '../html/support/no-evidence.ts';
import { type SampleKind, sampleModel } from '../html/support/sample-model.ts';
import type { ReportModel } from '../model.ts';
import { cache } from './cache.ts';
import { copilot } from './copilot.ts';
import { cost } from './cost.ts';
import { database } from './database.ts';
import { indexes } from './indexes.ts';
import { pool } from './pool.ts';
import { renderSection, type Section } from './section.ts';

const SECTIONS: readonly Section[] = [cost, database, indexes, pool, cache, copilot];

function shown(section: Section, model: ReportModel): { text: string; status: unknown; charts: number } {
  const rendered = renderSection(section, model);
  if (rendered === null) throw new Error(`${section.id} has nothing to say`);
  const text = rendered.body.text
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('\u00a0', ' ')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ');
  return { text, status: rendered.status, charts: rendered.charts.length };
}

const of = (section: Section, kind: SampleKind = 'pass') => shown(section, sampleModel(kind));

describe('evidence that is missing', () => {
  it.each(SECTIONS.map((section) => [section.id, section] as const))('is said with its reason: %s', (_, section) => {
    const found = shown(section, { ...sampleModel(), evidence: noEvidenceModel('nobody looked at it') });
    expect(found).toMatchObject({ status: 'unavailable', charts: 0 });
    expect(found.text).toContain('nobody looked at it');
    expect(found.text).not.toMatch(/This section could not be made|NaN|undefined|null/);
  });

  it('leaves what is there: slow statements without statements', () => {
    const model = sampleModel();
    model.evidence.statements = { status: 'unavailable', reason: 'GRANT pg_read_all_stats would show them' };
    const { text, status } = shown(database, model);
    expect(status).toBeNull();
    expect(text).toContain('Statements Not available: GRANT pg_read_all_stats would show them');
    expect(text).toContain('No statement was seen to take longer than 250 ms');
  });
});

describe('the cost of a request', () => {
  it('stands in one sentence, with every process or its reason', () => {
    const { text } = of(cost);
    expect(text).toContain(
      'A request cost 2.27 ms of database time in 1.2 statements, 3 ms of processor in app, 2.4 ms of processor in postgres',
    );
    expect(text).toContain('model process_tree_cpu_seconds_total was not among what the collectors saw');
    expect(text).toContain('A decision of the rate limiter takes 0.412 ms on average, 0.921 ms at p95');
  });
});

describe('the database', () => {
  it('leads with its longest statement, and marks a maximum that is only a bound', () => {
    const { text } = of(database);
    expect(text).toContain(
      'One statement took 58.1 % of the database’s time; 4,963 calls kept it busy for 9.37 s of 60 s',
    );
    expect(text).toContain('11.2 ± 7.41');
    expect(text).toContain('≤ 8.31');
    expect(text).toContain('other (12)');
    expect(text).toContain('/api/copilot sends most statements: 4 a request');
    expect(text).toContain('products was read in order 486 times: 243,000 rows');
  });

  it('tells slow statements with their moments on the chart’s axis, and lower bounds as such', () => {
    const { text } = of(database, 'fail');
    expect(text).toContain('7 executions took longer than 250 ms, the longest ≥ 1,412 ms');
    expect(text).toContain('≥ 4,871 ms 1:01 1:07 Lock: transactionid (19 samples), IO: DataFileRead (2 samples)');
    expect(text).toContain('The server’s log was not read: the server’s log cannot be read.');
  });

  it('does not say who watched when the list is empty only because nobody did', () => {
    const model = sampleModel();
    model.evidence.slow = { status: 'unavailable', reason: 'no right' };
    expect(shown(database, model).text).not.toContain('No statement was seen');
  });
});

describe('the indexes', () => {
  it('show their verdict in words, with the reason, the ratios and both plans', () => {
    const { text } = of(indexes);
    expect(text).toContain('4 indexes tried: 1 used, 1 not chosen, 1 absent, 1 unknown');
    expect(text).toContain('redundant covered by idx_orders_user_created');
    expect(text).toContain('average 452 power 591');
    expect(text).toContain('Index Scan using idx_orders_user_created on orders o');
    expect(text).toContain('Seq Scan on orders o');
    expect(text).toContain('Not listed: 3 used.');
    expect(text).toContain('1 migration applied in 3,812 ms');
  });

  it('that nobody tried say that verdicts come from counters', () => {
    const model = sampleModel();
    if (model.evidence.indexes.status === 'unavailable') throw new Error('the sample has indexes');
    const { value } = model.evidence.indexes;
    model.evidence.indexes.value = {
      ...value,
      rows: value.rows.filter((row) => !row.isTried),
      basis: 'Counters alone.',
    };
    expect(shown(indexes, model).text).toContain('3 indexes: 1 redundant, 1 unused, 1 guarding a key');
    expect(shown(indexes, model).text).toContain('Counters alone.');
  });
});

describe('the pool', () => {
  it('says how long callers waited, or how many gave up and when', () => {
    expect(of(pool).text).toContain('A request waited 0.12 ms for a connection at p95');
    const { text } = of(pool, 'fail');
    expect(text).toContain('9 callers got no connection in time');
    expect(text).toContain('When callers gave up waiting 1:03: 7 1:04: 2');
    expect(text).toContain('over 25 ms');
  });
});

describe('the cache', () => {
  it('leads with its hit rate and what it saved, then the worst family', () => {
    const { text, charts } = of(cache);
    expect(text).toContain('92.1 % of all look-ups were hits; hits saved 17.5 s of database time, 61.9 % of what');
    expect(text).toContain('stats has the lowest hit rate: 82.2 %');
    expect(charts).toBe(2);
  });

  it('says how often what expired was computed, beside what a miss cost', () => {
    const { text } = of(cache);
    expect(text).toContain('Computed a miss Expired Computed an expiry Database s saved');
    expect(text).toContain('Computed an expiry: 1 where one of those who found an entry too old computed it for all');
  });

  it('that is off does not boast a hit rate', () => {
    const model = sampleModel();
    if (model.evidence.cache.status === 'unavailable') throw new Error('the sample has a cache');
    Object.assign(model.evidence.cache.value, { hits: 0, misses: 0, families: [] });
    expect(shown(cache, model).text).toContain('Nobody asked the response cache');
  });
});

describe('the copilot', () => {
  it('says what grew and what a thousand turns cost', () => {
    expect(of(copilot).text).toContain('A prompt has 1,418 tokens on average, and did not grow');
    expect(of(copilot).text).toContain('1,000 turns cost 5.24 USD');
    const { text } = of(copilot, 'fail');
    expect(text).toContain('A prompt has 5,204 tokens on average, and grew by 59.3 % over the phase');
    expect(text).toContain('no price configured: set modelPrice in headroom.config.ts');
    expect(text).toContain('The model takes 91 % of the application’s first token');
  });

  it('raises turns that were answered and are not stored', () => {
    const model = sampleModel();
    if (model.evidence.copilot.status === 'unavailable') throw new Error('the sample has a copilot');
    model.evidence.copilot.value.persisted = { status: 'ok', value: { answered: 9, missing: 2, doubled: 1 } };
    expect(shown(copilot, model).text).toContain('3 answered turns are not stored exactly once');
  });
});
