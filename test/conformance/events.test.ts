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

/** The ids that a result may have: a list of lists is a choice. */
function acceptable({ expected_event_ids: ids }: Case): readonly (readonly number[])[] {
  return Array.isArray(ids[0]) ? (ids as readonly (readonly number[])[]) : [ids as readonly number[]];
}

/** Cases with another answer here than the suite's, and why. */
const OTHERWISE: { readonly [suite: string]: { readonly [name: string]: readonly number[] } } = {
  'date nanos': {
    // Written for the main suite, where these events are 5.1 s apart. In this one the same numbers are nanoseconds: 50.9 ms
    // lie between the events, well within maxspan=500ms.
    sequencesOnDifferentEventTypes7: [67, 68, 69, 70, 72, 73, 74, 75],
  },
};

describe.skipIf(SUITES_FOLDER === undefined).each(Object.keys(SUITES))("Elasticsearch's suite %s", (name) => {
  const suite = SUITES_FOLDER === undefined ? undefined : SUITES[name]!();
  describe.each(['head', 'tail'] as const)('resultPosition %s', (resultPosition) => {
    test.each(suite?.cases.map((query) => [query.name, query] as const) ?? [])('%s', (_name, query) => {
      const { ids, keys } = found(suite!, query, resultPosition);
      const otherwise = OTHERWISE[name]?.[query.name];
      expect(otherwise === undefined ? acceptable(query) : [otherwise]).toContainEqual(ids.flat());
      if (query.join_keys !== undefined) expect(keys).toEqual(query.join_keys);
    });
  });
});
