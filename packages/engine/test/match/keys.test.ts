import { compile, createMatcher, type Event } from '@eqlite/engine';
import fc from 'fast-check';
import { expect, test } from 'vitest';

/** What joins events is that their keys are equal, whatever they are: texts of any length and script, numbers, both at once. */

const unit = fc.constantFrom('a', 'b', '\0', 'ÿ', 'Ā', '字', '\ud800', '😀');
const text = fc.oneof(
  fc.string({ unit, maxLength: 9 }),
  fc
    .tuple(fc.integer({ min: 0, max: 100 }), fc.string({ unit, maxLength: 2 }))
    .map(([length, rest]) => 'a'.repeat(length) + rest),
);
const scalar = fc.oneof(
  { weight: 6, arbitrary: text },
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(0, 1, -1, 0.5, 1e300, 2 ** 31, '0', '1', '-1', true, false, 'true'),
  },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(2n ** 60n, 2n ** 60n + 1n, String(2n ** 60n)) },
);
const field = fc.oneof({ weight: 4, arbitrary: scalar }, { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) });

/** Few keys and many events, so that keys meet again. */
const events = fc
  .array(fc.record({ k: field, m: field }), { minLength: 1, maxLength: 6 })
  .chain((keys) =>
    fc
      .array(fc.record({ category: fc.constantFrom('a', 'a', 'b'), key: fc.constantFrom(...keys) }), { maxLength: 30 })
      .map((list) => list.map(({ category, key }, i): Event => ({ '@timestamp': i, event: { category }, ...key }))),
  );

const valuesOf = (value: unknown) => (Array.isArray(value) ? [...new Set(value)] : [value]);
const idOf = (value: unknown) => `${typeof value}:${String(value).length}:${String(value)}`;

function byHand(list: readonly Event[], fields: readonly string[]): readonly string[] {
  const waiting = new Map<string, number>();
  return list.flatMap((event, i) => {
    const ids = fields
      .map((name) => valuesOf(event[name]).map(idOf))
      .reduce((all, values) => all.flatMap((id) => values.map((value) => `${id} ${value}`)), ['']);
    if ((event.event as Event).category === 'a') {
      for (const id of ids) waiting.set(id, i);
      return [];
    }
    const found = ids.filter((id) => waiting.has(id)).map((id) => `${waiting.get(id)} ${i}`);
    for (const id of ids) waiting.delete(id);
    return found.sort();
  });
}

test.each([['k'], ['k, m']])('equal keys join: sequence by %s', (by) => {
  const query = compile(`sequence by ${by} [a where true] [b where true]`);
  fc.assert(
    fc.property(events, fc.boolean(), (list, isInterrupted) => {
      let matcher = createMatcher(query);
      const found = list.flatMap((event) => {
        if (isInterrupted) {
          const snapshot = matcher.snapshot();
          const { bytes } = matcher.counters();
          matcher = createMatcher(query);
          matcher.restore(snapshot);
          expect(matcher.snapshot()).toEqual(snapshot);
          expect(matcher.counters().bytes).toBe(bytes);
        }
        return matcher
          .push(event)
          .map((match) => match.events.map(({ _source }) => _source['@timestamp']).join(' '))
          .sort();
      });
      expect(found).toEqual(byHand(list, by.split(', ')));
    }),
    { numRuns: 500 },
  );
});
