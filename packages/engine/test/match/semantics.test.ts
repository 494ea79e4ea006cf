import { type Event, type SearchOptions, search } from '@eqlite/engine';
import { describe, expect, test } from 'vitest';

/**
 * What sequences and samples mean, case by case. `a3/p` is an event of category `a` at 3 ms with the key `p`; `p+q` are two
 * values, `?` is null, without `/` there is no key. A result is the events in the order of the stages, `!` for a missing one,
 * with the join keys before them where there are any.
 */
interface Case {
  readonly name: string;
  readonly query: string;
  readonly events: string;
  readonly found: readonly string[];
  readonly options?: SearchOptions;
}

function toEvent(word: string): Event {
  const [, category, time, key] = /^([a-z]+)(\d+)(?:\/(.*))?$/.exec(word)!;
  const values = key?.split('+').map((value) => (value === '?' ? null : value));
  return {
    word: word.replace(/\/.*/, ''),
    '@timestamp': Number(time),
    'event.category': category,
    ...(values === undefined ? {} : { key: values.length === 1 ? values[0] : values }),
  };
}

function found(query: string, events: readonly Event[], options: SearchOptions = {}): readonly string[] {
  const { hits } = search(query, events, options);
  expect(hits.total).toEqual({ value: hits.sequences!.length, relation: 'eq' });
  return hits.sequences!.map(({ join_keys: keys, events }) => {
    const words = events.map(({ missing, _source }) => (missing ? '!' : _source.word)).join(' ');
    return keys === undefined ? words : `${keys.map(String).join()}: ${words}`;
  });
}

const AB = 'sequence [a where true] [b where true]';
const ABC = 'sequence [a where true] [b where true] [c where true]';
const AA = 'sequence [a where true] [a where true]';
const BY_KEY = 'sequence by key [a where true] [b where true]';
const BY_OPTIONAL = 'sequence by ?key [a where true] [b where true]';
const UNTIL = 'sequence [a where true] [b where true] until [u where true]';
const within = (ms: number, stages: string) => `sequence with maxspan=${ms}ms ${stages}`;
const A = '[a where true]';
const B = '[b where true]';
const C = '[c where true]';
const NOT_M = '![m where true]';

const SECTIONS: { readonly [section: string]: readonly Case[] } = {
  'order (9.1)': [
    { name: 'input order does not matter, time does', query: AB, events: 'b2 a1', found: ['a1 b2'] },
    { name: 'at the same time the first in the input is first', query: AB, events: 'a1 b1', found: ['a1 b1'] },
    { name: 'at the same time, the other way round', query: AB, events: 'b1 a1', found: [] },
  ],
  'join keys (9.2)': [
    { name: 'each key for itself', query: BY_KEY, events: 'a1/p a2/q b3/p b4/q', found: ['p: a1 b3', 'q: a2 b4'] },
    { name: 'case counts', query: BY_KEY, events: 'a1/P b2/p', found: [] },
    { name: 'an event without a key takes no part', query: BY_KEY, events: 'a1 b2', found: [] },
    { name: 'nor does one whose key is null', query: BY_KEY, events: 'a1/? b2/?', found: [] },
    {
      name: 'optional keys: absent, null and [null] are one',
      query: BY_OPTIONAL,
      events: 'a1 b2/? a3/?+? b4',
      found: ['null: a1 b2', 'null: a3 b4'],
    },
    {
      name: 'an array takes part once per value',
      query: BY_KEY,
      events: 'a1/p+q b2/p b3/q',
      found: ['p: a1 b2', 'q: a1 b3'],
    },
    {
      name: 'the same value twice counts once, null not at all',
      query: BY_KEY,
      events: 'a1/p+p+? b2/p+?',
      found: ['p: a1 b2'],
    },
    {
      name: 'shared keys first, then those of the stages',
      query: 'sequence by ?none [a where true] by key [b where true] by key',
      events: 'a1/p b2/p',
      found: ['null,p: a1 b2'],
    },
  ],
  'the algorithm (9.3)': [
    { name: 'several first events: the latest', query: AB, events: 'a1 a2 b3', found: ['a2 b3'] },
    { name: 'several second events: the first', query: AB, events: 'a1 b2 b3', found: ['a1 b2'] },
    { name: 'the older first events are gone with it', query: AB, events: 'a1 a2 b3 b4', found: ['a2 b3'] },
    { name: 'a newer partial overrides', query: ABC, events: 'a1 b2 a3 b4 c5', found: ['a3 b4 c5'] },
    {
      name: 'a newer one at an earlier stage does not',
      query: ABC,
      events: 'a1 b2 a3 c4 b5 c6',
      found: ['a1 b2 c4', 'a3 b5 c6'],
    },
    { name: 'b3 finds no a', query: ABC, events: 'a1 b2 b3 c4', found: ['a1 b2 c4'] },
    { name: 'one override, one leftover', query: ABC, events: 'a1 b2 a3 b4 c5 c6', found: ['a3 b4 c5'] },
    { name: 'sequences overlap', query: AA, events: 'a1 a2 a3', found: ['a1 a2', 'a2 a3'] },
    { name: 'an event is never twice in one', query: AA, events: 'a1', found: [] },
    {
      name: 'three of a kind',
      query: `sequence ${A} ${A} ${A}`,
      events: 'a1 a2 a3 a4',
      found: ['a1 a2 a3', 'a2 a3 a4'],
    },
    {
      name: 'one event in several parts',
      query: `sequence ${A} [any where true] ${B}`,
      events: 'a1 a2 b3 b4',
      found: ['a1 a2 b3', 'a2 b3 b4'],
    },
  ],
  'maxspan (9.4)': [
    { name: 'reaches its very end', query: within(5, A + B), events: 'a0 b5', found: ['a0 b5'] },
    { name: 'and no further', query: within(5, A + B), events: 'a0 b6', found: [] },
    { name: 'is measured from the latest first event', query: within(2, A + B), events: 'a0 a5 b6', found: ['a5 b6'] },
    {
      name: 'is measured from the first event, not the previous',
      query: within(5, A + B + C),
      events: 'a0 b1 c7',
      found: [],
    },
    {
      name: 'what it ends is gone: no fallback',
      query: within(5, A + B + C),
      events: 'a0 b4 a5 b6 c7 c8',
      found: ['a5 b6 c7'],
    },
    {
      name: 'units',
      query: `sequence with maxspan = 1 s ${A} ${B}`,
      events: 'a0 b1000 a2000 b3001',
      found: ['a0 b1000'],
    },
  ],
  'until (9.5)': [
    { name: 'in between ends it', query: UNTIL, events: 'a1 u2 b3', found: [] },
    { name: 'after it, no matter', query: UNTIL, events: 'a1 b2 u3', found: ['a1 b2'] },
    { name: 'before it, no matter', query: UNTIL, events: 'u1 a2 b3', found: ['a2 b3'] },
    { name: 'the event of a stage itself ends it', query: `${AB} until ${A}`, events: 'a1 b2', found: [] },
    { name: 'the event that completes it does not', query: `${AB} until ${B}`, events: 'a1 b2', found: ['a1 b2'] },
    { name: 'counts between any two stages', query: `${ABC} until [u where true]`, events: 'a1 u2 b3 c4', found: [] },
    {
      name: 'by key',
      query: `${BY_KEY} until [u where true]`,
      events: 'a1/p a2/q u3/p b4/p b5/q',
      found: ['q: a2 b5'],
    },
    {
      name: 'without the key it ends nothing',
      query: `${BY_KEY} until [u where true]`,
      events: 'a1/p u2 b3/p',
      found: ['p: a1 b3'],
    },
    { name: 'at the same time, by the order of input', query: UNTIL, events: 'a1 u1 b1', found: [] },
    { name: 'at the same time, before it', query: UNTIL, events: 'u1 a1 b1', found: ['a1 b1'] },
  ],
  'runs (9.6)': [
    {
      name: 'slide',
      query: `sequence ${A} with runs=3`,
      events: 'a1 a2 a3 a4 a5',
      found: ['a1 a2 a3', 'a2 a3 a4', 'a3 a4 a5'],
    },
    {
      name: 'are stages like others',
      query: `sequence ${A} with runs=2 ${B}`,
      events: 'a1 b2 a3 a4 b5',
      found: ['a3 a4 b5'],
    },
    {
      name: 'of a missing event are placeholders',
      query: within(5, `${A} ${NOT_M} with runs=2 ${B}`),
      events: 'a1 b2',
      found: ['a1 ! ! b2'],
    },
  ],
  'missing events (9.8)': [
    { name: 'between: none there', query: within(9, A + NOT_M + B), events: 'a1 b3', found: ['a1 ! b3'] },
    { name: 'between: there', query: within(9, A + NOT_M + B), events: 'a1 m2 b3', found: [] },
    {
      name: 'at the time of a neighbour it does not count',
      query: within(9, A + NOT_M + B),
      events: 'a1 m1 m3 b3',
      found: ['a1 ! b3'],
    },
    { name: 'no other candidate is tried', query: within(9, A + NOT_M + B), events: 'a1 a2 m3 b4', found: [] },
    {
      name: 'of another key it does not count',
      query: `sequence by key with maxspan=9ms ${A} ${NOT_M} ${B}`,
      events: 'a1/p m2/q b3/p',
      found: ['p: a1 ! b3'],
    },
    {
      name: 'before: measured to the last event',
      query: within(3, NOT_M + A + B),
      events: 'm1 a2 b4 m5 a6 b9',
      found: ['! a6 b9'],
    },
    { name: 'before: never one', query: within(3, NOT_M + A), events: 'a1', found: ['! a1'] },
    {
      name: 'before: at the same time it does not count',
      query: within(3, NOT_M + A),
      events: 'm5 a5',
      found: ['! a5'],
    },
    {
      name: 'after: measured from the first event',
      query: within(3, A + B + NOT_M),
      events: 'a1 b2 m4 a11 b12 m15',
      found: ['a11 b12 !'],
    },
    { name: 'after: never one', query: within(3, A + NOT_M), events: 'a1', found: ['a1 !'] },
    {
      name: 'after: at the same time it does not count',
      query: within(3, A + NOT_M),
      events: 'a5 m5',
      found: ['a5 !'],
    },
    {
      name: 'before, as Elasticsearch has it',
      query: within(3, NOT_M + A),
      events: 'm0 a10 m20 a21 a29 a31',
      found: ['! a10', '! a29', '! a31'],
    },
    {
      name: 'on both sides: a window of maxspan without',
      query: within(19, NOT_M + A + NOT_M),
      events: 'm0 a10 m20 a21 a29 a31',
      found: ['! a10 !', '! a21 !', '! a29 !', '! a31 !'],
    },
    {
      name: 'on both sides: a window longer than the gap',
      query: within(21, NOT_M + A + NOT_M),
      events: 'm0 a10 m20 a21 a29 a31',
      found: ['! a21 !', '! a29 !', '! a31 !'],
    },
    {
      name: 'on both sides: nothing before accepts, whatever follows',
      query: within(9, NOT_M + A + NOT_M),
      events: 'a1 m2',
      found: ['! a1 !'],
    },
    {
      name: 'only the step between two gaps',
      query: within(9, `${NOT_M} ${A} ${NOT_M} ${B}`),
      events: 'a1 m2 b3 a14 b15',
      found: ['! a14 ! b15'],
    },
  ],
  'order and number of results (9.10, 11)': [
    { name: 'by the last event', query: BY_KEY, events: 'a1/p a2/q b3/q b4/p', found: ['q: a2 b3', 'p: a1 b4'] },
    {
      name: 'of one last event, by key, null first',
      query: 'sequence by ?key [a where true] [b where true]',
      events: 'a1/r+p+q b2/q+r+p',
      found: ['p: a1 b2', 'q: a1 b2', 'r: a1 b2'],
    },
    {
      name: 'the latest ten',
      query: AB,
      events: Array.from({ length: 12 }, (_, i) => `a${2 * i} b${2 * i + 1}`).join(' '),
      found: Array.from({ length: 10 }, (_, i) => `a${2 * i + 4} b${2 * i + 5}`),
    },
    {
      name: 'size and head',
      query: AB,
      events: 'a1 b2 a3 b4 a5 b6',
      options: { size: 2, resultPosition: 'head' },
      found: ['a1 b2', 'a3 b4'],
    },
    {
      name: 'size and tail',
      query: AB,
      events: 'a1 b2 a3 b4 a5 b6',
      options: { size: 2, resultPosition: 'tail' },
      found: ['a3 b4', 'a5 b6'],
    },
    { name: 'size 0', query: AB, events: 'a1 b2', options: { size: 0 }, found: [] },
    { name: '| head', query: `${AB} | head 1`, events: 'a1 b2 a3 b4', found: ['a1 b2'] },
    { name: '| tail', query: `${AB} | tail 1`, events: 'a1 b2 a3 b4', found: ['a3 b4'] },
    { name: 'pipes in turn', query: `${AB} | tail 3 | head 1`, events: 'a1 b2 a3 b4 a5 b6 a7 b8', found: ['a3 b4'] },
    {
      name: 'size caps the first pipe',
      query: `${AB} | head 3`,
      events: 'a1 b2 a3 b4',
      options: { size: 1 },
      found: ['a1 b2'],
    },
    { name: '| head 0', query: `${AB} | head 0`, events: 'a1 b2', found: [] },
  ],
  'samples (10)': [
    { name: 'in any order', query: `sample by key ${A} ${B}`, events: 'b1/p a2/p', found: ['p: a2 b1'] },
    { name: 'all stages under one key', query: `sample by key ${A} ${B}`, events: 'a1/p b2/q', found: [] },
    { name: 'different events', query: `sample by key [any where true] ${A}`, events: 'a1/p', found: [] },
    {
      name: 'different events, found by looking further',
      query: `sample by key [any where true] ${A}`,
      events: 'a1/p b2/p',
      found: ['p: b2 a1'],
    },
    {
      name: 'keys in order',
      query: `sample by key ${A} ${B}`,
      events: 'a1/doom b2/doom a3/GTA b4/GTA',
      found: ['GTA: a3 b4', 'doom: a1 b2'],
    },
    {
      name: 'an optional key may be null, which comes first',
      query: `sample by ?key ${A} ${B}`,
      events: 'a1/p b2/p a3 b4/?',
      found: ['null: a3 b4', 'p: a1 b2'],
    },
    { name: 'one per key', query: `sample by key ${A} ${B}`, events: 'a1/p a2/p b3/p', found: ['p: a1 b3'] },
    {
      name: 'several per key may share events',
      query: `sample by key ${A} ${B}`,
      events: 'a1/p a2/p a3/p b4/p',
      options: { maxSamplesPerKey: 10 },
      found: ['p: a1 b4', 'p: a2 b4', 'p: a3 b4'],
    },
    {
      name: 'the last stage varies fastest',
      query: `sample by key ${A} ${B}`,
      events: 'a1/p a2/p b3/p b4/p',
      options: { maxSamplesPerKey: 3 },
      found: ['p: a1 b3', 'p: a1 b4', 'p: a2 b3'],
    },
    {
      name: 'size is from the start, whatever resultPosition says',
      query: `sample by key ${A} ${B}`,
      events: 'a1/q b2/q a3/p b4/p',
      options: { size: 1, resultPosition: 'tail' },
      found: ['p: a3 b4'],
    },
    {
      name: 'an array is a sample per value',
      query: `sample by key ${A} ${B}`,
      events: 'a1/p+q b2/p b3/q',
      found: ['p: a1 b2', 'q: a1 b3'],
    },
  ],
};

describe.each(Object.entries(SECTIONS))('%s', (_section, cases) => {
  test.each(cases)('$name', ({ query, events, found: expected, options }) => {
    expect(found(query, events.split(' ').map(toEvent), options)).toEqual(expected);
  });
});

describe('events as they are', () => {
  const event = (word: string, time: unknown, more: object = {}): Event => ({
    word,
    '@timestamp': time,
    event: { category: word[0] },
    ...more,
  });

  test('times count to the nanosecond', () => {
    const early = '2026-01-01T00:00:00.000000900Z';
    const late = '2026-01-01T00:00:00.000001200Z';
    expect(found(AB, [event('b', late), event('a', early)])).toEqual(['a b']);
    expect(found(AB, [event('a', late), event('b', early)])).toEqual([]);
  });

  test('a tiebreaker orders events of the same time; those without come last', () => {
    const options = { tiebreakerField: 'event.sequence' };
    const at = (word: string, sequence?: number) => ({ ...event(word, 1), 'event.sequence': sequence });
    expect(found(AB, [at('b', 2), at('a', 1)], options)).toEqual(['a b']);
    expect(found(AB, [at('a'), at('b', 1)], options)).toEqual([]);
    expect(found(AB, [at('b'), at('a', 1)], options)).toEqual(['a b']);
  });

  test('without a time there is no place in a sequence', () => {
    expect(found(AB, [event('a', undefined), event('b', 1), event('a', 'yesterday'), event('b', 2)])).toEqual([]);
  });

  test('the response has the shape of Elasticsearch’s', () => {
    const [a, b] = [event('a', 1, { key: 'p' }), event('b', 2, { key: 'p' })];
    const query = `sequence by key with maxspan=1s ${A} ${NOT_M} ${B}`;
    expect(search(query, [b, a])).toEqual({
      hits: {
        total: { value: 1, relation: 'eq' },
        sequences: [
          {
            join_keys: ['p'],
            events: [
              { _index: '', _id: '1', _source: a },
              { _index: '', _id: '', _source: {}, missing: true },
              { _index: '', _id: '0', _source: b },
            ],
          },
        ],
      },
    });
    expect(Object.keys(search(AB, [a, b]).hits.sequences![0]!)).toEqual(['events']);
    expect(search(AB, []).hits).toEqual({ total: { value: 0, relation: 'eq' }, sequences: [] });
  });

  test('keys have the types of a schema: dates by instant, as text in sequences and as milliseconds in samples', () => {
    const schema = {
      word: 'keyword',
      when: 'date',
      ip: 'ip',
      ok: 'boolean',
      '@timestamp': 'date',
      'event.category': 'keyword',
    };
    const list = [
      event('a', 1, { when: '2022-12-17', ip: '2001:db8:0::1', ok: 'true' }),
      event('b', 2, { when: 1671235200000, ip: '2001:db8::1', ok: true }),
    ];
    expect(search(`sequence by when, ip, ok ${A} ${B}`, list, { schema }).hits.sequences![0]!.join_keys).toEqual([
      '2022-12-17T00:00:00.000Z',
      '2001:db8::1',
      true,
    ]);
    expect(search(`sample by when ${A} ${B}`, list, { schema }).hits.sequences![0]!.join_keys).toEqual([1671235200000]);
  });

  test('text and number are different keys without a schema', () => {
    expect(found(BY_KEY, [event('a', 1, { key: 1 }), event('b', 2, { key: '1' })])).toEqual([]);
    expect(found(BY_KEY, [event('a', 1, { key: 1 }), event('b', 2, { key: 1 })])).toEqual(['1: a b']);
  });
});
