/** Which indexes cost writes and space, and brought this load nothing? */
import { isUnavailable } from '../../../contract/measured.ts';
import type { IndexFigures, IndexVerdict } from '../../database-model.ts';
import type { FindingEvidence } from '../../findings-model.ts';
import { numberText } from '../../html/numbers.ts';
import { compareText } from '../load-data.ts';
import { bytes } from '../panels.ts';
import { found, notJudged, orNull, QUIET, type Rule } from './rule.ts';

/** Requests between the two snapshots, below which not having been used says nothing. */
const REQUESTS_MIN = 100;
/** Verdicts of an index that only costs. */
const IDLE_VERDICTS: readonly IndexVerdict[] = ['unused', 'redundant', 'not chosen'];
/** Indexes that are named in the title. */
const NAMED_MAX = 3;

export const unusedIndex: Rule = {
  id: 'unused-index',
  kind: 'cause',
  title: 'Indexes that brought this load nothing',
  looksFor: `An index whose verdict in the index table is ${IDLE_VERDICTS.join(', ')}, after ${REQUESTS_MIN} requests or more. Keys and unique indexes are never among them.`,
  needs: 'The index counters of evidence/database-before.json and -after.json; plans.json says more.',
  meaning:
    'It costs space, and every write to its table, and this load had nothing from it. Another journey, a report at night or an administrator may need it.',
  action:
    'Read its reason in the index table and see what it was made for; when no query of the product needs it, drop it (DROP INDEX CONCURRENTLY).',
  explains: [],
  judge({ evidence: { indexes, cost } }) {
    if (indexes.status === 'unavailable') return notJudged(indexes.reason);
    const requests = cost.requestsBetweenSnapshots;
    if (isUnavailable(requests)) return notJudged(requests.reason);
    if (requests < REQUESTS_MIN) {
      return notJudged(`only ${numberText(requests)} requests between the snapshots; ${REQUESTS_MIN} are needed`);
    }
    const idle = indexes.value.rows
      .filter(({ verdict }) => IDLE_VERDICTS.includes(verdict))
      .sort((a, b) => sizeOf(b) - sizeOf(a) || compareText(a.name, b.name));
    if (idle.length === 0) return QUIET;
    const size = bytes(idle.reduce((sum, index) => sum + sizeOf(index), 0));
    return found({
      severity: 'info',
      title: `${idle.length === 1 ? 'One index' : `${idle.length} indexes`} (${size}) brought this load nothing: ${namesOf(idle)}`,
      score: 0,
      evidence: idle.map(evidenceOf),
    });
  },
};

function sizeOf(index: IndexFigures): number {
  return orNull(index.bytes) ?? 0;
}

function namesOf(indexes: readonly IndexFigures[]): string {
  const names = indexes.slice(0, NAMED_MAX).map(({ name }) => name);
  const more = indexes.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}

function evidenceOf({ name, table, verdict, reason, entriesWritten }: IndexFigures): FindingEvidence {
  const written = orNull(entriesWritten);
  const writes = written === null ? '' : `; ${numberText(written)} entries written to it`;
  return { label: `${name} on ${table}`, value: `${verdict}: ${reason}${writes}`, link: '#indexes' };
}
