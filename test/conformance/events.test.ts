import { type Hit, search } from '@eqlite/engine';
import { describe, expect, test } from 'vitest';
import { type Case, SUITES, SUITES_FOLDER, type Suite } from './suites.js';

/** What a search finds, as the suites write it. */
function found(suite: Suite, { query, size = 50, ...options }: Case, resultPosition: 'head' | 'tail') {
  const { documents, tiebreakerField, idField } = suite;
  const { hits } = search(query, documents.events, {
    schema: documents.schema,
    size,
    resultPosition,
    ...(tiebreakerField === undefined ? {} : { tiebreakerField }),
    ...(options.max_samples_per_key === undefined ? {} : { maxSamplesPerKey: options.max_samples_per_key }),
  });
  const idOf = (hit: Hit) => (hit.missing ? -1 : hit._source[idField]);
  return {
    ids: hits.sequences?.map(({ events }) => events.map(idOf)) ?? hits.events?.map(idOf) ?? [],
    keys: hits.sequences?.flatMap(({ join_keys = [] }) => join_keys.map((key) => String(key))) ?? [],
  };
}

// Samples over several indices with dates of different formats are not here yet.
const NAMES = Object.keys(SUITES).filter((name) => name !== 'sample');

describe.skipIf(SUITES_FOLDER === undefined).each(NAMES)("Elasticsearch's suite %s", (name) => {
  const suite = SUITES_FOLDER === undefined ? undefined : SUITES[name]!();
  describe.each(['head', 'tail'] as const)('resultPosition %s', (resultPosition) => {
    test.each(suite?.cases.map((query) => [query.name, query] as const) ?? [])('%s', (_name, query) => {
      const { ids, keys } = found(suite!, query, resultPosition);
      expect(ids.flat()).toEqual(query.expected_event_ids.flat());
      if (query.join_keys !== undefined) expect(keys).toEqual(query.join_keys);
    });
  });
});
