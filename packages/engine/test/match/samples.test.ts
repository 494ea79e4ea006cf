import { compile, createMatcher, type Event, type Match, search } from '@eqlite/engine';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CONDITIONS, type ConditionName, type Key } from './sequence-spec.js';

/**
 * Samples, compared with what they mean word by word: all tuples there are, looked through one by one.
 * EQLITE_SEQUENCES=20000 for a long run.
 */
const RUNS = { numRuns: Number(process.env.EQLITE_SEQUENCES ?? 1000) };

const OPTIONS = { eventCategoryField: 'category' } as const;

interface SampleSpec {
  readonly sharedKeys: readonly Key[];
  readonly stages: readonly { readonly condition: ConditionName; readonly ownKeys: readonly Key[] }[];
  readonly maxSamplesPerKey: number;
}

// ---------------------------------------------------------------- at random

const keyOf = (field: string) => fc.boolean().map((isOptional): Key => ({ field, isOptional }));
const condition = fc.constantFrom<ConditionName>('a', 'b', 'any', 'one', 'positive');
const maxSamplesPerKey = fc.constantFrom(1, 1, 2, 3, 7, 1000);

/** Keys before the first bracket, behind each, or both. */
function withKeys(
  sharedKeys: fc.Arbitrary<readonly Key[]>,
  ownKeys: fc.Arbitrary<readonly Key[]>,
): fc.Arbitrary<SampleSpec> {
  const stages = fc.array(fc.record({ condition, ownKeys }), { minLength: 2, maxLength: 4, size: 'max' });
  return fc.record({ sharedKeys, stages, maxSamplesPerKey });
}

const none = fc.constant<readonly Key[]>([]);
const spec = fc.oneof(
  withKeys(fc.tuple(keyOf('k')), none),
  withKeys(fc.tuple(keyOf('k'), keyOf('m')), none),
  withKeys(none, fc.tuple(fc.oneof(keyOf('k'), keyOf('m')))),
  withKeys(fc.tuple(keyOf('k')), fc.tuple(keyOf('m'))),
);

const keyValue = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom<unknown>('p', 'p', 'q') },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(undefined, null, [], [null], ['p'], ['q', 'p', 'q'], ['P', null]) },
);

/** `n` tells them apart. Few enough for all tuples to be looked through. */
const events: fc.Arbitrary<readonly Event[]> = fc
  .array(
    fc.record({ category: fc.constantFrom('a', 'b', 'c'), x: fc.constantFrom(0, 1, 2), k: keyValue, m: keyValue }),
    { maxLength: 12, size: 'max' },
  )
  .map((list) => list.map((event, n) => ({ n, ...event })));

function compiledOf({ sharedKeys, stages }: SampleSpec) {
  const by = (keys: readonly Key[]) =>
    keys.length === 0
      ? ''
      : ` by ${keys.map(({ field, isOptional }) => `${isOptional ? '?' : ''}${field}`).join(', ')}`;
  const brackets = stages.map((stage) => `[${CONDITIONS[stage.condition].text}]${by(stage.ownKeys)}`);
  return compile(`sample${by(sharedKeys)} ${brackets.join(' ')}`, OPTIONS);
}

// ---------------------------------------------------------------- word by word

type KeyValues = readonly unknown[];

/** An array is each of its values; nulls are none, and none is null where the key may be. */
function keysOf(event: Event, keys: readonly Key[]): readonly KeyValues[] {
  return keys.reduce<readonly KeyValues[]>(
    (tuples, { field, isOptional }) => {
      const values = [...new Set([event[field]].flat())].filter((value) => value !== undefined && value !== null);
      const all = values.length === 0 && isOptional ? [null] : values;
      return tuples.flatMap((tuple) => all.map((value) => [...tuple, value]));
    },
    [[]],
  );
}

/** `p,q: 1 4`: the key, and the numbers of the events. */
const show = (key: KeyValues, tuple: readonly Event[]) =>
  `${key.map(String).join()}: ${tuple.map(({ n }) => n).join(' ')}`;

/** For each key, in order, all tuples of different events, one for each stage; in the order of the input, the last turning fastest. */
function allSamples({ sharedKeys, stages }: SampleSpec, list: readonly Event[]) {
  const keys = new Map<string, KeyValues>();
  for (const { ownKeys } of stages) {
    for (const event of list)
      for (const key of keysOf(event, [...sharedKeys, ...ownKeys])) keys.set(JSON.stringify(key), key);
  }
  return [...keys.values()].sort(compareKeys).map((key) => {
    const has = (event: Event, ownKeys: readonly Key[]) =>
      keysOf(event, [...sharedKeys, ...ownKeys]).some((own) => JSON.stringify(own) === JSON.stringify(key));
    const tuples = stages.reduce<readonly (readonly Event[])[]>(
      (begun, stage) =>
        begun.flatMap((tuple) =>
          list
            .filter((event) => CONDITIONS[stage.condition].holds(event, {}) && has(event, stage.ownKeys))
            .filter((event) => !tuple.includes(event))
            .map((event) => [...tuple, event]),
        ),
      [[]],
    );
    return { key, tuples };
  });
}

/** Value by value, null first. */
function compareKeys(a: KeyValues, b: KeyValues): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  if (at < 0) return 0;
  if (a[at] === null || b[at] === null) return a[at] === null ? -1 : 1;
  return (a[at] as string) < (b[at] as string) ? -1 : 1;
}

function expected(query: SampleSpec, list: readonly Event[]): readonly string[] {
  return allSamples(query, list).flatMap(({ key, tuples }) =>
    tuples.slice(0, query.maxSamplesPerKey).map((tuple) => show(key, tuple)),
  );
}

/** What is to be told with each event: of the tuples that it makes possible the first, until the key has had as many as may be. */
function expectedLive(query: SampleSpec, list: readonly Event[]): readonly (readonly string[])[] {
  const told = new Map<string, number>();
  return list.map((event, i) =>
    allSamples(query, list.slice(0, i + 1)).flatMap(({ key, tuples }) => {
      const id = JSON.stringify(key);
      const soFar = told.get(id) ?? 0;
      const next = tuples.filter((tuple) => tuple.includes(event)).slice(0, query.maxSamplesPerKey - soFar);
      told.set(id, soFar + next.length);
      return next.map((tuple) => show(key, tuple));
    }),
  );
}

// ---------------------------------------------------------------- the properties

const showMatch = ({ joinKeys, events: hits }: Match) =>
  show(
    joinKeys,
    hits.map(({ _source }) => _source),
  );

test('a search finds what brute force does, in the same order, `size` of it from the start', () => {
  fc.assert(
    fc.property(
      spec,
      events,
      fc.constantFrom(0, 1, 3, 1e6),
      fc.constantFrom('head', 'tail'),
      (query, list, size, from) => {
        const options = { ...OPTIONS, size, resultPosition: from, maxSamplesPerKey: query.maxSamplesPerKey } as const;
        const { hits } = search(compiledOf(query).query, list, options);
        const found = hits.sequences!.map(({ join_keys: joinKeys = [], events }) => showMatch({ joinKeys, events }));
        expect(found).toEqual(expected(query, list).slice(0, size));
      },
    ),
    RUNS,
  );
});

test('a stream tells each sample with the event that makes it possible, also when it is stopped and restored anywhere', () => {
  fc.assert(
    fc.property(spec, events, fc.infiniteStream(fc.boolean()), (query, list, stops) => {
      const compiled = compiledOf(query);
      const options = { maxSamplesPerKey: query.maxSamplesPerKey };
      let matcher = createMatcher(compiled, options);
      const batches = list.map((event) => {
        const found = matcher.push(event).map(showMatch);
        if (stops.next().value) {
          const text = JSON.stringify(matcher.snapshot());
          matcher = createMatcher(compiled, options);
          matcher.restore(JSON.parse(text));
          expect(JSON.stringify(matcher.snapshot())).toBe(text);
        }
        return found;
      });
      expect(batches).toEqual(expectedLive(query, list));
      expect(matcher.flush()).toEqual([]);
    }),
    { numRuns: Math.ceil(RUNS.numRuns / 3) },
  );
});
