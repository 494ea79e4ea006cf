import { compile, createMatcher, type Event, type Match, type MatcherOptions, search } from '@eqlite/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arrival, events, sequenceSpec } from './arbitrary.js';
import { bruteForce, inOrder } from './brute-force.js';
import { printSpec, type SequenceSpec } from './sequence-spec.js';

/** EQLITE_SEQUENCES=20000 for a long run. */
const RUNS = { numRuns: Number(process.env.EQLITE_SEQUENCES ?? 1000) };

const OPTIONS = { eventCategoryField: 'category', tiebreakerField: 'tiebreaker' } as const;

const compiledOf = (spec: SequenceSpec) => {
  const query = printSpec(spec);
  return compile(query, { ...OPTIONS, dialect: query.includes(' as e0') ? 'endpoint' : 'elasticsearch' });
};

/** `p,q: 1 - 4`: the key, and the numbers of the events. */
const show = (key: readonly unknown[], found: readonly (Event | null)[]) =>
  `${key.map(String).join()}: ${found.map((event) => event?.n ?? '-').join(' ')}`;
const showMatch = ({ joinKeys, events }: Match) =>
  show(
    joinKeys,
    events.map(({ missing, _source }) => (missing ? null : _source)),
  );

function expected(spec: SequenceSpec, list: readonly Event[]): readonly string[] {
  return bruteForce(spec, list).map(({ key, events }) => show(key, events));
}

function searched(spec: SequenceSpec, list: readonly Event[]): readonly string[] {
  const { query, settings } = compiledOf(spec);
  const { hits } = search(query, list, { ...OPTIONS, dialect: settings.dialect, size: 1_000_000 });
  return hits.sequences!.map(({ join_keys: joinKeys = [], events }) => showMatch({ joinKeys, events } as Match));
}

/** What a stream gives after each event, and at the end. */
function streamed(
  spec: SequenceSpec,
  list: readonly Event[],
  options: MatcherOptions = {},
): readonly (readonly string[])[] {
  const matcher = createMatcher(compiledOf(spec), options);
  const batches = list.map((event) => matcher.push(event).map(showMatch));
  return [...batches, matcher.flush().map(showMatch)];
}

const sorted = (list: readonly string[]) => [...list].sort();

describe.each([
  ['plain sequences', false],
  ['sequences whose stages read an alias', true],
] as const)('%s', (_name, hasAliases) => {
  const spec = sequenceSpec(hasAliases);

  test('a search finds what brute force does, in the same order', () => {
    fc.assert(
      fc.property(spec, events, (query, list) => {
        expect(searched(query, list)).toEqual(expected(query, list));
      }),
      RUNS,
    );
  });

  test('a stream in order tells each match as soon as it is certain, and once', () => {
    fc.assert(
      fc.property(spec, events, (query, list) => {
        const ordered = inOrder(list);
        const batches = streamed(query, ordered);
        for (let i = 0; i < ordered.length; i++) {
          const nowMs = ordered[i]!['@timestamp'] as number;
          const certain = bruteForce(query, ordered.slice(0, i + 1)).filter(({ decidedMs }) => decidedMs < nowMs);
          expect(sorted(batches.slice(0, i + 1).flat())).toEqual(
            sorted(certain.map((one) => show(one.key, one.events))),
          );
        }
        expect(sorted(batches.flat())).toEqual(sorted(expected(query, ordered)));
      }),
      { numRuns: Math.ceil(RUNS.numRuns / 3) },
    );
  });

  test('a stream in any order of arrival within the lateness gives the same matches', () => {
    const delays = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 25 });
    fc.assert(
      fc.property(spec, events, fc.integer({ min: 1, max: 20 }), delays, (query, list, maxLatenessMs, given) => {
        const arrived = arrival(list, maxLatenessMs, given);
        const found = sorted(streamed(query, arrived, { maxLatenessMs }).flat());
        expect(found).toEqual(sorted(searched(query, arrived)));
        expect(found).toEqual(sorted(expected(query, arrived)));
      }),
      RUNS,
    );
  });

  test('a matcher that is stopped and restored anywhere goes on as if nothing had been', () => {
    fc.assert(
      fc.property(
        spec,
        events,
        fc.integer({ min: 0, max: 20 }),
        fc.infiniteStream(fc.boolean()),
        (query, list, maxLatenessMs, stops) => {
          const compiled = compiledOf(query);
          let matcher = createMatcher(compiled, { maxLatenessMs });
          const batches: (readonly string[])[] = [];
          for (const event of list) {
            batches.push(matcher.push(event).map(showMatch));
            if (!stops.next().value) continue;
            const text = JSON.stringify(matcher.snapshot());
            matcher = createMatcher(compiled, { maxLatenessMs });
            matcher.restore(JSON.parse(text));
            expect(JSON.stringify(matcher.snapshot())).toBe(text);
          }
          batches.push(matcher.flush().map(showMatch));
          expect(batches).toEqual(streamed(query, list, { maxLatenessMs }));
        },
      ),
      { numRuns: Math.ceil(RUNS.numRuns / 3) },
    );
  });
});
