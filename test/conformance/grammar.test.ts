import { EqlSyntaxError, parse, print } from '@eqlite/syntax';
import { describe, expect, test } from 'vitest';
import { statementsOf } from './statements.js';
import { SUITES_FOLDER } from './suites.js';

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
