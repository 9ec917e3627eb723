/** A night as JUnit XML, in the form that build servers read. Pure. */
import { nightTitle } from './night-lines.ts';
import type { NightlySummary } from './summary.ts';
import { type CaseOutcome, type TestCase, type TestSuite, testSuites } from './test-cases.ts';
import { escapeXml, xmlAttributes } from './xml.ts';

const ELEMENTS = { failed: 'failure', error: 'error', skipped: 'skipped' } as const;
/** Characters of the `message` attribute, which is shown in one line; the element's text has all of it. */
const MESSAGE_LENGTH_MAX = 300;

/** The document; ends with a line feed. With `isStrict` an inconclusive row of the gate is a failure. */
export function writeJunit(summary: NightlySummary, isStrict: boolean): string {
  const suites = testSuites(summary, isStrict).filter(({ cases }) => cases.length > 0);
  const all = suites.flatMap(({ cases }) => cases);
  const seconds = Math.max(0, (summary.endedAtMs - summary.startedAtMs) / 1_000);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${xmlAttributes({ name: `headroom nightly: ${nightTitle(summary)}`, ...countsOf(all), time: seconds.toFixed(3) })}>`,
    ...suites.flatMap((suite) => suiteLines(suite, summary)),
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteLines({ name, cases }: TestSuite, { startedAtMs, build, night }: NightlySummary): string[] {
  // Without zone, as the format's schema has it: UTC.
  const timestamp = new Date(startedAtMs).toISOString().slice(0, 19);
  const full = `headroom.${name}`;
  return [
    `  <testsuite${xmlAttributes({ name: full, ...countsOf(cases), time: '0', timestamp })}>`,
    '    <properties>',
    ...Object.entries({ night, build }).map(
      ([key, value]) => `      <property${xmlAttributes({ name: key, value })}/>`,
    ),
    '    </properties>',
    ...cases.map((one) => caseLine(one, full)),
    '  </testsuite>',
  ];
}

function caseLine({ name, outcome }: TestCase, classname: string): string {
  const open = `    <testcase${xmlAttributes({ name, classname, time: '0' })}`;
  if (outcome.kind === 'passed') return `${open}/>`;
  const element = ELEMENTS[outcome.kind];
  const message = [...outcome.text].slice(0, MESSAGE_LENGTH_MAX).join('');
  const type = outcome.kind === 'skipped' ? undefined : outcome.kind;
  return `${open}><${element}${xmlAttributes({ message, type })}>${escapeXml(outcome.text)}</${element}></testcase>`;
}

function countsOf(cases: readonly TestCase[]): Record<string, number> {
  const count = (kind: CaseOutcome['kind']): number => cases.filter(({ outcome }) => outcome.kind === kind).length;
  return { tests: cases.length, failures: count('failed'), errors: count('error'), skipped: count('skipped') };
}
