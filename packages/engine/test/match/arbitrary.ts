import type { Event } from '@eqlite/engine';
import fc from 'fast-check';
import {
  type BracketSpec,
  type ConditionName,
  type Key,
  readsAlias,
  type SequenceSpec,
  type StageSpec,
} from './sequence-spec.js';

const PLAIN: readonly ConditionName[] = ['a', 'b', 'any', 'one', 'positive'];
const WITH_ALIAS: readonly ConditionName[] = [...PLAIN, 'sameAsFirst', 'notAsFirst'];

const key = fc.record<Key>({ field: fc.constantFrom('k', 'm'), isOptional: fc.boolean() });
/** Often none, at most two; both of the same field now and then. */
const sharedKeys = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Key[]>([]) },
  { weight: 5, arbitrary: fc.array(key, { minLength: 1, maxLength: 2 }) },
);

/** Sequences that `check` passes. With `hasAliases` later stages may look at the first event; then it is no missing one. */
export function sequenceSpec(hasAliases: boolean): fc.Arbitrary<SequenceSpec> {
  return fc
    .record({
      sharedKeys,
      ownKeyCount: fc.constantFrom(0, 0, 1),
      stages: fc.array(
        fc.record({
          condition: fc.constantFrom(...(hasAliases ? WITH_ALIAS : PLAIN)),
          isMissing: fc.constantFrom(false, false, false, true),
          runs: fc.constantFrom(1, 1, 1, 1, 2, 3),
          own: key,
        }),
        { minLength: 1, maxLength: 5, size: 'max' },
      ),
      until: sometimes(fc.record({ condition: fc.constantFrom(...(hasAliases ? WITH_ALIAS : PLAIN)), own: key })),
      maxSpanMs: sometimes(fc.integer({ min: 1, max: 30 })),
    })
    .map(({ sharedKeys, ownKeyCount, stages, until, maxSpanMs }): SequenceSpec => {
      const ownKeys = (own: Key) => (ownKeyCount === 0 ? [] : [own]);
      const fitted = stages.map(({ condition, isMissing, runs, own }, i): StageSpec => {
        // The first stage has the name, and what is missing cannot be compared with it.
        const first = hasAliases && i === 0;
        const isGap = isMissing && !first;
        return {
          condition: readsAlias(condition) && (first || isGap) ? 'any' : condition,
          isMissing: isGap,
          runs,
          ownKeys: ownKeys(own),
        };
      });
      return {
        sharedKeys,
        stages: fitted,
        until: until && ({ condition: until.condition, ownKeys: ownKeys(until.own) } satisfies BracketSpec),
        maxSpanMs: maxSpanMs ?? (fitted.some(({ isMissing }) => isMissing) ? 10 : undefined),
      };
    })
    .filter(
      ({ stages }) =>
        stages.some(({ isMissing }) => !isMissing) && stages.reduce((sum, { runs }) => sum + runs, 0) >= 2,
    );
}

const sometimes = <T>(arbitrary: fc.Arbitrary<T>) => fc.oneof(fc.constant(undefined), arbitrary);

const keyValue = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom<unknown>('p', 'p', 'q') },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(undefined, null, [], [null], ['p'], ['q', 'p', 'q'], ['p', null]) },
);

/** Events close in time, often at the same. `n` tells them apart. */
export const events: fc.Arbitrary<readonly Event[]> = fc
  .array(
    fc.record({
      '@timestamp': fc.integer({ min: 0, max: 40 }),
      tiebreaker: fc.constantFrom(undefined, 1, 2),
      category: fc.constantFrom('a', 'a', 'b', 'b', 'c'),
      x: fc.constantFrom(0, 1, 2),
      k: keyValue,
      m: keyValue,
    }),
    { maxLength: 25, size: 'max' },
  )
  .map((list) =>
    list.map((event, n) => ({
      n,
      ...Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined)),
    })),
  );

/** An order of arrival in which no event is more than `latenessMs` behind an earlier arrival. */
export function arrival(list: readonly Event[], latenessMs: number, delays: readonly number[]): readonly Event[] {
  const arrives = (event: Event) =>
    (event['@timestamp'] as number) + (delays[(event.n as number) % delays.length]! / 1000) * latenessMs;
  return [...list].sort((a, b) => arrives(a) - arrives(b));
}
