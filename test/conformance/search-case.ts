import { type Hit, search } from '@eqlite/engine';
import type { Case, Suite } from './suites.js';

/** What a search finds, as the suites write it. */
export function found(suite: Suite, { query, size = 50, ...options }: Case, resultPosition: 'head' | 'tail') {
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
export function acceptable({ expected_event_ids: ids }: Case): readonly (readonly number[])[] {
  return Array.isArray(ids[0]) ? (ids as readonly (readonly number[])[]) : [ids as readonly number[]];
}

/** A case with another answer here than the suite's. */
export interface Otherwise {
  readonly ids: readonly number[];
  readonly why: string;
}

const NO_SHARDS = 'it expects nothing, since a shard of its cluster fails; there are no shards here';

export const OTHERWISE: { readonly [suite: string]: { readonly [name: string]: Otherwise } } = {
  'date nanos': {
    sequencesOnDifferentEventTypes7: {
      ids: [67, 68, 69, 70, 72, 73, 74, 75],
      why:
        'written for the main suite, where these events are 5.1 s apart; with the same numbers taken for nanoseconds ' +
        '50.9 ms lie between them, well within `maxspan=500ms`',
    },
  },
  'failing shards': {
    sequenceQueryMissingShards: { ids: [1, 2], why: NO_SHARDS },
    sequenceQueryMissingShardsTrue: { ids: [1, 2], why: NO_SHARDS },
  },
};

/** Whether a search gives what it should: what the suite expects, or the other answer. */
export function isAsExpected(suite: Suite, one: Case, resultPosition: 'head' | 'tail'): boolean {
  const { ids, keys } = found(suite, one, resultPosition);
  const otherwise = OTHERWISE[suite.name]?.[one.name];
  const choices = otherwise === undefined ? acceptable(one) : [otherwise.ids];
  const isSame = (a: readonly unknown[], b: readonly unknown[]) => JSON.stringify(a) === JSON.stringify(b);
  return (
    choices.some((choice) => isSame(choice, ids.flat())) && (one.join_keys === undefined || isSame(one.join_keys, keys))
  );
}
