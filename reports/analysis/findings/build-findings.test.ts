/** Silencing, ranking, and what a rule that cannot look or that fails does to the others. */
import { describe, expect, it } from 'vitest';
import { findingsSchema, type Severity } from '../../findings-model.ts';
import { buildFindings, summariseFindings } from './build-findings.ts';
import { found, type Kind, notJudged, QUIET, type Rule } from './rule.ts';
import { RULES } from './rules.ts';
import { findingRecord, findingsOf, growing, outcomeOf, ruleInputOf, standing } from './support/finding-record.ts';

const input = ruleInputOf(await findingRecord());

function rule(id: string, about: { kind?: Kind; explains?: string[]; severity?: Severity; score?: number } = {}): Rule {
  const { kind = 'cause', explains = [], severity = 'warning', score = 0.5 } = about;
  const evidence = [{ label: 'seen', value: '1', link: '#server' }];
  const texts = { title: `About ${id}`, looksFor: '', needs: '', meaning: '', action: '' };
  return { id, kind, explains, ...texts, judge: () => found({ severity, title: `${id} was seen`, evidence, score }) };
}

const order = (...rules: Rule[]): string[] => buildFindings(input, rules).ranked.map(({ id }) => id);

describe('findings are ranked', () => {
  it('by severity, then what spoils the measurement, causes, what is full, symptoms', () => {
    const kinds: Kind[] = ['symptom', 'saturation', 'cause', 'measurement'];
    const rules = kinds.map((kind) => rule(kind, { kind }));
    expect(
      order(...rules, rule('grave', { kind: 'symptom', severity: 'critical' }), rule('light', { severity: 'info' })),
    ).toEqual(['grave', 'measurement', 'cause', 'saturation', 'symptom', 'light']);
  });

  it('so that a cause is as grave as what it explains, and stands before it', () => {
    const symptom = rule('pool', { kind: 'saturation', severity: 'critical', score: 1 });
    const findings = buildFindings(input, [
      symptom,
      rule('scan', { severity: 'warning', explains: ['pool', 'absent'] }),
    ]);
    expect(findings.ranked).toMatchObject([
      { id: 'scan', severity: 'critical', explains: ['pool'] },
      { id: 'pool', severity: 'critical', explains: [] },
    ]);
  });

  it('so that too light a cause explains nothing', () => {
    const light = rule('light', { explains: ['pool'] });
    const weightless: Rule = { ...light, judge: (given) => ({ ...light.judge(given), weight: 0.09 }) };
    const pool = rule('pool', { kind: 'saturation', severity: 'critical' });
    expect(buildFindings(input, [weightless, pool]).ranked).toMatchObject([
      { id: 'pool' },
      { id: 'light', severity: 'warning', explains: [] },
    ]);
  });

  it('so that of two of a kind the one that nothing explains stands first, then the one with the larger share', () => {
    expect(order(rule('effect', { score: 1 }), rule('root', { explains: ['effect'], score: 0.1 }))).toEqual([
      'root',
      'effect',
    ]);
    expect(order(rule('small', { score: 0.1 }), rule('large', { score: 0.9 }))).toEqual(['large', 'small']);
  });

  it('the same way whatever the order of the rules', () => {
    expect(order(rule('b'), rule('a'))).toEqual(order(rule('a'), rule('b')));
  });

  it('and the summary tells them in that order', () => {
    const findings = buildFindings(input, [rule('a'), rule('b', { severity: 'critical' })]);
    expect(summariseFindings(findings)).toEqual([
      { id: 'b', severity: 'critical', title: 'b was seen' },
      { id: 'a', severity: 'warning', title: 'a was seen' },
    ]);
  });
});

describe('a rule', () => {
  it('that throws costs its own answer only', () => {
    const broken: Rule = {
      ...rule('broken'),
      judge: () => {
        throw new TypeError('x is undefined');
      },
    };
    const findings = buildFindings(input, [broken, rule('other')]);
    expect(findings.failed).toEqual([{ id: 'broken', title: 'About broken', reason: 'x is undefined' }]);
    expect(findings.ranked.map(({ id }) => id)).toEqual(['other']);
  });

  it('that cannot look is listed with its reason, one that found nothing is not called missing', () => {
    const blind: Rule = { ...rule('blind'), judge: () => notJudged('not collected') };
    const calm: Rule = { ...rule('calm'), judge: () => QUIET };
    expect(buildFindings(input, [blind, calm])).toMatchObject({
      ranked: [],
      quiet: ['calm'],
      notJudged: [{ id: 'blind', title: 'About blind', reason: 'not collected' }],
    });
  });

  it('that is silenced is not asked, and the report can say so; unknown ids are said with the nearest known one', async () => {
    const silence = ['unused-index', 'pool-exausted', 'unused-index', 'something-else-entirely'];
    const findings = await findingsOf({ silence });
    expect(findings.silenced).toEqual(['unused-index']);
    expect(outcomeOf(findings, 'unused-index')).toBe('silenced');
    expect(findings.unknownSilences).toEqual([
      { id: 'pool-exausted', nearest: 'pool-exhausted' },
      { id: 'something-else-entirely', nearest: null },
    ]);
  });

  it('has an id of its own, explains only rules that there are, and gives one answer each', async () => {
    const ids = RULES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, explains } of RULES) {
      expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
      for (const effect of explains) expect(ids).toContain(effect);
      expect(explains).not.toContain(id);
    }
    const findings = await findingsOf();
    const answers = [findings.ranked, findings.notJudged, findings.failed].flat().map(({ id }) => id);
    expect([...answers, ...findings.quiet].toSorted()).toEqual(ids.toSorted());
    expect(findingsSchema.parse(findings)).toEqual(findings);
  });

  it('that explains another is never explained by it in turn', () => {
    const effectsOf = (id: string): string[] => {
      const direct = RULES.find((one) => one.id === id)?.explains ?? [];
      return [...direct, ...direct.flatMap(effectsOf)];
    };
    for (const { id } of RULES) expect(effectsOf(id)).not.toContain(id);
  });
});

describe('the likeliest cause', () => {
  const full = [
    standing('app_db_pool_in_use', 20),
    standing('app_db_pool_waiting', 40),
    growing('app_db_pool_exhausted_total', 9),
  ];
  const table = { name: 'orders', liveRows: 1_000_000, indexScans: 900 };

  it('of an exhausted pool behind scans is the scan', async () => {
    const tables = [{ ...table, sequentialScans: 90, sequentialRows: 2_000_000 }];
    const statements = [
      { text: 'SELECT * FROM orders WHERE user_id = $1 LIMIT $2', calls: 90, totalMs: 40_000, rows: 900 },
    ];
    const { ranked } = await findingsOf({ seen: full, database: { tables, statements } });
    expect(ranked.map(({ id }) => id)).toEqual(['sequential-scan-hot-path', 'slow-statement', 'pool-exhausted']);
  });

  it('of an exhausted pool behind fetched rows is the fetching', async () => {
    const statements = [{ text: 'SELECT * FROM orders WHERE user_id = $1', calls: 90, totalMs: 4_000, rows: 9_000 }];
    const { ranked } = await findingsOf({ seen: full, database: { tables: [table], statements } });
    expect(ranked.map(({ id }) => id)).toEqual(['rows-fetched-to-aggregate', 'pool-exhausted']);
  });

  it('of an exhausted pool alone is the pool', async () => {
    expect((await findingsOf({ seen: full, database: {} })).ranked.map(({ id }) => id)).toEqual(['pool-exhausted']);
  });
});

it('a healthy run has no finding', async () => {
  const { ranked, failed } = await findingsOf({
    measuredSeconds: 24,
    database: { tables: [{ name: 'orders', liveRows: 1e6 }] },
  });
  expect([ranked, failed]).toEqual([[], []]);
});
