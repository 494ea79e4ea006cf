import { compile, type Event, explain } from '@eqlite/engine';
import { EqlError } from '@eqlite/syntax';
import { describe, expect, test } from 'vitest';

/** Queries as large as the limits let them be, over events made for them: time grows with their size, no faster. */
interface Hostile {
  readonly name: string;
  readonly size: number;
  readonly query: (size: number) => string;
  readonly event: (size: number) => Event;
  readonly expected: boolean;
}

const many = (count: number, item: (i: number) => string, separator = ', '): string =>
  Array.from({ length: count }, (_, i) => item(i)).join(separator);

/** A text of its own for each `i`, of characters far apart. */
const strange = (i: number): string =>
  Array.from({ length: 45 }, (_, k) => String.fromCharCode(0x4e00 + ((i * 131 + k * 37) % 20_000))).join('');

const nested = (levels: number, inner: unknown, around: (value: unknown) => unknown): unknown => {
  let value = inner;
  for (let i = 0; i < levels; i++) value = around(value);
  return value;
};

const HOSTILE: readonly Hostile[] = [
  {
    name: 'a conjunction',
    size: 2_000,
    query: (n) => many(n, () => 'a == 1', ' and '),
    event: () => ({ a: 1 }),
    expected: true,
  },
  {
    name: 'a disjunction',
    size: 1_500,
    query: (n) => many(n, (i) => `length(a) == ${i + 5}`, ' or '),
    event: () => ({ a: 'abc' }),
    expected: false,
  },
  {
    name: 'a call with many arguments over lists of values',
    size: 4_000,
    query: (n) => `concat(${many(n, () => 'a')}) == "c"`,
    event: () => ({ a: ['a', 'b'] }),
    expected: false,
  },
  {
    name: 'a call that makes more text than memory holds',
    size: 1_000,
    query: (n) => `concat(${many(n, () => 'a')}) != null`,
    event: () => ({ a: 'a'.repeat(1_000_000) }),
    expected: false,
  },
  {
    name: 'a list of texts',
    size: 4_000,
    query: (n) => `a in~ (${many(n, (i) => `"k${i}"`)})`,
    event: (n) => ({ a: `K${n - 1}` }),
    expected: true,
  },
  {
    name: 'wildcards of the same fragment',
    size: 4_000,
    query: (n) => `a : (${many(n, (i) => `"*same*${i}x"`)})`,
    event: () => ({ a: 'same same' }),
    expected: false,
  },
  {
    name: 'wildcards of many characters',
    size: 4_000,
    query: (n) => `a : (${many(n, (i) => `"*${strange(i)}*"`)})`,
    event: (n) => ({ a: `<${strange(n - 1)}>` }),
    expected: true,
  },
  {
    name: 'a wildcard of one long fragment, all but in the value',
    size: 100_000,
    query: () => `a : "*${'a'.repeat(1_000)}b*"`,
    event: (n) => ({ a: 'a'.repeat(n) }),
    expected: false,
  },
  {
    name: 'a wildcard with question marks, all but in the value',
    size: 100_000,
    query: () => `a like "*${'a?'.repeat(500)}b*"`,
    event: (n) => ({ a: 'a'.repeat(n) }),
    expected: false,
  },
  {
    name: 'lists in lists, deeper than is looked',
    size: 100_000,
    query: () => 'a == "x"',
    event: (n) => ({ a: nested(n, 'x', (value) => [value]) }),
    expected: false,
  },
  {
    name: 'objects in objects',
    size: 100_000,
    query: () => 'a.a.a == "x"',
    event: (n) => nested(n, 'x', (value) => ({ a: value })) as Event,
    expected: false,
  },
];

describe('a hostile query or event takes time by its size', () => {
  test.each(HOSTILE)('$name', ({ size, query, event, expected }) => {
    const timeOf = (n: number): number => {
      const text = `any where ${query(n)}`;
      const given = event(n);
      const start = performance.now();
      expect(compile(text).matches(given)).toBe(expected);
      return performance.now() - start;
    };
    timeOf(size / 4);
    const small = Math.min(timeOf(size), timeOf(size));
    // Four times the size: 4 when linear, 16 when quadratic. Some milliseconds are noise.
    expect(timeOf(4 * size)).toBeLessThan(10 * small + 100);
  });
});

test('explaining a long text and a long list of patterns takes little more than testing them one by one', () => {
  const compiled = compile(`any where a : (${many(200, (i) => `"*x${i}*"`)})`);
  const start = performance.now();
  expect(explain(compiled, { a: 'a'.repeat(300_000) }).matches).toBe(false);
  // Character by character, by the book, it is ten seconds.
  expect(performance.now() - start).toBeLessThan(3_000);
});

/** A limit that is lowered is kept; the whole message. */
const LIMITED: readonly { name: string; run: () => unknown; message: readonly string[] }[] = [
  {
    name: 'the length of a regular expression',
    run: () => compile('any where f regex "a[bcd]e"', { limits: { regex: { maxLength: 5 } } }),
    message: [
      '1:25: the pattern has 7 characters, more than 5',
      '1 | any where f regex "a[bcd]e"',
      '  |                         ^',
      'hint: split it into several patterns, or raise limits.regex.maxLength',
    ],
  },
  {
    name: 'the size of a regular expression, in a script',
    run: () => compile('any where concat(f, g) regex "(ab){9}"', { limits: { regex: { maxStates: 10 } } }),
    message: [
      '1:35: the pattern needs more than 10 states',
      '1 | any where concat(f, g) regex "(ab){9}"',
      '  |                                   ^',
      'hint: lower the counts of its repeats, shorten the list, or raise limits.regex.maxStates',
    ],
  },
  {
    name: 'a path of too many names',
    run: () => compile(`any where ${many(4, () => 'a', '.')} == 1`, { limits: { maxDepth: 3 } }),
    message: [
      '1:11: the field has more than 3 names between its dots',
      '1 | any where a.a.a.a == 1',
      '  |           ^^^^^^^',
    ],
  },
];

describe('a limit', () => {
  test.each(LIMITED)('$name', ({ run, message }) => {
    let error: unknown;
    try {
      run();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(EqlError);
    expect((error as EqlError).message).toBe(message.join('\n'));
  });

  test('that does not exist is an error of the caller', () => {
    expect(() => compile('any where true', { limits: { regex: { states: 1 } as object } })).toThrow(
      new TypeError(
        'unknown limit of regular expressions "states"; there are cacheWords, maxDepth, maxLength, maxStates',
      ),
    );
  });
});
