import {
  compile,
  createMatcher,
  type Event,
  type Match,
  type Matcher,
  type MatcherOptions,
  SnapshotError,
} from '@eqlite/engine';
import { parse, print } from '@eqlite/syntax';
import { describe, expect, test } from 'vitest';

/** What matters of a stream and not of a search: when matches come, what is late, what is forgotten, what is kept. */

const A = '[a where true]';
const B = '[b where true]';
const NOT_M = '![m where true]';

/** `a3/p` is an event of category `a` at 3 ms with the key `p`. */
function toEvent(word: string): Event {
  const [, category, time, key] = /^([a-z]+)(\d+)?(?:\/(.*))?$/.exec(word)!;
  return {
    word,
    event: { category },
    ...(time === undefined ? {} : { '@timestamp': Number(time) }),
    ...(key === undefined ? {} : { key }),
  };
}

const show = ({ events }: Match) => events.map(({ missing, _source }) => (missing ? '!' : _source.word)).join(' ');

/** What each step gives, where it gives something: `t9` moves time on, `end` flushes. */
function play(matcher: Matcher, steps: string): readonly string[] {
  return steps.split(' ').flatMap((step) => {
    const matches =
      step === 'end'
        ? matcher.flush()
        : step.startsWith('t')
          ? matcher.advanceTo(Number(step.slice(1)))
          : matcher.push(toEvent(step));
    return matches.length === 0 ? [] : [`${step} gives ${matches.map(show).join(', ')}`];
  });
}

const matcherOf = (query: string, options?: MatcherOptions) => createMatcher(compile(query), options);

describe('when matches come', () => {
  interface Case {
    readonly name: string;
    readonly query: string;
    readonly options?: MatcherOptions;
    readonly steps: string;
    readonly given: readonly string[];
  }
  const after = (ms: number) => `sequence with maxspan=${ms}ms ${A} ${NOT_M}`;
  const both = (ms: number) => `sequence with maxspan=${ms}ms ${NOT_M} ${A} ${NOT_M}`;
  const CASES: readonly Case[] = [
    {
      name: 'an event query: at once',
      query: 'a where true',
      steps: 'a1 b2 a3',
      given: ['a1 gives a1', 'a3 gives a3'],
    },
    {
      name: 'a sequence: with its last event',
      query: `sequence ${A} ${B}`,
      steps: 'a1 b2 b3',
      given: ['b2 gives a1 b2'],
    },
    {
      name: 'a pipe has no effect',
      query: `sequence ${A} ${B} | head 1`,
      steps: 'a1 b2 a3 b4',
      given: ['b2 gives a1 b2', 'b4 gives a3 b4'],
    },
    {
      name: 'an absence: not with an event at its very end',
      query: after(5),
      steps: 'a1 c6 c7 end',
      given: ['c7 gives a1 !'],
    },
    {
      name: 'an absence: once time has been told to be past it',
      query: after(5),
      steps: 'a1 t6 t7 t8 end',
      given: ['t7 gives a1 !'],
    },
    {
      name: 'an absence: at the end of the stream',
      query: after(5),
      steps: 'a1 c2 end end',
      given: ['end gives a1 !'],
    },
    {
      name: 'an absence: not when the event comes, even at the very end',
      query: after(5),
      steps: 'a1 m6 c9 end',
      given: [],
    },
    {
      name: 'an absence: with the next event of the same kind',
      query: after(5),
      steps: 'a1 a7 end',
      given: ['a7 gives a1 !', 'end gives a7 !'],
    },
    {
      name: 'absences: in the order of time',
      query: after(5),
      steps: 'a1 a2 a3 c9',
      given: ['c9 gives a1 !, a2 !, a3 !'],
    },
    {
      name: 'absence on both sides: at once when nothing came before',
      query: both(5),
      steps: 'a1 m2',
      given: ['a1 gives ! a1 !'],
    },
    {
      name: 'absence on both sides: when the window is long enough',
      query: both(5),
      steps: 'm1 a3 t6 t7',
      given: ['t7 gives ! a3 !'],
    },
    {
      name: 'absence on both sides: at once when the window is behind',
      query: both(5),
      steps: 'm1 a7 m8',
      given: ['a7 gives ! a7 !'],
    },
    {
      name: 'absence with lateness: when nothing can come any more',
      query: after(5),
      options: { maxLatenessMs: 10 },
      steps: 'a1 c16 c17',
      given: ['c17 gives a1 !'],
    },
    {
      name: 'lateness puts events in order',
      query: `sequence ${A} ${B}`,
      options: { maxLatenessMs: 5 },
      steps: 'b3 a1 b9 end',
      given: ['b9 gives a1 b3'],
    },
    {
      name: 'without lateness what is behind does not count',
      query: `sequence ${A} ${B}`,
      steps: 'b3 a1 b9',
      given: [],
    },
    {
      name: 'a stream may follow a stream',
      query: `sequence ${A} ${B}`,
      steps: 'a9 end a1 b2',
      given: ['b2 gives a1 b2'],
    },
    {
      name: 'a sample: with the event that makes it whole, once',
      query: `sample by key ${A} ${B}`,
      steps: 'b9/p a1/p a2/p b3/p',
      given: ['a1/p gives a1/p b9/p'],
    },
    {
      name: 'samples: as many as may be',
      query: `sample by key ${A} ${B}`,
      options: { maxSamplesPerKey: 2 },
      steps: 'b1/p a2/p a3/p a4/p',
      given: ['a2/p gives a2/p b1/p', 'a3/p gives a3/p b1/p'],
    },
  ];
  test.each(CASES)('$name', ({ query, options, steps, given }) => {
    expect(play(matcherOf(query, options), steps)).toEqual(given);
  });
});

describe('counters', () => {
  const START = {
    events: 0,
    partials: 0,
    bytes: 0,
    buffered: 0,
    evicted: 0,
    keysLeftOut: 0,
    expired: 0,
    late: 0,
    untimed: 0,
    watermarkMs: null,
  };

  test('of a new matcher', () => {
    expect(matcherOf(`sequence ${A} ${B}`).counters()).toEqual(START);
  });

  test('late events go to onLate, with their origins, and nowhere else', () => {
    const late: unknown[] = [];
    const matcher = matcherOf(`sequence ${A} ${B}`, { onLate: (event, origin) => late.push([event.word, origin]) });
    matcher.push(toEvent('b5'), 'first');
    matcher.push(toEvent('a4'), 'second');
    // Nobody wants it, so it is not missed.
    matcher.push(toEvent('c3'), 'third');
    expect(late).toEqual([['a4', 'second']]);
    expect(matcher.counters()).toEqual({ ...START, events: 3, late: 1, watermarkMs: 5 });
  });

  test('events without a time', () => {
    const matcher = matcherOf(`sequence ${A} ${B}`);
    expect(play(matcher, 'a b c a1 b2')).toEqual(['b2 gives a1 b2']);
    expect(matcher.counters()).toEqual({ ...START, events: 5, untimed: 2, watermarkMs: 2 });
  });

  test('what waits to be put in order, what is begun, what has lapsed', () => {
    const matcher = matcherOf(`sequence by key with maxspan=5ms ${A} ${B}`, { maxLatenessMs: 2 });
    play(matcher, 'a1/p a2/q a5/r');
    expect(matcher.counters()).toMatchObject({ partials: 2, buffered: 1, expired: 0, watermarkMs: 3 });
    play(matcher, 't9');
    expect(matcher.counters()).toMatchObject({ partials: 2, buffered: 0, expired: 1, watermarkMs: 7 });
    matcher.flush();
    expect(matcher.counters()).toMatchObject({ partials: 0, bytes: 0, watermarkMs: null });
  });

  test('combinations of keys beyond what an event may have', () => {
    const matcher = matcherOf(`sequence by x, y ${A} ${B}`);
    const numbers = Array.from({ length: 100 }, (_, i) => i);
    matcher.push({ ...toEvent('a1'), x: numbers, y: numbers });
    expect(matcher.counters()).toMatchObject({ partials: 4096, keysLeftOut: 10_000 - 4096 });
  });
});

describe('budgets', () => {
  test('maxPartials: what began first is forgotten', () => {
    const matcher = matcherOf(`sequence by key ${A} ${B}`, { maxPartials: 2 });
    expect(play(matcher, 'a1/p a2/q a3/r b4/p b5/q b6/r')).toEqual(['b5/q gives a2/q b5/q', 'b6/r gives a3/r b6/r']);
    expect(matcher.counters()).toMatchObject({ evicted: 1, partials: 0 });
  });

  test('maxPartials: beginning anew counts as new', () => {
    const matcher = matcherOf(`sequence by key ${A} ${B}`, { maxPartials: 2 });
    expect(play(matcher, 'a1/p a2/q a3/p a4/r b5/p b6/q b7/r')).toEqual([
      'b5/p gives a3/p b5/p',
      'b7/r gives a4/r b7/r',
    ]);
  });

  test('maxPartials: what waits for an absence counts', () => {
    const matcher = matcherOf(`sequence by key with maxspan=9ms ${A} ${NOT_M}`, { maxPartials: 2 });
    expect(play(matcher, 'a1/p a2/q a3/r t20')).toEqual(['t20 gives a2/q !, a3/r !']);
    expect(matcher.counters()).toMatchObject({ evicted: 1 });
  });

  test('maxPartials: notes of unwanted events count, and can be forgotten', () => {
    const matcher = matcherOf(`sequence by key with maxspan=9ms ${A} ${NOT_M} ${B}`, { maxPartials: 2 });
    play(matcher, 'm1/p m1/q m1/r m1/s');
    expect(matcher.counters()).toMatchObject({ partials: 0, evicted: 2 });
  });

  test('maxPartials: samples', () => {
    const matcher = matcherOf(`sample by key ${A} ${B}`, { maxPartials: 2 });
    expect(play(matcher, 'a1/p a2/q a3/r b5/q b6/r')).toEqual(['b5/q gives a2/q b5/q', 'b6/r gives a3/r b6/r']);
    expect(matcher.counters()).toMatchObject({ evicted: 1 });
  });

  test('maxBytes: large events are let go', () => {
    const matcher = matcherOf(`sequence by key ${A} ${B}`, { maxBytes: 100_000 });
    const text = 'x'.repeat(10_000);
    for (let i = 0; i < 50; i++) matcher.push({ ...toEvent(`a${i}/k${i}`), text });
    const { partials, evicted, bytes } = matcher.counters();
    expect({ partials, evicted }).toEqual({ partials: 9, evicted: 41 });
    expect(bytes).toBeLessThanOrEqual(100_000);
    expect(play(matcher, 'b60/k40 b61/k41')).toHaveLength(1);
  });

  test('maxBytes: what waits to be put in order no longer waits', () => {
    const matcher = matcherOf(`sequence ${A} ${B}`, { maxBytes: 100_000, maxLatenessMs: Number.POSITIVE_INFINITY });
    const text = 'x'.repeat(10_000);
    for (let i = 0; i < 50; i++) matcher.push({ ...toEvent(`a${10 + i}`), text });
    const { buffered, bytes } = matcher.counters();
    expect(buffered).toBe(4);
    expect(bytes).toBeLessThanOrEqual(100_000);
    matcher.push(toEvent('b1'));
    expect(matcher.counters()).toMatchObject({ late: 1 });
  });

  test('a state that stays small after many keys: nothing is kept of those that are gone', () => {
    const matcher = matcherOf(`sequence by key with maxspan=5ms ${A} ${B}`);
    for (let i = 0; i < 20_000; i++) matcher.push(toEvent(`a${i}/k${i}`));
    const { partials, expired, bytes } = matcher.counters();
    expect({ partials, expired }).toEqual({ partials: 6, expired: 19_994 });
    expect(bytes).toBeLessThan(6 * 1000);
  });
});

describe('snapshots', () => {
  const QUERY = `sequence by key with maxspan=9ms ${A} ${NOT_M} ${B} until [u where true]`;

  test('are plain JSON, with the origins of events', () => {
    const matcher = matcherOf(QUERY, { maxLatenessMs: 2 });
    matcher.push(toEvent('a1/p'), { line: 1 });
    matcher.push(toEvent('b9/p'), { line: 2 });
    const restored = matcherOf(QUERY, { maxLatenessMs: 2 });
    restored.restore(JSON.parse(JSON.stringify(matcher.snapshot())));
    expect(restored.counters()).toEqual(matcher.counters());
    const [match] = restored.flush();
    expect(match!.events.map(({ origin }) => origin)).toEqual([{ line: 1 }, undefined, { line: 2 }]);
  });

  /** What is refused; the matcher goes on as it was. */
  test.each([
    [
      'another query',
      (snapshot: object) => ({ ...snapshot, query: 'any where true' }),
      'snapshot_query',
      `the snapshot is of another query:\nany where true\ninstead of:\n${print(parse(QUERY))}`,
    ],
    [
      'other settings',
      (snapshot: { settings?: object }) => ({
        ...snapshot,
        settings: { ...snapshot.settings, timestampField: 'time' },
      }),
      'snapshot_query',
      'the snapshot is of the same query with timestampField "time" instead of "@timestamp"',
    ],
    [
      'another version',
      (snapshot: object) => ({ ...snapshot, version: 2 }),
      'snapshot_version',
      'the snapshot is of version 2, this Eqlite reads version 1',
    ],
    [
      'something else',
      () => ({ a: 1 }),
      'snapshot_damaged',
      'the snapshot is damaged: snapshot.format must be "eqlite-matcher"',
    ],
    ['nothing', () => null, 'snapshot_damaged', 'the snapshot is damaged: snapshot must be an object'],
    [
      'half of it',
      ({ state: _, ...rest }: { state?: unknown }) => rest,
      'snapshot_damaged',
      'the snapshot is damaged: snapshot.state must be an object',
    ],
    [
      'an event that is none',
      (snapshot: object) =>
        JSON.parse(JSON.stringify(snapshot).replace(/"event":\{"word":"a1[^}]*\}[^}]*\}/, '"event":7')),
      'snapshot_damaged',
      'the snapshot is damaged: snapshot.state.matches.events[0].event must be an event',
    ],
  ] as const)('of %s are refused', (_name, change, code, message) => {
    const matcher = matcherOf(QUERY);
    matcher.push(toEvent('a1/p'));
    const before = JSON.stringify(matcher.snapshot());
    const changed = change(matcher.snapshot()) as never;
    const refused = new SnapshotError(code, message);
    expect(() => matcher.restore(changed)).toThrow(refused);
    expect(JSON.stringify(matcher.snapshot())).toBe(before);
    expect(play(matcher, 'b2/p')).toEqual(['b2/p gives a1/p ! b2/p']);
  });
});

describe('options that cannot be', () => {
  test.each([
    [
      { maxLateness: 5 },
      'unknown option "maxLateness"; there are maxBytes, maxLatenessMs, maxPartials, maxSamplesPerKey, onLate',
    ],
    [{ maxPartials: 0 }, 'option "maxPartials" must be a number of at least 1, not 0'],
    [{ maxLatenessMs: -1 }, 'option "maxLatenessMs" must be a number of at least 0, not -1'],
    [{ maxBytes: '1 MB' }, 'option "maxBytes" must be a number of at least 1, not "1 MB"'],
  ])('%j', (options, message) => {
    expect(() => matcherOf(`sequence ${A} ${B}`, options as never)).toThrow(new TypeError(message));
  });

  test('a time that is none', () => {
    expect(() => matcherOf(`sequence ${A} ${B}`).advanceTo(Number.NaN)).toThrow(
      new TypeError('advanceTo takes milliseconds since 1970, not NaN'),
    );
  });
});
