import { EqlSyntaxError, parse, print } from '@eqlite/syntax';
import { describe, expect, test } from 'vitest';
import { readSuiteFile, SUITES_FOLDER } from './suites.js';

/**
 * The statements of an `.eql` file: each ends with `;` at the end of a line; those behind the last `;` are a line each.
 * Lines that start with `//` are left out.
 */
function statementsOf(file: string): string[] {
  const text = readSuiteFile(file).replace(/^\/\/.*$/gm, '');
  const statements = text.split(/;[ \t]*$/m);
  const lines = (statements.pop() as string).split('\n');
  return [...statements, ...lines].map((statement) => statement.trim()).filter((statement) => statement !== '');
}

describe.skipIf(SUITES_FOLDER === undefined)("Elasticsearch's grammar suite", () => {
  const read = (file: string) => (SUITES_FOLDER === undefined ? ['nothing'] : statementsOf(file));

  test.each(read('queries-supported.eql'))('reads %s', (statement) => {
    const printed = print(parse(statement));
    expect(print(parse(printed))).toBe(printed);
  });

  test.each(read('queries-unsupported.eql'))('refuses %s', (statement) => {
    expect(() => parse(statement)).toThrow(EqlSyntaxError);
  });

  test('has all its statements', () => {
    expect([read('queries-supported.eql').length, read('queries-unsupported.eql').length]).toEqual([193 + 26, 92]);
  });
});
