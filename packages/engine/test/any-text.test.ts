import { compile, createSearch, type Event, evaluate } from '@eqlite/engine';
import { check, EqlError, EqlSyntaxError, parse, parseExpression, print } from '@eqlite/syntax';
import fc from 'fast-check';
import { expect, test } from 'vitest';

/** Queries to be damaged. */
const QUERIES = [
  'process where process.name : ("cmd.exe", "p*.exe") and not user.id in ("S-1-5-18") // comment',
  'sequence by host.id, ?user.id with maxspan=1m [process where a == 1] by x [file where b like "c*"] by y until [any where true]',
  'sequence with maxspan=5s [a where f.g > -1.5e3] with runs=3 ![b where true] | tail 10 | head 5',
  'sample by host [any where `a b`.c != null] [any where length(d) >= 2 + 3 * e]',
  'any where _arraysearch(stack, $e, $e.name regex~ """a[b-c]{2,3}~(x)""") or descendant of [process where q]',
  'sequence [any where true] as event0 [any where event0.a == b and cidrMatch(ip, "10.0.0.0/8", "::1")]',
  'any where between~(a, "\\u{41}", "\\"", true) == concat("x", 1, null) and indexOf(a, b, 0) in~ (1, -2) /* c /* d */ */',
];
const TOKENS = [
  ...['any', 'where', 'process', 'sequence', 'sample', 'join', 'by', 'with', 'maxspan', 'runs', 'until', 'as', 'of'],
  ...['and', 'or', 'not', 'in', 'in~', 'like', 'like~', 'regex', 'regex~', 'true', 'false', 'null', 'head', 'tail'],
  ...[
    '(',
    ')',
    '[',
    ']',
    '![',
    ',',
    '.',
    '|',
    '?',
    ':',
    '==',
    '!=',
    '<',
    '<=',
    '>',
    '>=',
    '+',
    '-',
    '*',
    '/',
    '%',
    '=',
  ],
  ...[
    '"a"',
    '"*"',
    '"""b"""',
    '1',
    '2.5',
    '9223372036854775808',
    '1e999',
    'a',
    'a.b',
    '`c d`',
    '$e',
    'length',
    'startsWith~',
  ],
  ...[
    "'",
    '"',
    '`',
    '\\',
    '/*',
    '*/',
    '//',
    '\n',
    '~',
    '!',
    '@',
    '#',
    '\u0000',
    '\ud800',
    '😀',
    'descendant',
    '_arraysearch',
  ],
];

const soup = fc.array(fc.constantFrom(...TOKENS), { maxLength: 30 }).map((tokens) => tokens.join(' '));
const damage = fc.tuple(fc.nat(), fc.nat({ max: 4 }), fc.oneof(fc.constantFrom(...TOKENS), fc.constant('')));
const damaged = fc.tuple(fc.constantFrom(...QUERIES), fc.array(damage, { maxLength: 3 })).map(([query, damages]) =>
  damages.reduce((text, [at, length, inserted]) => {
    const start = at % (text.length + 1);
    return text.slice(0, start) + inserted + text.slice(start + length);
  }, query),
);
const anyText = fc.oneof(
  { weight: 5, arbitrary: damaged },
  { weight: 3, arbitrary: soup.map((text) => `any where ${text}`) },
  { weight: 1, arbitrary: soup },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
);

const events = fc.array(
  fc.object({ key: fc.constantFrom('a', 'b', 'f', 'a.b', 'process', 'name', '__proto__', '@timestamp', '') }),
  {
    maxLength: 3,
  },
) as fc.Arbitrary<Event[]>;
const OPTIONS = [
  {},
  { dialect: 'endpoint' },
  { schema: { 'process.name': 'keyword', a: 'long', b: 'keyword', ip: 'ip', 'event.category': 'keyword' } },
] as const;

/** `EQLITE_TEXTS` texts; more by hand. */
const numRuns = Number(process.env.EQLITE_TEXTS ?? 4_000);

/** What `run` gives; `undefined` when it refuses the query, in the one way there is. */
function unlessRefused<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof EqlError)) throw error;
    expect(error.message).not.toBe('');
    expect(error.span.start).toBeLessThanOrEqual(error.span.end);
    return undefined;
  }
}

test('any text is a query that runs over any events, or is refused with an EqlError', () => {
  let ran = 0;
  fc.assert(
    fc.property(anyText, events, fc.constantFrom(...OPTIONS), (text, given, options) => {
      const { dialect = 'elasticsearch' } = options as { readonly dialect?: 'endpoint' };
      const tree = unlessRefused(() => parse(text, { dialect }));
      const errors = check(text, options).filter(({ severity }) => severity === 'error');
      for (const { message, span } of errors) {
        expect(message).not.toBe('');
        expect(span.start >= 0 && span.start <= span.end && span.end <= text.length).toBe(true);
      }
      if (tree !== undefined) {
        const printed = print(tree);
        expect(print(parse(printed, { dialect }))).toBe(printed);
      }
      const compiled = unlessRefused(() => compile(text, options));
      if (tree === undefined) expect(compiled).toBe(undefined);
      if (errors.length > 0) expect(compiled).toBe(undefined);
      if (compiled === undefined) return;
      ran++;
      for (const event of given) expect(typeof compiled.matches(event)).toBe('boolean');
      const search = createSearch(text, options);
      for (const event of given) search.push(event);
      expect(search.result().hits.total.value).toBeLessThanOrEqual(10);
    }),
    { numRuns },
  );
  expect(ran).toBeGreaterThan(numRuns / 20);
});

test('any text is an expression that has a value, or is refused with an EqlError', () => {
  fc.assert(
    fc.property(soup, events, fc.constantFrom(...OPTIONS), (text, [event = {}], options) => {
      const { dialect = 'elasticsearch' } = options as { readonly dialect?: 'endpoint' };
      const value = unlessRefused(() => evaluate(text, event, options));
      let isExpression = true;
      try {
        parseExpression(text, { dialect });
      } catch (error) {
        expect(error).toBeInstanceOf(EqlSyntaxError);
        isExpression = false;
      }
      if (value !== undefined) expect(isExpression).toBe(true);
    }),
    { numRuns },
  );
});
