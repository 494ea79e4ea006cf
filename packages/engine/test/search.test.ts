import { type Event, type SearchOptions, search } from '@eqlite/engine';
import { describe, expect, test } from 'vitest';

/** Twelve events, one a second, each followed by its answer; out of order, as files are. */
const TWELVE: readonly Event[] = [7, 1, 12, 3, 2, 11, 4, 6, 5, 8, 10, 9].flatMap((n) => [
  { n, '@timestamp': Date.UTC(2026, 0, 1, 0, 0, n), event: { category: 'ask' } },
  { n, '@timestamp': Date.UTC(2026, 0, 1, 0, 0, n, 500), event: { category: 'answer' } },
]);

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);

/** Pipes and options, and which of the twelve come back. @see semantics of pipes: the first is capped by `size`. */
const PAGES: readonly (readonly [pipes: string, options: SearchOptions, found: readonly number[]])[] = [
  ['', {}, range(3, 12)],
  ['', { resultPosition: 'tail' }, range(3, 12)],
  ['', { resultPosition: 'head' }, range(1, 10)],
  ['', { size: 3 }, range(10, 12)],
  ['', { size: 3, resultPosition: 'head' }, range(1, 3)],
  ['', { size: 0 }, []],
  ['', { size: 100 }, range(1, 12)],
  ['| head 3', {}, range(1, 3)],
  ['| tail 3', {}, range(10, 12)],
  ['| tail 3', { resultPosition: 'head' }, range(10, 12)],
  ['| head 20', {}, range(1, 10)],
  ['| tail 20', {}, range(3, 12)],
  ['| head 20', { size: 15 }, range(1, 12)],
  ['| tail 10 | head 7', {}, range(3, 9)],
  ['| head 10 | tail 3', {}, range(8, 10)],
  ['| tail 20 | head 11', { size: 20 }, range(1, 11)],
  ['| head 5 | head 2', {}, range(1, 2)],
  ['| tail 5 | tail 2', {}, range(11, 12)],
  ['| head 5 | tail 9', {}, range(1, 5)],
  ['| head 0', {}, []],
  ['| tail 0', {}, []],
  ['| head 5 | tail 0', {}, []],
];

describe.each([
  ['events', 'ask where true'],
  ['sequences', 'sequence by n [ask where true] [answer where true]'],
] as const)('which %s come back', (kind, query) => {
  test.each(PAGES)('%s %j', (pipes, options, expected) => {
    const { hits } = search(`${query} ${pipes}`, TWELVE, options);
    const found = kind === 'events' ? hits.events! : hits.sequences!.map(({ events }) => events[0]!);
    expect(found.map(({ _source }) => _source.n)).toEqual(expected);
    expect(hits.total).toEqual({ value: expected.length, relation: 'eq' });
  });
});

describe('the order of events', () => {
  const orderOf = (events: readonly Event[], options: SearchOptions = {}) =>
    search('any where true', events, options).hits.events!.map(({ _id }) => Number(_id));

  test('is that of time, whatever it is written in', () => {
    const times = ['2026-01-01T00:00:02Z', 1767225601000, '1767225603000', '2026-01-01T01:00:00.5+01:00', '2026-01-01'];
    expect(orderOf(times.map((time) => ({ '@timestamp': time })))).toEqual([4, 3, 1, 0, 2]);
  });

  test('is that of the tiebreaker at the same time, those without one last, then that of the input', () => {
    const events = [3, undefined, 1, 2, 1, undefined].map((seq) => ({ '@timestamp': 5, ...(seq && { seq }) }));
    expect(orderOf(events)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(orderOf(events, { tiebreakerField: 'seq' })).toEqual([2, 4, 3, 0, 1, 5]);
  });

  test('puts events without a time last', () => {
    expect(orderOf([{}, { '@timestamp': 'soon' }, { '@timestamp': 1 }])).toEqual([2, 0, 1]);
  });

  test('goes by the field that is named', () => {
    expect(orderOf([{ at: { ms: 9 } }, { at: { ms: 1 } }], { timestampField: 'at.ms' })).toEqual([1, 0]);
  });
});

describe('the response', () => {
  const a = { '@timestamp': 1, event: { category: 'a' }, k: 'x', u: null };
  const b = { '@timestamp': 2, event: { category: 'b' }, k: 'x', pid: 7 };
  const hit = (event: Event, id: number) => ({ _index: '', _id: String(id), _source: event });

  test('of an event query', () => {
    expect(search('b where true', [a, b])).toEqual({
      hits: { total: { value: 1, relation: 'eq' }, events: [hit(b, 1)] },
    });
    expect(search('c where true', [a, b])).toEqual({ hits: { total: { value: 0, relation: 'eq' }, events: [] } });
  });

  test('gives the events themselves', () => {
    expect(search('b where true', [a, b]).hits.events![0]!._source).toBe(b);
  });

  test('of a sequence: shared keys, then those of stages; null where an optional one is missing', () => {
    expect(search('sequence by k, ?u [a where true] by k [b where true] by k', [a, b]).hits.sequences).toEqual([
      { join_keys: ['x', null, 'x'], events: [hit(a, 0), hit(b, 1)] },
    ]);
  });

  test('of a sequence without keys has none', () => {
    expect(search('sequence [a where true] [b where true]', [a, b]).hits.sequences).toEqual([
      { events: [hit(a, 0), hit(b, 1)] },
    ]);
  });

  test('holds the place of a missing event', () => {
    expect(
      search('sequence with maxspan=1h [a where true] ![c where true] [b where true]', [a, b]).hits.sequences,
    ).toEqual([{ events: [hit(a, 0), { _index: '', _id: '', _source: {}, missing: true }, hit(b, 1)] }]);
  });

  test('of a sample', () => {
    expect(search('sample by k [b where true] [a where true]', [a, b]).hits).toEqual({
      total: { value: 1, relation: 'eq' },
      sequences: [{ join_keys: ['x'], events: [hit(b, 1), hit(a, 0)] }],
    });
  });
});

describe('the category before where', () => {
  const EVENTS: readonly Event[] = [
    { n: 0, event: { category: 'process' } },
    { n: 1, event: { category: ['session', 'process'] } },
    { n: 2, event: { category: 'Process' } },
    { n: 3, event: { category: '*' } },
    { n: 4, event: {} },
    { n: 5, kind: 'process' },
    { n: 6, 'event.category': 'file-share' },
  ];
  test.each<readonly [query: string, options: SearchOptions, found: readonly number[]]>([
    ['process where true', {}, [0, 1]],
    ['session where true', {}, [1]],
    ['"process" where n == 1', {}, [1]],
    ['"*" where true', {}, [3]],
    ['"proc*" where true', {}, []],
    ['"file-share" where true', {}, [6]],
    ['"""file-share""" where true', {}, [6]],
    ['any where true', {}, [0, 1, 2, 3, 4, 5, 6]],
    ['process where true', { eventCategoryField: 'kind' }, [5]],
  ])('%s %j', (query, options, expected) => {
    expect(search(query, EVENTS, options).hits.events!.map(({ _source }) => _source.n)).toEqual(expected);
  });
});

test.each<readonly [options: object, message: string]>([
  [{ size: -1 }, 'option "size" must be an integer of at least 0, not -1'],
  [{ size: 1.5 }, 'option "size" must be an integer of at least 0, not 1.5'],
  [{ maxSamplesPerKey: 0 }, 'option "maxSamplesPerKey" must be an integer of at least 1, not 0'],
  [{ resultPosition: 'middle' }, 'option "resultPosition" must be "head" or "tail", not "middle"'],
  [{ dialect: 'sql' }, 'unknown dialect "sql"; the dialects are elasticsearch, endpoint'],
  [
    { resultposition: 'head' },
    'unknown option "resultposition"; there are dialect, eventCategoryField, limits, maxSamplesPerKey, nowMs, resultPosition, schema, size, tiebreakerField, timestampField',
  ],
])('%j is refused', (options, message) => {
  expect(() => search('any where true', [], options)).toThrow(new TypeError(message));
});
