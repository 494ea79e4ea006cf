import { compile, createMatcher, type Event } from '@eqlite/engine';
import { expect, test } from 'vitest';

const QUERY =
  'sequence by host.id with maxspan=1m [a where x.y == 1] ![m where ?p.q : "v*" and not r in (1, 2) and length(s.t) > 2] [b where true]';

/** Fields nested, dotted, in arrays and absent, beside much that the query does not read. */
const WANTED: readonly Event[] = [
  { event: { category: ['m', 'z'] }, p: { q: 'value' }, r: 3, s: { t: 'long' }, host: { id: 1 } },
  { 'event.category': 'm', 'p.q': ['no', 'V'], s: [{ t: 'x' }, { t: 'long' }], 'host.id': [1, null, 2] },
  { event: { category: 'm' }, p: [{ q: [['very']] }], r: [3, [4]], s: { t: ['abc'] }, host: [{ id: 1 }] },
];

test.each(WANTED.map((event) => [event] as const))(
  '%j is held as what the query reads of it, with the same effect',
  (event) => {
    const whole = { '@timestamp': 2, noise: 'x'.repeat(1000), process: { args: ['x'] }, ...event };
    const run = (maxLatenessMs: number) => {
      const matcher = createMatcher(compile(QUERY), { maxLatenessMs });
      const others = [
        { '@timestamp': 1, event: { category: 'a' }, x: { y: 1 }, host: { id: 1 } },
        { '@timestamp': 3, event: { category: 'b' }, host: { id: 1 } },
      ];
      const given = [others[0]!, whole, others[1]!].flatMap((one) => matcher.push(one, 'origin'));
      return { matcher, matches: given };
    };
    const { matcher } = run(100);
    const { buffered } = matcher.snapshot().stream as { buffered: { event: Event; origin?: unknown }[] };
    expect(buffered).toHaveLength(3);
    expect(JSON.stringify(buffered.find((item) => item.origin === undefined))).not.toContain('noise');
    expect(matcher.flush()).toEqual(run(0).matches);
    expect(matcher.counters()).toMatchObject({ late: 0 });
  },
);

test('what may be a step is held whole', () => {
  const matcher = createMatcher(compile('sequence with maxspan=1m [a where true] ![any where x == 1]'), {
    maxLatenessMs: 9,
  });
  const event = { '@timestamp': 1, event: { category: 'a' }, x: 1, more: 'kept' };
  matcher.push(event);
  expect(matcher.flush()[0]!.events[0]!._source).toBe(event);
});
