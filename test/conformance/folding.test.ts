import { describe, expect, test } from 'vitest';
import { folded, isRefused, readFoldings, readRefusals } from './folding.js';
import { SUITES_FOLDER } from './suites.js';

const FILES = ['test_folding.toml', 'test_string_functions.toml'];

describe.skipIf(SUITES_FOLDER === undefined).each(FILES)("Elasticsearch's foldings in %s", (file) => {
  const { run } = SUITES_FOLDER === undefined ? { run: [] } : readFoldings(file);
  test.each(run.map(({ expression, expected }) => [expression, expected] as const))(
    '%s is %s',
    (expression, expected) => {
      expect(folded(expression)).toEqual([expected, expected]);
    },
  );

  const refused = SUITES_FOLDER === undefined ? [] : readRefusals(file);
  test('calls that are to be refused', () => {
    expect(refused.filter((expression) => !isRefused(expression))).toEqual([]);
  });
});
