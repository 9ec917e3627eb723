import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildModel } from './build-model.ts';
import { readRecord } from './read-record.ts';
import { recordOf, withRecord } from './support/analyse-example.ts';
import { exampleRecord } from './support/example-run.ts';
import type { RecordTexts } from './support/record-writer.ts';

const HEADER =
  '{"headroom":"load/1","instance":"local","k6":"v1.8.1","startedAtMs":1,"clock":{"source":"local","offsetMs":0,"errorMs":0}}';
const SERIES = '{"series":1,"metric":"health_check","kind":"trend","unit":"ms","tags":{}}';

function withLoad(text: string): RecordTexts {
  return { ...exampleRecord(), load: { 'local.ndjson': text } };
}

async function failureOf(texts: RecordTexts): Promise<string> {
  return await withRecord(texts, readRecord).then(
    () => 'no failure',
    (error: { code: string; message: string }) => `${error.code} ${error.message}`,
  );
}

describe('a record that cannot be read', () => {
  it('without a folder is not found', async () => {
    await expect(readRecord('/nowhere/at/all')).rejects.toMatchObject({ code: 'HR_RECORD_NOT_FOUND' });
  });

  it('without run.json names that file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'headroom-record-'));
    await mkdir(join(folder, 'load'));
    await expect(readRecord(folder)).rejects.toMatchObject({
      code: 'HR_RECORD_UNREADABLE',
      message: expect.stringContaining('run.json'),
    });
    await writeFile(join(folder, 'run.json'), '{"headroom": "run/1", torn');
    await expect(readRecord(folder)).rejects.toThrow(/run\.json: is no JSON/);
    await rm(folder, { recursive: true });
  });

  it('of a future version names file, line and both versions', async () => {
    expect(await failureOf(withLoad('{"headroom":"load/2"}\n'))).toMatch(
      /^HR_RECORD_UNREADABLE load\/local\.ndjson, line 1: is of version "load\/2"; this suite reads load\/1/,
    );
    const texts = exampleRecord();
    const run = { ...texts.run, headroom: 'run/2' };
    // A file of a later suite: its type is no longer ours.
    expect(await failureOf({ ...texts, run: run as never })).toMatch(/run\.json: is of version "run\/2"/);
  });

  const damaged = {
    'a line that is no JSON': '{"s":1,"t":1',
    'a NUL byte': '\0\0\0',
    'a value of an undeclared series': '{"s":9,"t":1,"v":1}',
    'a second that is none': '{"s":1,"t":1.5,"v":1}',
    'buckets that hold more than n': '{"s":1,"t":1,"n":1,"sum":1,"min":1,"max":1,"zero":0,"i":[0],"c":[2]}',
    'buckets that do not ascend': '{"s":1,"t":1,"n":2,"sum":1,"min":1,"max":1,"zero":0,"i":[5,0],"c":[1,1]}',
    'a bucket beyond every number': '{"s":1,"t":1,"n":1,"sum":1,"min":1,"max":1,"zero":0,"i":[900000],"c":[1]}',
    'a negative count': '{"s":1,"t":1,"n":1,"sum":1,"min":1,"max":1,"zero":2,"i":[5],"c":[-1]}',
    'extremes that are missing': '{"s":1,"t":1,"n":1,"sum":1,"zero":0,"i":[5],"c":[1]}',
  };
  for (const [what, line] of Object.entries(damaged)) {
    it(`with ${what} in the middle names the line`, async () => {
      const text = [HEADER, SERIES, line, '{"s":1,"t":2,"v":1}', ''].join('\n');
      expect(await failureOf(withLoad(text))).toMatch(/^HR_RECORD_UNREADABLE load\/local\.ndjson, line 3: /);
    });
  }

  it('with a first line that is no header names line 1', async () => {
    expect(await failureOf(withLoad(`${SERIES}\n`))).toMatch(/line 1: the first line is no load file header/);
  });
});

describe('a record that is not whole', () => {
  it('is read up to a torn last line', async () => {
    const record = await withRecord(withLoad(`${HEADER}\n${SERIES}\n{"s":1,"t":5,"v":3}\n{"s":1,"t":6,`), readRecord);
    expect(record.load.files).toMatchObject([{ isTorn: true, end: null }]);
    expect(record.load.select('health_check')[0]?.values).toEqual([3]);
  });

  it('may lack every load file, or have empty ones, and is still analysed', async () => {
    for (const load of [
      {},
      { 'local.ndjson': '' },
      { 'local.ndjson': '{"headroom":' },
      { 'local.ndjson': `${HEADER}\n` },
    ]) {
      const model = buildModel(await withRecord({ ...exampleRecord(), load }, readRecord));
      expect(model.summary.verdict).toBe('invalid');
      expect(model.summary.validity.reasons.map((reason) => reason.code)).toContain('partial');
      expect(model.summary.run.status).toBe('partial');
    }
  });

  it('counts an unreadable scrape in the middle as failed and passes over a torn last one', async () => {
    const texts = exampleRecord();
    const lines = (texts.samples['model.ndjson'] ?? '').split('\n');
    lines[3] = 'torn {';
    const samples = { ...texts.samples, 'model.ndjson': `${lines.slice(0, -1).join('\n')}\n{"atMs":17638` };
    const { collectors } = await withRecord({ ...texts, samples }, readRecord);
    expect(collectors.find((one) => one.name === 'model')).toMatchObject({ scrapes: 16, failures: 1 });
  });
});

describe('a record that is whole', () => {
  it('may have CRLF lines, empty lines and kinds that nobody knows', async () => {
    const text = [HEADER, SERIES, '', '{"host":{"cores":2}}', '{"s":1,"t":5,"v":3}', ''].join('\r\n');
    const record = await withRecord(withLoad(text), readRecord);
    expect(record.load.select('health_check')[0]?.values).toEqual([3]);
    expect(record.load.files[0]?.isTorn).toBe(false);
  });

  it('merges series of equal metric and tags over instances, whatever the order of tags, but not gauges', async () => {
    const series = (tags: string, metric = 'health_check', kind = 'trend') =>
      `{"series":1,"metric":"${metric}","kind":"${kind}","unit":"ms","tags":${tags}}`;
    const value = '{"s":1,"t":5,"n":1,"sum":1,"min":1,"max":1,"zero":0,"i":[-1],"c":[1]}';
    const file = (instance: string, tags: string) =>
      [
        HEADER.replace('local', instance),
        series(tags),
        value,
        series('{}', 'vus', 'gauge'),
        '{"s":1,"t":5,"v":7}',
        '',
      ].join('\n');
    const load = { 'a.ndjson': file('a', '{"x":"1","y":"2"}'), 'b.ndjson': file('b', '{"y":"2","x":"1"}') };
    const record = await withRecord({ ...exampleRecord(), load }, readRecord);
    expect(record.load.select('health_check').map((one) => one.count())).toEqual([2]);
    expect(record.load.select('vus').map((one) => one.instance)).toEqual(['a', 'b']);
  });

  it('keeps hostile names as they are, without harm', async () => {
    const names = ['__proto__', 'constructor', '</script><img onerror=1>', '\u202Egnp', 'a\nb', '=cmd()', ''];
    const record = await recordOf({
      touch: (file) => {
        for (const name of names)
          file.trend('http_req_duration', { name, [name]: name, phase: 'measure' }, 1_763_870_406, [1]);
      },
    });
    const model = buildModel(record);
    for (const name of names.filter((one) => one !== ''))
      expect(model.endpoints.map((row) => row.name)).toContain(name);
  });
});
