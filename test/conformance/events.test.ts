import { describe, expect, test } from 'vitest';
import { acceptable, found, OTHERWISE } from './search-case.js';
import { SUITES, SUITES_FOLDER } from './suites.js';

describe.skipIf(SUITES_FOLDER === undefined).each(Object.keys(SUITES))("Elasticsearch's suite %s", (name) => {
  const suite = SUITES_FOLDER === undefined ? undefined : SUITES[name]!();
  describe.each(['head', 'tail'] as const)('resultPosition %s', (resultPosition) => {
    test.each(suite?.cases.map((query) => [query.name, query] as const) ?? [])('%s', (_name, query) => {
      const { ids, keys } = found(suite!, query, resultPosition);
      const otherwise = OTHERWISE[name]?.[query.name];
      expect(otherwise === undefined ? acceptable(query) : [otherwise.ids]).toContainEqual(ids.flat());
      if (query.join_keys !== undefined) expect(keys).toEqual(query.join_keys);
    });
  });
});
