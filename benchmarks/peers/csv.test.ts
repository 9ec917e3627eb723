import { expect, test } from 'vitest';
import { csvRow } from './csv.ts';

const TABLE = 'Type,Name,Failure Count,95%\r\nGET,plain,0,51\r\nSSE,"first token",3,270\r\n';

test('the row is found by one column and read by the others', () => {
  expect(csvRow(TABLE, 'Name', 'first token')?.get('95%')).toBe('270');
  expect(csvRow(TABLE, 'Name', 'plain')?.get('Failure Count')).toBe('0');
});

test('a missing row, column or table is undefined', () => {
  expect(csvRow(TABLE, 'Name', 'none')).toBeUndefined();
  expect(csvRow(TABLE, 'Label', 'plain')).toBeUndefined();
  expect(csvRow('', 'Name', 'plain')).toBeUndefined();
});
